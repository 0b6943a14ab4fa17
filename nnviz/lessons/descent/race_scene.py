"""The figures of a race: the surface and the plane with all paths, what each has still to lose, and the rates."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from nnviz.core import Array
from nnviz.figures import palette, timeline
from nnviz.figures.animation import Animation, Mark, Readout, Scene
from nnviz.figures.axes import layout
from nnviz.figures.marks import EXACT, gone, here, line, marker, note, shape
from nnviz.figures.numbers import number, power_of_ten
from nnviz.lessons.descent.bowl import SPACE, from_above, in_space, path_on, place_on
from nnviz.lessons.descent.race_study import RaceStudy, best_rate, digits_of_rates

LEAST = 1e-6
"""The axis of the losses ends at this share of the first one."""
CUT = 1e3
"""And above at so many times the first one."""
MOST_TICKS = 5


class Look(NamedTuple):
    """How a racer is told from the others: its colour, its mark in figures and in words, and how its line is broken."""

    colour: palette.Colour
    symbol: str
    sign: str
    dash: str


LOOKS = tuple(
    Look(*look)
    for look in zip(
        palette.RUNS,
        ("circle", "square", "diamond", "triangle-up", "cross"),
        ("●", "■", "◆", "▲", "✚"),
        ("solid", "dot", "dash", "longdash", "dashdot"),
        strict=True,
    )
)


def race_scene(study: RaceStudy) -> Scene:
    """Return the figures of a race on one timeline, which counts epochs."""
    epochs = study.epochs
    return Scene(
        timeline=timeline.Timeline(epochs, np.array([f"epoch {epoch} of {epochs[-1]}" for epoch in epochs])),
        animations=(surface(study), plane(study), losses(study.epochs, study.above), scale_of_rates(study)),
        readouts=(
            Readout("Epoch", timeline.numbered(epochs)),
            *(
                Readout(f"{look.sign} {racer.name}", np.array([number(loss) for loss in mine]), look.colour)
                for look, racer, mine in zip(LOOKS, study.racers, study.losses, strict=False)
            ),
        ),
        grid=((0, 1, 2), (0, 1, 2), (0, 1, 2), (3, 3, 3)),
        columns=(1.1, 1, 1),
    )


def surface(study: RaceStudy) -> Any:
    """Return the surface of the loss with the path of each racer, and where it is."""
    racers = list(zip(LOOKS, study.racers, strict=False))
    return in_space(
        study.bowl,
        _words(study),
        tuple(path_on(study.bowl, one.theta, one.epochs, look.colour, SPACE // len(racers)) for look, one in racers),
        tuple(place_on(study.bowl, one.at, look.colour, look.sign) for look, one in racers),
    )


def _words(study: RaceStudy) -> Any:
    """Return the height of each racer at each epoch (K,), for those who cannot see the surface."""
    return np.array([
        "heights: " + "; ".join(f"{one.name}: {number(loss)}" for one, loss in zip(study.racers, column, strict=True))
        for column in study.losses.T
    ])  # fmt: skip


def plane(study: RaceStudy) -> Animation:
    """Return the plane from above with the path of each racer, and where it is."""
    marks: list[Mark] = []
    for look, racer in zip(LOOKS, study.racers, strict=False):
        theta = study.bowl.walked(racer.theta)
        marks.append(_line(theta[:, 0], theta[:, 1], look, np.minimum(racer.epochs + 1, len(theta))))
    for look, racer in zip(LOOKS, study.racers, strict=False):
        at = study.bowl.drawable(racer.at)
        marks.append(here(at[:, 0], at[:, 1], look.colour, marker={"symbol": look.symbol, "size": 12}))
    marks.append(_outside(study))
    return from_above(
        study.bowl, tuple(marks), "From above", "The plane of m and c from above, with the path of each run"
    )


def _outside(study: RaceStudy) -> Mark:
    """Return the words at the plane's top that say which racers are outside of it, by their signs."""
    bowl, signs = study.bowl, [look.sign for look in LOOKS]
    left = np.stack([np.abs(bowl.outside(racer.at)).max(axis=1) > 1 for racer in study.racers], axis=1)
    words = [" ".join(sign for sign, out in zip(signs, row, strict=False) if out) for row in left.tolist()]
    m, c = bowl.answer.theta + bowl.reach * np.array([0.0, 0.8])
    at = np.ones(len(words))
    return gone(m * at, c * at, np.array([f"outside: {one}" if one else "" for one in words]), palette.DATA)


def _line(x: NDArray[Any], y: Array, look: Look, trail: Any) -> Mark:
    return line(x, y, look.colour, width=2.5, line={**EXACT, "dash": look.dash}, trail=trail)


def losses(steps: NDArray[np.int_], above: Array, word: str = "epoch") -> Animation:
    """Return how far losses `above` (R, K) are above the smallest one: at a fixed rate they fall along a straight line.

    `steps` (K,) are the epochs, or whatever else `word` names.
    """
    first, last = float(above[0, 0]), int(steps[-1])
    low, high = LEAST * first, min(max(float(above.max()), first), CUT * first)
    drawn = np.clip(above, low * 1e-3, high * 1e3)
    powers = np.arange(np.ceil(np.log10(low)), np.floor(np.log10(high)) + 1).astype(int)
    powers = powers[:: -(-len(powers) // MOST_TICKS)]
    racers = list(zip(LOOKS, drawn, strict=False))
    return Animation(
        marks=(
            *(_line(steps, mine, look, steps + 1) for look, mine in racers),
            *(here(steps, mine, look.colour, marker={"symbol": look.symbol, "size": 12}) for look, mine in racers),
        ),
        layout=layout(
            x={"title": word, "range": [-0.02 * last, 1.03 * last], "zeroline": False, "nticks": 6},
            y={
                "type": "log",
                "range": [np.log10(low), np.log10(high) + 0.3],
                "tickvals": [10.0**power for power in powers.tolist()],
                "ticktext": [power_of_ten(power) for power in powers.tolist()],
                "zeroline": False,
            },
            title="The loss above the smallest",
            uirevision=f"{first}{last}",
        ),
        name=f"How far the loss of each run is above the smallest one, at each {word}",
    )


def scale_of_rates(study: RaceStudy) -> Animation:
    """Return the rates drawn to scale, with the limit of gradient descent on these points and its best fixed rate.

    Those of RMSprop and Adam are in other units, and not on it.
    """
    answer = study.bowl.answer
    limit, best = answer.rate_limit, best_rate(answer)
    on_it = [(look, racer) for look, racer in zip(LOOKS, study.racers, strict=False) if not racer.adaptive]
    digits = digits_of_rates([racer.rate for _, racer in on_it], answer)
    end = 1.12 * max([limit, *(racer.rate for _, racer in on_it)])
    return Animation(
        marks=tuple(
            marker(racer.rate, row, look.colour, marker={"symbol": look.symbol, "size": 12}, cliponaxis=False)
            for (look, racer), row in zip(on_it, _rows([racer.rate for _, racer in on_it]), strict=True)
        ),
        layout=layout(
            x={"range": [-0.02 * end, end], "zeroline": False, "nticks": 6},
            y={"range": [0, 1], "visible": False, "fixedrange": True},
            title="Learning rates η, to scale",
            uirevision=f"{end}",
            margin={"l": 20, "r": 20, "t": 28, "b": 24},
            shapes=[
                shape("line", palette.QUIET, x0=0, x1=end, y0=0.5, y1=0.5),
                shape("line", palette.ANSWER, line={"dash": "dash"}, x0=best, x1=best, y0=0, y1=1),
                shape("line", palette.ERROR, x0=limit, x1=limit, y0=0, y1=1),
            ],
            annotations=[
                note(f"limit {number(limit, digits)}", limit, 1, palette.ERROR, xanchor="left", yanchor="bottom"),
                note(f"best {number(best, digits)}", best, 1, palette.ANSWER, xanchor="right", yanchor="bottom"),
            ],
        ),
        name=f"The learning rates to scale: limit {number(limit, digits)}, best fixed rate {number(best, digits)}",
    )


def _rows(rates: list[float]) -> list[float]:
    """Return how high the mark of each rate stands: those of one rate above each other."""
    return [(rates[:i].count(rate) + 0.5) / rates.count(rate) for i, rate in enumerate(rates)]
