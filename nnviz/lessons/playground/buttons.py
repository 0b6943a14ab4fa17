"""The buttons in the drawing of the network: neurons, layers and inputs that are added and taken away."""

from typing import Any

from nnviz.core import FEATURES
from nnviz.figures.button import Button
from nnviz.lessons.playground.settings import MOST_LAYERS, MOST_NEURONS, PlaygroundSettings, layers_text

APART = 0.27
"""The two buttons of a layer stand so far from its middle, in parts of the distance between layers."""


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
    return (*found, *(_input(settings, j, name) for j, name in enumerate(FEATURES)))


def _layer(name: str, sign: str, x: float, layers: tuple[int, ...], possible: bool, line: int = 0) -> Button:
    puts: dict[str, Any] | None = {"layers": layers_text(layers), "more": ""} if possible else None
    return Button(name, sign, x, line, puts, axes=("layer", "head"))


def _input(settings: PlaygroundSettings, j: int, name: str) -> Button:
    """Return the button that takes an input or leaves it; the last one stays."""
    inputs, title = settings.inputs, FEATURES[name].title
    if name in inputs:
        left = tuple(one for one in inputs if one != name)
        puts = {"inputs": "-".join(left), "more": ""} if left else None
        return Button(f"Leave the input {title} out", "−", 0, j, puts, axes=("layer", "unit"))
    puts = {"inputs": "-".join(one for one in FEATURES if one in (*inputs, name)), "more": ""}
    return Button(f"Take {title} as an input", "+", 0, j, puts, axes=("layer", "unit"))
