"""The figures of the two valleys: the surface with runs rolling down it, the same from above, the neuron, its loss."""

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnviz.core import Array
from nnviz.figures import palette, timeline
from nnviz.figures.animation import Animation, Field, Mark, Readout, Scene
from nnviz.figures.axes import layout
from nnviz.figures.loss import loss_curve
from nnviz.figures.marks import EXACT, best_line, here, line, note, points
from nnviz.figures.numbers import number
from nnviz.figures.surface import Axis, Grid, Path, Point, Surface
from nnviz.lessons.descent.bowl import CELLS, HEIGHTS
from nnviz.lessons.descent.valleys_study import (
    LEFT,
    LEFT_PLACE,
    ON_ITS_WAY,
    PASS,
    POINTS,
    RIGHT,
    RIGHT_PLACE,
    SIGMOID,
    STARTS,
    Still,
    ValleyStudy,
    loss_of,
)

W, B = (-9.0, 4.0), (-3.0, 6.0)
BOTTOM, TOP = 0.05, 0.3
BAND = 0.01
"""Seen from above, a band of one shade is that much of loss."""
PIXELS = (156, 108)
LOOKS = {LEFT: (palette.TEAL, "circle"), RIGHT: (palette.MAGENTA, "diamond")}
NAMES = {LEFT: "in the left valley", RIGHT: "in the right valley", ON_ITS_WAY: "on its way"}
ROLLING = np.flatnonzero((STARTS % 3 == 1).all(axis=1)) + 1
"""The runs that are also shown in space: from every third w and b."""
PIECES = 30
"""The visitor's path in space has so many pieces, however far it has come: all of it would tell where it ends."""
CURVE = np.linspace(-3.2, 2.8, 41)


def valley_scene(study: ValleyStudy) -> Scene:
    """Return the figures of all runs on one timeline."""
    steps = study.run.step[study.stops]
    mine = study.mine[study.stops]
    return Scene(
        timeline=timeline.of_steps(steps),
        animations=(surface(study), plane(study), neuron(study), losses(study)),
        readouts=(
            Readout("Step", timeline.numbered(steps)),
            Readout("Your run: w, b", np.array([f"{number(w)}, {number(b)}" for w, b in mine]), palette.MODEL),
            Readout("Its loss", np.array([number(loss) for loss in study.losses[study.stops]]), palette.ERROR),
            Readout("It is", np.array([NAMES[valley] for valley in study.valleys[:, 0].tolist()])),
            Readout("The others: ● left · ◆ right · on their way", _counts(study)),
        ),
        grid=((0, 1, 2), (0, 1, 3)),
        columns=(1.2, 1.2, 0.8),
    )


def _counts(study: ValleyStudy) -> NDArray[np.str_]:
    others = study.valleys[:, 1:]
    counts = np.stack([(others == which).sum(axis=1) for which in (LEFT, RIGHT, ON_ITS_WAY)], axis=1)
    return np.array([" · ".join(map(str, row)) for row in counts.tolist()])


def surface(study: ValleyStudy) -> Surface:
    """Return the loss over the plane of w and b; the visitor's run and some others on it."""
    w, b = np.meshgrid(np.linspace(*W, CELLS + 1), np.linspace(*B, CELLS + 1))
    others = tuple(Point(on_the_ground(study.theta[:, i]), palette.DATA) for i in ROLLING)
    between = Point(on_the_ground(PASS.theta[None]), palette.TEXT, "pass")
    mine = Point(on_the_ground(study.theta[:, 0]), palette.MODEL, "you")
    return Surface(
        name="The loss of the sigmoid neuron over the plane of w and b: two valleys with a pass between them",
        x=Axis("weight w", *W),
        y=Axis("bias b", *B),
        z=Axis("loss L", BOTTOM, TOP),
        heights=Grid(loss_of(np.stack([w, b], axis=-1))),
        words=_words(study),
        paths=(Path(_way_so_far(study), palette.PATH),),
        points=(*others, between, mine),
        rings=tuple(np.arange(0.06, TOP, 0.02).round(2).tolist()),
        title="The loss of every w and b",
        table=HEIGHTS,
        turn=35.0,
        tilt=48.0,
    )


def on_the_ground(theta: Array) -> Array:
    """Return places θ (..., 2) with their loss (..., 3)."""
    return np.concatenate([theta, loss_of(theta)[..., None]], axis=-1)


def _way_so_far(study: ValleyStudy) -> Array:
    """Return the visitor's path on the surface up to each stop (K, PIECES + 1, 3), evenly along its length."""
    theta = study.mine
    walked = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(theta, axis=0), axis=1))])
    along = walked[study.stops][:, None] * np.linspace(0, 1, PIECES + 1)
    return on_the_ground(np.stack([np.interp(along, walked, coordinate) for coordinate in theta.T], axis=-1))


def _words(study: ValleyStudy) -> NDArray[np.str_]:
    mine, losses = study.mine[study.stops], study.losses[study.stops]
    return np.array([
        f"your run, at w = {number(w)}, b = {number(b)}, has the height {number(loss)}"
        for (w, b), loss in zip(mine, losses, strict=True)
    ])  # fmt: skip


def plane(study: ValleyStudy) -> Animation:
    """Return the plane from above: every run where it is, and every start by the valley that its run has come to."""
    x, y = study.theta[:, 1:, 0], study.theta[:, 1:, 1]
    at, mine = study.mine[study.stops], study.mine
    rolling = {"size": 8, "color": palette.DATA.light, "line": {"width": 1, "color": "#ffffff"}}
    small = {"size": 6, "symbol": "circle-open", "color": palette.QUIET.light}
    marks = (
        points(STARTS[:, 0], STARTS[:, 1], marker=small, hoverinfo="skip"),
        *(_arrived(study, valley) for valley in LOOKS),
        points(x[0], y[0], {"x": x, "y": y}, marker=rolling, hoverinfo="skip"),
        line(mine[:, 0], mine[:, 1], palette.PATH, width=3, trail=study.stops + 1),
        here(at[:, 0], at[:, 1], palette.MODEL),
    )
    return Animation(
        marks=marks,
        layout=layout(
            x={"title": "weight w", "range": list(W), "zeroline": False, "showgrid": False},
            y={"title": "bias b", "range": list(B), "zeroline": False, "showgrid": False},
            title="From above: ● came left, ◆ right",
            uirevision="valleys",
            annotations=[
                *_level(LEFT_PLACE, "×", palette.ANSWER),
                *_level(RIGHT_PLACE, "×", palette.ANSWER, above=False),
                *_level(PASS, ")(", palette.TEXT, "pass "),
            ],
        ),
        name="The plane of w and b from above, with all runs, and each start marked by the valley its run has come to",
        fields=(_bands(),),
    )


def _arrived(study: ValleyStudy, valley: int) -> Mark:
    """Return the starts whose runs have come to a valley, as many as have by each stop: none leaves again."""
    colour, symbol = LOOKS[valley]
    there = study.valleys[:, 1:] == valley
    order = [i for i in np.argsort(there.argmax(axis=0), kind="stable") if there[-1, i]]
    look = {"size": 12, "symbol": symbol, "color": colour.light, "line": {"width": 0}}
    return replace(points(*STARTS[order].T, marker=look, hoverinfo="skip"), trail=there.sum(axis=1))


def _level(
    place: Still, sign: str, colour: palette.Colour, name: str = "", above: bool = True
) -> tuple[dict[str, Any], ...]:
    """Return the mark of a level place (× a lowest one; a pass as maps have it), and its loss above or below it."""
    w, b = place.theta.tolist()
    side = {"yanchor": "bottom", "yshift": 11} if above else {"yanchor": "top", "yshift": -11}
    beside = {**side, "bgcolor": palette.PAGE.light, "borderpad": 2}
    mark = note(f"<b>{sign}</b>", w, b, colour, font={"size": 28 if sign == "×" else 22, "color": colour.light})
    return mark, note(f"<b>{name}{number(place.loss)}</b>", w, b, colour, **beside)


def _bands() -> Field:
    """Return the loss over the plane in bands of one shade each, sent once."""
    (across, up), (w_low, w_high), (b_low, b_high) = PIXELS, W, B
    w = w_low + (np.arange(across) + 0.5) / across * (w_high - w_low)
    b = b_high - (np.arange(up) + 0.5) / up * (b_high - b_low)
    loss = loss_of(np.stack(np.meshgrid(w, b), axis=-1))
    bands = (np.floor(loss / BAND) * BAND - BOTTOM) / (TOP - BOTTOM)
    picture = {
        "xref": "x", "yref": "y", "x": w_low, "y": b_high, "sizex": w_high - w_low, "sizey": b_high - b_low,
        "xanchor": "left", "yanchor": "top", "sizing": "stretch", "layer": "below",
    }  # fmt: skip
    return Field(picture, (np.clip(bands, 0, 1) * (len(HEIGHTS) - 1)).round().astype(np.uint8)[None], HEIGHTS)


def neuron(study: ValleyStudy) -> Animation:
    """Return the five points, the visitor's neuron at each stop, and the neurons of both lowest places."""
    at = study.mine[study.stops]
    heights = SIGMOID.outputs(at, CURVE[:, None])[..., 0]
    best = [SIGMOID.outputs(place.theta, CURVE[:, None])[:, 0] for place in (LEFT_PLACE, RIGHT_PLACE)]
    return Animation(
        marks=(
            *(line(CURVE, curve, colour, width=2, line={**EXACT, "dash": "dash"})
              for curve, (colour, _) in zip(best, LOOKS.values(), strict=True)),
            line(CURVE, heights[0], palette.MODEL, width=4, line=EXACT, moves={"y": heights}),
            points(POINTS.X[:, 0], POINTS.y[:, 0]),
        ),
        layout=layout(
            x={"title": "x", "range": [CURVE[0], CURVE[-1]], "zeroline": False},
            y={"range": [-0.06, 1.06], "nticks": 3, "zeroline": False},
            title="Your neuron ŷ = φ(w·x + b)",
            uirevision="valleys",
        ),
        name="The five points, your neuron's curve, and the curves of the two lowest places, dashed",
    )  # fmt: skip


def losses(study: ValleyStudy) -> Animation:
    """Return the loss of the visitor's run, and those of the two lowest places."""
    last = int(study.run.step[-1])
    places = (LEFT_PLACE, RIGHT_PLACE)
    beside = {"xref": "paper", "xanchor": "right"}
    return loss_curve(
        study.run.step,
        study.losses,
        stops=study.stops,
        shapes=[best_line([0, last], [place.loss, place.loss]) for place in places],
        annotations=[
            note(f"{name}: {number(place.loss)}", 1, place.loss, palette.ANSWER, yanchor=side, **beside)
            for name, side, place in zip(("left", "right"), ("bottom", "top"), places, strict=True)
        ],
    )
