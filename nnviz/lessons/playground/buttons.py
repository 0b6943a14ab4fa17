"""The buttons in the drawing of the network: what is added, taken away, and drawn anew."""

from typing import Any

from nnviz.core import DATASETS, FEATURES
from nnviz.figures.button import Button
from nnviz.lessons.common import STARTS
from nnviz.lessons.playground.settings import (
    DRAWS,
    MOST_LAYERS,
    MOST_NEURONS,
    PlaygroundSettings,
    layers_text,
)
from nnviz.lessons.tables import OWN

APART = 0.27
"""The two buttons of a layer stand so far from its middle, in parts of the distance between layers."""
LEFT = 47
"""The two above the inputs stand so many px left of their middle, clear of the first layer's."""


def buttons(settings: PlaygroundSettings) -> tuple[Button, ...]:
    """Return every button of the drawing; one that can do nothing more stays in its place, pale."""
    layers = settings.layers
    found = [
        _layer(
            "Add a hidden layer",
            "+",
            len(layers) + 0.5,
            (*layers, layers[-1] if layers else 2),
            len(layers) < MOST_LAYERS,
            1,
        )
    ]
    for i, n in enumerate(layers):
        letter, before, after = "ABCDEF"[i], layers[:i], layers[i + 1 :]
        found += [
            _layer(f"Take away layer {letter}", "×", i + 1, (*before, *after), True, 1),
            _layer(f"One neuron less in layer {letter}", "−", i + 1 - APART, (*before, n - 1, *after), n > 1),
            _layer(
                f"One neuron more in layer {letter}", "+", i + 1 + APART, (*before, n + 1, *after), n < MOST_NEURONS
            ),
        ]
    return (*found, *_anew(settings), *(_input(settings, j, name) for j, name in enumerate(FEATURES)))


def _layer(name: str, sign: str, x: float, layers: tuple[int, ...], possible: bool, line: int = 0) -> Button:
    puts: dict[str, Any] | None = {"layers": layers_text(layers), "more": ""} if possible else None
    return Button(name, sign, x, line, puts, axes=("layer", "head"))


def _anew(settings: PlaygroundSettings) -> tuple[Button, Button]:
    """Return the buttons that draw other weights to start from, and other points, where any are drawn."""
    drawn = settings.source != OWN and DATASETS[settings.source].noise is not None
    starts = settings.initializer != "zeros"
    seed, draw = (settings.seed + 1) % STARTS, (settings.data_seed + 1) % DRAWS
    look: dict[str, Any] = {"axes": ("layer", "head"), "shift": (-LEFT, 0.0)}
    return (
        Button("Start from other weights", "New start", 0, 1, {"seed": seed, "more": ""} if starts else None, **look),
        Button("Draw other points", "New points", 0, 0, {"draw": draw, "more": ""} if drawn else None, **look),
    )


def _input(settings: PlaygroundSettings, j: int, name: str) -> Button:
    """Return the button that takes an input or leaves it; the last one stays."""
    inputs, title = settings.inputs, FEATURES[name].title
    if name in inputs:
        left = tuple(one for one in inputs if one != name)
        puts = {"inputs": "-".join(left), "more": ""} if left else None
        return Button(f"Leave the input {title} out", "−", 0, j, puts, axes=("layer", "unit"))
    puts = {"inputs": "-".join(one for one in FEATURES if one in (*inputs, name)), "more": ""}
    return Button(f"Take {title} as an input", "+", 0, j, puts, axes=("layer", "unit"))
