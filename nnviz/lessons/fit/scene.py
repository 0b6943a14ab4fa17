"""The figures of a line fitted by hand: the points with the line to take hold of, and its loss."""

from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnviz.core import Array
from nnviz.figures import palette, timeline
from nnviz.figures.animation import Animation, Mark, Readout, Scene
from nnviz.figures.axes import layout
from nnviz.figures.handle import Model, Quantity, of_line
from nnviz.figures.loss import loss_curve
from nnviz.figures.marks import best_line, line, note, points, squares, sticks
from nnviz.figures.network_marks import texts
from nnviz.figures.numbers import number
from nnviz.figures.text import equation
from nnviz.figures.timeline import Timeline
from nnviz.lessons.fit.points import FAR, Frame
from nnviz.lessons.fit.study import MOST_KEPT, NAMES, SQUARES, STICKS, FitStudy

SHARES = np.array([0.26, 0.33, 0.4, 0.62, 0.7, 0.78])
"""Where a kept line may have its letter, as shares of the width between a line's ends: beside the rings of a hand."""
BAR = 34
"""The width of a loss's bar in px: six stand side by side on a phone."""


def fit_scene(study: FitStudy) -> Scene:
    """Return the line and its loss: by hand beside the lines kept, while a neuron runs over its steps."""
    by_hand = study.run is None
    return Scene(
        timeline=Timeline(np.arange(len(NAMES)), NAMES) if by_hand else timeline.of_steps(_steps(study)),
        animations=(points_and_line(study), bars(study) if by_hand else _curve(study)),
        readouts=_readouts(study),
        grid=((0, 1),),
        columns=(1.7, 1),
        seconds=6.0 if by_hand else 8.0,
        model=_model(study),
    )


def points_and_line(study: FitStudy) -> Animation:
    """Return the points, the line with its handles, its errors, the lines kept and those to choose from."""
    frame, heights, ends = study.frame, study.heights, study.frame.beyond
    x, y = frame.x, frame.y
    drawn = heights_of(study.theta, ends)
    marks = [
        *([squares(x, y, heights, frame.aspect)] if study.errors != STICKS else []),
        *([line(*broken(ends, study.kept), palette.PATH, width=1.5, opacity=0.7)] if len(study.kept) else []),
        *_candidates(study),
        *([sticks(x, y, heights)] if study.errors != SQUARES else []),
        *_answer(study),
        Mark(line(ends, drawn[0], palette.MODEL, width=4).trace, {"y": drawn}, follows={"y": "line"}),
        *_letters(study),
        points(x, y, hovertemplate="x = %{x:.4~g}<br>y = %{y:.4~g}<extra></extra>"),
    ]
    return Animation(
        marks=tuple(marks),
        layout=framed(frame, study.sample.inputs[0], study.sample.outputs[0], "The points and the line"),
        name="The datapoints and the line, which can be dragged by its ends and its middle, with its errors",
        handles=of_line(frame.hands),
    )


def framed(frame: Frame, x: str, y: str, title: str) -> dict[str, Any]:
    """Return the layout of a figure in which a square of the errors is a square on the screen."""
    return layout(
        x={"title": x, "range": frame.wide.tolist(), "zeroline": False},
        y={
            "title": y, "range": frame.high.tolist(), "zeroline": False,
            "scaleanchor": "x", "scaleratio": frame.aspect,
        },
        title=title,
        uirevision=f"{frame.x.tobytes()!r}{frame.y.tobytes()!r}",
    )  # fmt: skip


def bars(study: FitStudy) -> Animation:
    """Return the loss of the line in hand as a bar, and beside it those of the lines kept, the best first."""
    losses, top = study.losses_of(study.kept), top_of(study)
    order = np.argsort(losses, kind="stable")
    kept = losses[order]
    nothing = np.zeros(len(study.losses))
    now = line([0, 0], [0, study.losses[0]], palette.ERROR, width=BAR)
    marks = [Mark(now.trace, {"y": np.column_stack([nothing, study.losses])}, follows={"y": "bar"})]
    if len(kept):
        x = np.repeat(np.arange(1, len(kept) + 1), 3)
        y = np.column_stack([0 * kept, kept, np.full_like(kept, np.nan)]).ravel()
        marks.append(line(x, y, palette.PATH, width=BAR))
    marks += _cut(study.losses, kept, top)
    notes = [] if len(kept) else [note("Lines you keep<br>stand here", 0.6, 0.5, xref="paper", yref="paper")]
    floor: dict[str, Any] = {}
    if study.asked:
        best, ends = study.loss_of(study.answer.theta), [-0.6, MOST_KEPT + 0.6]
        floor = {"shapes": [best_line(ends, [best, best])]}
        beside = {"xanchor": "right", "yanchor": "bottom"}
        notes.append(note(f"least squares: {number(best)}", ends[1], best, palette.ANSWER, **beside))
    return Animation(
        marks=tuple(marks),
        layout=layout(
            x={
                "range": [-0.6, MOST_KEPT + 0.6], "zeroline": False, "showgrid": False,
                "tickvals": list(range(MOST_KEPT + 1)),
                "ticktext": ["now", *(study.letters[i] for i in order), *[""] * (MOST_KEPT - len(kept))],
            },
            y={"range": [0, top], "zeroline": False, "nticks": 5},
            title="The loss",
            above=50,
            annotations=notes,
            **floor,
        ),
        name="The loss of the line now, and of the lines kept, the best first",
    )  # fmt: skip


def _cut(losses: Array, kept: Array, top: float) -> list[Mark]:
    """Return what stands over bars that are higher than the figure: the line's own (K,), and those of lines kept."""
    words = np.where(losses > top, "outside ↑", " ")[:, None]
    above: dict[str, Any] = {"textposition": "top center"}
    font = {"color": palette.ERROR.light, "weight": 600}
    now = texts([(0, top)], 14, {"text": words}, text=words[0].tolist(), textfont=font, **above)
    places = [(i, top) for i, loss in enumerate(kept, 1) if loss > top]
    font = {"color": palette.PATH.light, "weight": 600}
    others = [texts(places, 14, text=["↑"] * len(places), textfont=font, **above)] if places else []
    return [Mark(now.trace, now.moves, follows={"text": ("{high:outside}",)}), *others]


def top_of(study: FitStudy) -> float:
    """Return the loss up to which bars are seen: that of a flat line at the lowest point, or of the worst to choose."""
    return 1.15 * float(study.losses_of(np.vstack([_worst(study.frame), study.candidates])).max())


def _worst(frame: Frame) -> Array:
    """Return the flat line at the lowest point: a loss about as large as one by hand should be."""
    return np.array([0.0, float(frame.y.min())])


def _curve(study: FitStudy) -> Animation:
    assert study.run is not None
    end = study.stops[-1] + 1
    losses = study.losses_of(study.run.theta[:end])
    best = float(study.losses_of(study.answer.theta)) if study.asked else None
    return loss_curve(study.run.step[:end], losses, best, study.stops)


def _candidates(study: FitStudy) -> list[Mark]:
    """Return the three lines to choose from, each with its name at its right end; not while a neuron runs."""
    if study.run is not None:
        return []
    frame, hands = study.frame, study.frame.hands
    ends, room = heights_of(study.candidates, hands[1:])[:, 0], 0.05 * np.ptp(frame.high)
    heights = np.clip(ends, frame.high[0] + room, frame.high[1] - room)
    slopes = np.where(heights == ends, 1.0, study.candidates[:, 0])  # a steep line ends where it leaves the figure
    # At that side of its end a name is not struck through when the blue line is the very line it names.
    sides = _apart(heights, 0.07 * float(np.ptp(frame.high)), "bottom" if study.candidates[0, 0] >= 0 else "top")
    off = np.where([side == "top" for side in sides], 1, -1) * 0.015 * np.ptp(frame.high)
    names = {
        "type": "scatter", "mode": "text", "x": hands[1] - (ends - heights) / slopes + 0.02 * np.ptp(hands),
        "y": heights + off, "text": NAMES[1:].tolist(), "textposition": [f"{side} right" for side in sides],
        "textfont": {"size": 14, "color": palette.QUIET.light}, "hoverinfo": "skip",
    }  # fmt: skip
    return [line(*broken(hands, study.candidates), palette.QUIET, width=1.5, opacity=0.8), Mark(names)]


def _letters(study: FitStudy) -> list[Mark]:
    """Return the letters of the kept lines, each on its line where that is seen, if it can be beside all else."""
    frame, places = study.frame, dict[str, tuple[float, float]]()
    taken = list(zip(frame.x.tolist(), frame.y.tolist(), strict=True))
    x, room = frame.hands[0] + np.ptp(frame.hands) * SHARES, 0.09 * np.ptp(frame.high)
    near = 0.09 * np.ptp(frame.hands)
    for letter, heights in zip(study.letters, heights_of(study.kept, x), strict=True):
        seen = [(u, v) for u, v in zip(x, heights, strict=True) if frame.high[0] + room < v < frame.high[1] - room]
        free = [(u, v) for u, v in seen if all(abs(u - p) > near or abs(v - q) > room for p, q in taken)]
        if seen:
            places[letter] = (free or seen)[0]
            taken.append(places[letter])
    if not places:
        return []
    disc = {"size": 20, "color": palette.PAGE.light, "line": {"color": palette.PATH.light, "width": 1.5}}
    font = {"color": palette.PATH.light, "weight": 600}
    look: dict[str, Any] = {"mode": "markers+text", "marker": disc, "textfont": font, "cliponaxis": True}
    return [texts(list(places.values()), 14, text=list(places), **look)]


def _apart(heights: Array, least: float, side: str) -> list[str]:
    """Return where names at these heights (n,) stand: at this side, but two nearer than `least` do not overlap."""
    sides, order = [side] * len(heights), np.argsort(heights, kind="stable")
    for low, high in pairwise(order):
        if heights[high] - heights[low] < least:
            sides[low], sides[high] = "bottom", "top"
    return sides


def _answer(study: FitStudy) -> list[Mark]:
    """Return the line of least squares with its name; until it may be told, both lie far below the figure."""
    known = np.array([study.known(place) for place in range(len(study.theta))])
    if not known.any():
        return []
    frame = study.frame
    below = frame.high[0] - 100 * np.ptp(frame.high)
    y = np.where(known[:, None], heights_of(study.answer.theta, frame.beyond), below)
    at = np.where(known[:, None], frame.high[1] - 0.05 * np.ptp(frame.high), below)
    words = {
        "type": "scatter", "mode": "text", "x": frame.wide[:1], "y": at[0], "text": ["- - least squares"],
        "hoverinfo": "skip", "textposition": "middle right", "textfont": {"size": 14, "color": palette.ANSWER.light},
    }  # fmt: skip
    look = {"dash": "dash"}
    return [line(frame.beyond, y[0], palette.ANSWER, moves={"y": y}, line=look), Mark(words, {"y": at})]


def _model(study: FitStudy) -> Model:
    frame, (m, c) = study.frame, study.theta.T
    return Model(
        "line",
        (
            Quantity("m", "slope m", m, -FAR, FAR, frame.step_m),
            Quantity("c", "intercept c", c, -FAR, FAR, frame.step_y),
        ),
        {"x": frame.x, "y": frame.y, "ends": frame.beyond, "aspect": frame.aspect, "top": top_of(study)},
    )


def _readouts(study: FitStudy) -> tuple[Readout, ...]:
    squares_sum = 2 * len(study.sample.X) * study.losses
    shown = NAMES if study.run is None else timeline.numbered(_steps(study))
    return (
        Readout("Line" if study.run is None else "Step", shown, follows="your line"),
        Readout("ŷ = m·x + c", np.array([equation(m, c) for m, c in study.theta]), palette.MODEL,
                follows="ŷ = {m}·x {c:signed}"),
        Readout("Sum of the squares", written(squares_sum), palette.ERROR, follows="{total}"),
        Readout("Loss L: ½·mean (ŷ − y)²", written(study.losses), palette.ERROR, follows="{loss}"),
    )  # fmt: skip


def written(values: Array) -> NDArray[np.str_]:
    """Return numbers as people read them."""
    return np.array([number(value) for value in values])


def _steps(study: FitStudy) -> timeline.Steps:
    assert study.run is not None
    return study.run.step[study.stops]


def heights_of(theta: Array, x: Array) -> Array:
    """Return the heights (..., n) of lines (..., 2) at x (n,)."""
    heights: Array = theta[..., :1] * x + theta[..., 1:]
    return heights


def broken(ends: Array, lines: Array) -> tuple[Array, Array]:
    """Return lines (n, 2) as one trace: its x and y, with a gap behind each line."""
    gap = np.full((len(lines), 1), np.nan)
    return np.tile(np.append(ends, np.nan), len(lines)), np.hstack([heights_of(lines, ends), gap]).ravel()
