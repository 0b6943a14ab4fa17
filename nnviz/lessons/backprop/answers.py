"""What a network that is trained answers: the curve it makes of every x, or its answer at every place of the plane."""

import numpy as np

from nnviz.core import Array
from nnviz.figures import palette
from nnviz.figures.animation import Animation, Field, Mark
from nnviz.figures.axes import layout
from nnviz.figures.marks import line, points
from nnviz.figures.network import numbered
from nnviz.figures.network_marks import texts
from nnviz.lessons.backprop.sees import levels, over_the_plane, reach_of
from nnviz.lessons.backprop.training import Training

PIXELS = 24
DASHES = ("solid", "dash", "dot", "dashdot")
SYMBOLS = ("circle", "diamond", "square", "x")


def fit_of_curve(training: Training) -> Animation:
    """Return the points of a curve and what the network makes of every x between them; each output has its own look."""
    x, y = training.sample.X[:, 0], training.sample.y
    grid = np.linspace(x.min(), x.max(), 64)
    answers = training.run.net.outputs(training.theta, grid[:, None])
    room = 0.25 * (y.max() - y.min())
    looks = [(j, SYMBOLS[j % 4], DASHES[j % 4]) for j in range(y.shape[1])]
    return Animation(
        marks=(
            *(points(x, y[:, j], marker={"color": palette.DATA.light, "size": 6, "symbol": symbol})
              for j, symbol, _ in looks),
            *(line(grid, answers[0, :, j], palette.MODEL, width=4, line={"dash": dash}, moves={"y": answers[..., j]})
              for j, _, dash in looks),
            _said(float(x.mean()), float(y.max() + room / 2), outside(answers, y.min() - room, y.max() + room)),
        ),
        layout=layout(
            x={"title": training.sample.inputs[0], "zeroline": False, "range": [x.min() - 0.05, x.max() + 0.05],
               "nticks": 4},
            y={"zeroline": False, "range": [y.min() - room, y.max() + room], "nticks": 4},
            title="The points and the fit",
            margin={"l": 44, "r": 10, "t": 30, "b": 40},
            uirevision="curve",
        ),
        name="The datapoints and the network's curve at this step",
    )  # fmt: skip


def boundary(training: Training) -> Animation:
    """Return the points of two classes over what the network answers at every place of the plane.

    Of several outputs the first is shown: its class, and all others.
    """
    X, y = training.sample.X, training.sample.y[:, 0]
    reach = reach_of(training)
    picture = {
        "xref": "x", "yref": "y", "x": -reach, "y": reach, "sizex": 2 * reach, "sizey": 2 * reach,
        "sizing": "stretch", "layer": "below", "opacity": 0.75,
    }  # fmt: skip
    answer = over_the_plane(training.run.net, training.theta, reach, PIXELS)[-1][..., 0]
    edge = {"width": 1, "color": palette.PAGE.light}
    several = training.sample.y.shape[1] > 1
    output = numbered("ŷ", training.sample.y.shape[1])[0]
    return Animation(
        marks=(
            *(points(X[y == c, 0], X[y == c, 1], hoverinfo="skip",
                     marker={"color": colour.light, "size": 7, "symbol": symbol, "line": edge})
              for c, colour, symbol in ((0, palette.NEGATIVE, "diamond"), (1, palette.POSITIVE, "circle"))),
            _said(0.0, 0.8 * reach, beyond(answer, output)),
        ),
        layout=layout(
            x={"range": [-reach, reach], "zeroline": False, "nticks": 4, "showgrid": False, "constrain": "domain"},
            y={"range": [-reach, reach], "zeroline": False, "nticks": 4, "showgrid": False, "scaleanchor": "x",
               "constrain": "domain"},
            title=f"Its {output}: {of_classes('that class', 'others')}" if several else
            f"{output}: {of_classes('class 1', 'class 0')}",
            margin={"l": 34, "r": 10, "t": 30, "b": 26},
            uirevision=f"{reach}",
        ),
        name="The two classes, and the network's answer",
        fields=(Field(picture, levels(answer, 0, 1), palette.diverging()),),
    )  # fmt: skip


def outside(curves: Array, low: float, high: float) -> list[str]:
    """Return at each stop where curves (stops, n, outputs) have gone of which nothing is between low and high."""
    words = []
    for curve in curves:
        above, below = curve > high, curve < low
        where = "↑" if above.all() else "↓" if below.all() else "↑ ↓"
        words.append(f"outside {where}" if (above | below).all() else "")
    return words


def beyond(answer: Array, output: str) -> list[str]:
    """Return at each stop that all answers (stops, …) of the plane are below 0, or all above 1, or nothing."""
    return [
        f"{output} < 0 all over" if (here < 0).all() else f"{output} > 1 all over" if (here > 1).all() else ""
        for here in answer
    ]


def _said(x: float, y: float, words: list[str]) -> Mark:
    """Return what is said in a figure at each stop where there is something to say."""
    shown = np.array([[f"<b>{word.replace('<', '&lt;')}</b>" if word else " "] for word in words], dtype=object)
    return texts([(x, y)], 16, {"text": shown})


def of_classes(one: str, other: str) -> str:
    """Return what the marks of the two classes mean, each in its colour."""
    return (
        f'<span style="color:{palette.POSITIVE.light}">● {one}</span> '
        f'<span style="color:{palette.NEGATIVE.light}">◆ {other}</span>'
    )  # fmt: skip
