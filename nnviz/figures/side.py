"""Figures of several runs side by side: each at the stops of a timeline that all of them share."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnviz.core import Array
from nnviz.figures.animation import Animation, Blend, Drawn, Field, Mark, NeuronField
from nnviz.figures.axes import label, layout
from nnviz.figures.board import Board
from nnviz.figures.letters import letters_at
from nnviz.figures.loss import height_of
from nnviz.figures.marks import here, line
from nnviz.figures.palette import RUNS
from nnviz.figures.shares import Made
from nnviz.figures.timeline import MOST_STOPS, Steps, spread

Places = NDArray[np.int64]


def shared(timelines: list[Steps]) -> Steps:
    """Return the steps at which all timelines (K,) stop that have not ended, from the first step to the last of all."""
    steps = np.unique(np.concatenate(timelines))
    for one in timelines:
        steps = steps[np.isin(steps, one) | (steps > one[-1])]
    return steps[spread(len(steps), MOST_STOPS)]


def places_on(own: Steps, steps: Steps) -> Places:
    """Return the place on a timeline `own` of each of the shared steps (K,); after its end, that of its last stop."""
    places: Places = np.searchsorted(own, np.minimum(steps, own[-1]))
    return places


def at_places(figure: Drawn, places: Places) -> Animation | Board:
    """Return a figure whose stop k is its stop places[k] (K,). Nothing in it is dragged, pointed at, set or chosen."""
    if isinstance(figure, Board):
        return _board_at(figure, places)
    assert isinstance(figure, Animation)
    return replace(
        figure,
        marks=tuple(_mark_at(mark, places) for mark in figure.marks),
        fields=tuple(_field_at(field, places) for field in figure.fields),
        focus=None if figure.focus is None else figure.focus[places],
        pointing=None,
        handles=(),
    )


def _board_at(board: Board, places: Places) -> Board:
    words = board.words if len(board.words) == 1 else board.words[places]
    still: dict[str, Any] = {"slopes": None, "buttons": (), "offered": (), "tells": False, "draws": False, "lean": True}
    return replace(board, theta=board.theta[places], words=words, **still)


def _mark_at(mark: Mark, places: Places) -> Mark:
    moves = {attribute: _values_at(values, places) for attribute, values in mark.moves.items()}
    return Mark(mark.trace, moves, None if mark.trail is None else mark.trail[places])


def _values_at(values: NDArray[Any] | Blend | Made, places: Places) -> NDArray[Any] | Blend:
    if isinstance(values, Blend):
        return replace(values, weights=values.weights[places])
    return values.values[places] if isinstance(values, Made) else values[places]


def _field_at(field: Field | NeuronField, places: Places) -> Field | NeuronField:
    if isinstance(field, NeuronField):
        return replace(field, values=replace(field.values, theta=field.values.theta[places], follows=None))
    return field if len(field.values) == 1 else replace(field, values=field.values[places])


def beside(figures: Sequence[Animation | Board], titles: Sequence[str]) -> list[Animation | Board]:
    """Return one figure of each run, named by its title, on the same axes: what looks larger is larger."""
    boards = [figure for figure in figures if isinstance(figure, Board)]
    if boards:
        return [*_boards_beside(boards, titles)]
    flat = [figure for figure in figures if isinstance(figure, Animation)]
    axes = {axis: _common([figure.layout[axis] for figure in flat]) for axis in ("xaxis", "yaxis")}
    return [
        replace(
            figure,
            name=f"{title}: {figure.name}",
            layout={**figure.layout, **axes, "title": {**figure.layout["title"], "text": label(title, 70)}},
        )
        for figure, title in zip(flat, titles, strict=True)
    ]


def _boards_beside(boards: list[Board], titles: Sequence[str]) -> list[Board]:
    """Return the boards, with links as thick as each other's where weights are as large."""
    strongest = max(board.strongest for board in boards)
    return [
        replace(board, name=f"{title}: {board.name}", title=title, thickest=strongest)
        for board, title in zip(boards, titles, strict=True)
    ]


def _common(axes: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the axis from the lowest to the highest of all."""
    ranges = [axis["range"] for axis in axes]
    return {**axes[0], "range": [min(low for low, _ in ranges), max(high for _, high in ranges)]}


def losses_of_runs(
    steps: Sequence[Steps], losses: Sequence[Array], timeline: Steps, letters: str, unit: str, measure: str
) -> Animation:
    """Return the losses (n,) of several runs at their own steps (n,), each as far as the timeline (K,) has come.

    A step is one `unit`, and `measure` is what the losses are called.
    """
    last = max(int(own[-1]) for own in steps)
    heights, above = height_of(np.concatenate(losses), max(values[0] for values in losses))
    figure = layout(
        x={"title": unit, "range": [-0.02 * last, 1.06 * last], "zeroline": False, "nticks": 7},
        y={"title": measure, "zeroline": False, **heights},
        title=f"The {measure} of each{above}",
    )
    curves, ends = [], []
    for own, values, colour in zip(steps, losses, RUNS, strict=False):
        count = np.searchsorted(own, timeline, side="right")
        curves.append(line(own, values, colour, trail=count))
        ends.append((own[count - 1], values[count - 1]))
    x, y = (np.stack(along) for along in zip(*ends, strict=True))
    marks = [here(*end, colour, cliponaxis=False) for end, colour in zip(ends, RUNS, strict=False)]
    named = letters_at(x.astype(float), y, letters, RUNS, figure)
    return Animation((*curves, *marks, *named), figure, f"The {measure} of each run at each {unit}")
