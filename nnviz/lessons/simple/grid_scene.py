"""The figures of the grid: which starts of each place have arrived, and the losses and fits of the place looked at."""

import numpy as np
from numpy.typing import NDArray

from nnviz.figures import marks, palette, timeline
from nnviz.figures.animation import Animation, Mark, Readout, Scene
from nnviz.figures.axes import layout
from nnviz.figures.numbers import number
from nnviz.lessons.simple.grid_study import DEPTHS, FINE, NAMES, STARTS, WIDTHS, Cell, GridStudy, data, title
from nnviz.lessons.simple.looks import Look, curve, fits, log_axis

WHOLE = 36
"""The diameter in px of a place all of whose starts have arrived; its area is their share."""
LOOKS = {
    "best": Look(palette.MODEL, "solid", "—"),
    "median": Look(palette.TEAL, "dash", "- -"),
    "worst": Look(palette.MAGENTA, "dot", "···"),
}
LEAST, MOST = 1e-3, 1.0
"""Between these losses lies the axis of every place, so that they can be compared."""
NOT_YET = "not trained yet:<br>ask for the grid"


def grid_scene(study: GridStudy) -> Scene:
    """Return the grid, and what the chosen place's starts do, on one timeline."""
    cell = study.cell
    return Scene(
        timeline=timeline.of_steps(study.steps),
        animations=(grid(study), losses(study), fit(study)),
        readouts=(
            Readout("Step", timeline.numbered(study.steps)),
            *(readouts(cell) if cell else ()),
        ),
        grid=((0, 1, 2),),
        columns=(1.15, 1, 1),
    )


def readouts(cell: Cell) -> tuple[Readout, ...]:
    """Return the training losses of the best, the median and the worst start."""
    return tuple(
        Readout(f"{look.sign} {which}: loss", np.array([number(loss) for loss in cell.losses[:, start]]), look.colour)
        for (which, look), start in zip(LOOKS.items(), cell.shown, strict=True)
    )


def grid(study: GridStudy) -> Animation:
    """Return the places as rings, each filled by as much as starts have arrived; a click chooses one."""
    across = np.array([WIDTHS.index(width) for _, width in NAMES.values()], float)
    up = np.array([DEPTHS.index(depth) for depth, _ in NAMES.values()], float)
    counts = _counts(study)
    sizes, words = WHOLE * np.sqrt(np.maximum(counts, 0) / STARTS), _words(counts)
    chosen, titles = list(NAMES).index(study.settings.place), [title(name) for name in NAMES]
    still = {"type": "scatter", "x": across, "y": up}
    ring = {"size": WHOLE, "color": "rgba(0,0,0,0)", "line": {"width": 1.5, "color": palette.QUIET.light}}
    return Animation(
        marks=(
            Mark(
                {**still, "mode": "markers", "hoverinfo": "skip",
                 "marker": {"size": sizes[0], "color": palette.ANSWER.light, "line": {"width": 0}}},
                {"marker.size": sizes},
            ),
            Mark(
                {**still, "mode": "markers", "marker": ring, "customdata": titles, "hoverinfo": "text",
                 "hovertext": titles},
                pick="place",
            ),
            Mark(
                {**still, "mode": "text", "x": across + 0.34, "text": words[0].tolist(), "hoverinfo": "skip",
                 "textposition": "middle right"},
                {"text": words},
            ),
        ),
        layout=layout(
            x={"title": "neurons in each layer", "range": [-0.5, 3.75], "zeroline": False, "showgrid": False,
               "tickvals": [0, 1, 2, 3], "ticktext": [str(width) for width in WIDTHS]},
            y={"title": "hidden layers", "range": [-0.55, 3.55], "zeroline": False, "showgrid": False,
               "tickvals": [0, 1, 2, 3], "ticktext": [str(depth) for depth in DEPTHS]},
            title=f"Starts that arrived, of {STARTS}",
            shapes=[marks.shape("rect", palette.MODEL, x0=across[chosen] - 0.36, x1=across[chosen] + 0.64,
                                y0=up[chosen] - 0.45, y1=up[chosen] + 0.45)],
        ),
        name=f"The grid of depths and widths: how many of {STARTS} starts have arrived at the target in each place",
    )  # fmt: skip


def _counts(study: GridStudy) -> NDArray[np.int64]:
    """Return how many starts have arrived at each stop (K, places); −1 where the place is not trained yet."""
    none = np.full(len(study.steps), -1)
    return np.stack([study.counts.get(name, none) for name in NAMES], axis=1)


def _words(counts: NDArray[np.int64]) -> NDArray[np.str_]:
    said = np.array([*(f"{count}" for count in range(STARTS + 1)), "?"])
    return said[counts]


def losses(study: GridStudy) -> Animation:
    """Return the training losses of all starts of the place, with the target."""
    target, cell, last = study.settings.target, study.cell, int(study.steps[-1])
    return Animation(
        marks=_lines(study, cell) if cell else (_nothing(last / 2, np.sqrt(LEAST * MOST)),),
        layout=layout(
            x={"title": "step", "range": [-0.02 * last, 1.03 * last], "zeroline": False, "nticks": 4},
            y=log_axis(LEAST, MOST),
            title=f"Training losses, {title(study.settings.place)}",
            shapes=[marks.best_line([0, last], [target, target])],
            annotations=[
                marks.note(f"target {target:g}", 0.02 * last, np.log10(target), palette.ANSWER, xanchor="left",
                           yanchor="top")
            ],
        ),
        name="The training loss of each start at each step, and the target",
    )  # fmt: skip


def _lines(study: GridStudy, cell: Cell) -> tuple[Mark, ...]:
    trail = np.arange(len(study.steps)) + 1
    inside = np.clip(cell.losses, LEAST / 10, MOST * 10)
    others = [start for start in range(STARTS) if start not in cell.shown]
    quiet = [
        marks.line(study.steps, inside[:, one], palette.QUIET, width=1, trail=trail, opacity=0.5) for one in others
    ]
    return (
        *quiet,
        *(
            marks.line(study.steps, inside[:, start], look.colour, width=2.5, trail=trail, line={"dash": look.dash})
            for start, look in zip(cell.shown, LOOKS.values(), strict=True)
        ),
    )


def fit(study: GridStudy) -> Animation:
    """Return the points with the curves of the best, the median and the worst start."""
    cell = study.cell
    drawn = [curve(FINE, cell.curves[:, i], look) for i, look in enumerate(LOOKS.values())] if cell else []
    return fits(
        data(),
        tuple(drawn[::-1]) or (_nothing(0, -1.8),),
        "Fits: — best  - - median  ··· worst",
        "The points, full; those held out, hollow; and the curves of the best, the median and the worst start",
    )


def _nothing(x: float, y: float) -> Mark:
    """Return the words that stand where nothing can be shown yet."""
    return Mark({"type": "scatter", "mode": "text", "x": [x], "y": [y], "text": [NOT_YET], "hoverinfo": "skip"})
