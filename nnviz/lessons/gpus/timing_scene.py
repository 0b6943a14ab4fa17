"""The figures of what was timed: the multiplications of a layer, its time, and the multiplications a second."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from nnviz.core import Array
from nnviz.figures.animation import Animation, Mark, Readout, Scene
from nnviz.figures.axes import layout
from nnviz.figures.marks import EXACT, here, line, note
from nnviz.figures.numbers import power_of_ten
from nnviz.figures.palette import DATA, QUIET, Colour
from nnviz.figures.timeline import Timeline
from nnviz.lessons.gpus.looks import LOOKS
from nnviz.lessons.gpus.timing_study import TimingStudy
from nnviz.lessons.gpus.timing_words import NAMES, NOT_YET, duration

TICKS = (4, 16, 64, 256, 1024)
MOST_TICKS = 7
SECONDS, RATES = (-6, 1), (6, 11)
"""Powers of ten that the axes show at least, so that they tell nothing before it is seen."""


def timing_scene(study: TimingStudy) -> Scene:
    """Return the three figures on a timeline of the layer's sizes."""
    sizes = study.sizes
    return Scene(
        timeline=Timeline(np.arange(len(sizes)), np.array([f"{size:,} inputs, {size:,} neurons" for size in sizes])),
        animations=(
            _work(study),
            _curves(study, "Time", study.seconds, SECONDS, lambda power: duration(10.0**power, 1)),
            _curves(study, "Multiplications a second", study.rates, RATES, power_of_ten),
        ),
        readouts=(
            Readout("Inputs and neurons", np.array([f"{size:,}" for size in sizes])),
            Readout("Multiplications", np.array([f"{count:,}" for count in study.multiplications])),
            *(
                Readout(f"{look.sign} {name}", np.array([duration(second) for second in mine]), look.colour)
                for look, name, mine in zip(LOOKS, NAMES, study.seconds, strict=True)
            ),
        ),
        grid=((0, 1, 2),),
        columns=(1, 1, 1),
    )


def _work(study: TimingStudy) -> Animation:
    """Return how many multiplications each layer takes: what is known without any measurement."""
    sizes, counts = study.sizes.astype(float), study.multiplications.astype(float)
    faint = line(sizes, counts, QUIET, width=1)
    walked = line(sizes, counts, DATA, trail=np.arange(1, len(sizes) + 1))
    marks = (faint, walked, _dot(sizes, counts, DATA, "circle"))
    return _figure("Multiplications of the layer", marks, _decades(counts, (2, 8)), power_of_ten)


def _curves(
    study: TimingStudy, title: str, values: Array, powers: tuple[int, int], written: Callable[[int], str]
) -> Animation:
    """Return a curve for each way over the sizes: values (3, K), drawn as far as the timeline has come."""
    sizes, stops = study.sizes.astype(float), np.arange(1, len(study.sizes) + 1)
    marks: list[Mark] = []
    for look, mine in zip(LOOKS, values, strict=True):
        marks.append(line(sizes, mine, look.colour, trail=stops, line={"dash": look.dash, **EXACT}))
        marks.append(_dot(sizes, mine, look.colour, look.symbol))
    missing = [] if study.begun else [note(NOT_YET, 0.5, 0.5, xref="paper", yref="paper")]
    return _figure(title, tuple(marks), _decades(values, powers), written, missing)


def _figure(
    title: str,
    marks: tuple[Mark, ...],
    powers: tuple[int, int],
    written: Callable[[int], str],
    notes: Sequence[dict[str, Any]] = (),
) -> Animation:
    """Return a figure over the sizes, both axes logarithmic; `powers` of ten are the ends of the upright one."""
    low, high = powers
    ticks = list(range(low, high + 1, -(-(high - low) // MOST_TICKS)))
    return Animation(
        marks=marks,
        layout=layout(
            x={
                "title": "inputs, and neurons", "type": "log", "range": [np.log10(3.4), np.log10(1200)],
                "tickvals": TICKS, "ticktext": [f"{tick:,}" for tick in TICKS],
            },
            y={
                "type": "log", "range": [low - 0.1, high + 0.1], "tickvals": [10.0**power for power in ticks],
                "ticktext": [written(power) for power in ticks],
            },
            title=title,
            annotations=list(notes),
            uirevision=f"{low}{high}",
        ),
        name=f"{title}, for layers of 4 to 1,024 inputs and neurons",
    )  # fmt: skip


def _dot(x: Array, y: Array, colour: Colour, symbol: str) -> Mark:
    """Return where a way stands at each stop; where y is nan it stands nowhere (in arrays, for JSON has no nan)."""
    dot = here(x, y, colour, marker={"symbol": symbol})
    return replace(dot, trace={**dot.trace, "x": x[:1], "y": y[:1]})


def _decades(values: Array, powers: tuple[int, int]) -> tuple[int, int]:
    """Return the powers of ten between which an axis lies: those given, or further ones that values lie beyond."""
    if not np.isfinite(values).any():
        return powers
    low, high = np.log10(np.nanmin(values)), np.log10(np.nanmax(values))
    return min(powers[0], int(np.floor(low))), max(powers[1], int(np.ceil(high)))
