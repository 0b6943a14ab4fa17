"""Networks with one input that learn side by side: what each makes of the data, and its loss, on one timeline."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from nnviz.core import ACTIVATIONS, Array, Run
from nnviz.figures import palette
from nnviz.figures.activation import title
from nnviz.figures.animation import Animation, Readout, Scene, Track, Trail
from nnviz.figures.base import EXACT, FONT_SIZE, axis, figure, label, line, marker, points
from nnviz.figures.numbers import number

Moves = dict[str, tuple[NDArray[Any], Array | None]]

Steps = NDArray[np.int64]

KINDS = ("threshold", "sigmoid", "relu")
SMOOTH = 51  # places at which a curve without kinks is drawn
DEAD, DIVERGED = "dead: z ≤ 0 for every example", "diverged: the rate is too high"
FAR = 1e9
EACH, LATER = 30, 130  # how many steps are stopped at one by one, and about how many after those


class Examples(NamedTuple):
    """What is learned from: X (N, 1), y (N, 1), and the names of the two axes."""

    X: Array
    y: Array
    x_name: str
    y_name: str


class Curve(NamedTuple):
    """What a network makes of the input, at places x (n,) or (K, n) of its axis: heights y (K, n)."""

    x: Array
    y: Array


class Layer(NamedTuple):
    """A trace as it is at first, and what of it may move: by attribute, the values and basis of a Track."""

    trace: dict[str, Any]
    moves: Moves


class Pane(NamedTuple):
    """The ranges that figures side by side share: of the input, of the output, and the top of the loss."""

    x: tuple[float, float]
    y: tuple[float, float]
    loss: float


def stops(n_steps: int) -> Steps:
    """Return the steps to stop at, from 0 to n_steps: each at first, where most happens, then ever fewer."""
    later = np.geomspace(EACH, n_steps, LATER).round().astype(np.int64) if n_steps > EACH else [n_steps]
    return np.unique(np.concatenate([np.arange(min(EACH, n_steps)), later]))


def thetas(run: Run, step: Steps) -> Array:
    """Return θ (K, P) at these steps: a run that ended early, because it diverged, stays where it ended."""
    return run.theta[np.minimum(step, len(run.theta) - 1)]


def gradients(run: Run, data: Examples, step: Steps) -> Array:
    """Return ∂L/∂θ (K, P) on all examples, at these steps."""
    theta = thetas(run, step)
    return run.net.backward(theta, run.net.forward(theta, data.X), data.y, run.config.loss).grad


def dead(run: Run, data: Examples, step: Steps) -> NDArray[np.bool_]:
    """Return at which of these steps (K,) every example has z ≤ 0 and a gradient of exactly 0 is left, for good."""
    silent = (run.net.forward(thetas(run, step), data.X).z[1] <= 0).all(axis=(1, 2))
    return np.asarray(silent & (gradients(run, data, step) == 0).all(axis=1))


def neuron_curve(run: Run, ends: tuple[float, float], step: Steps) -> Curve:
    """Return one neuron's ŷ = φ(w·x + b) from end to end; straight pieces are drawn from the ends and the kink."""
    theta, name = thetas(run, step), run.net.activations[0]
    if not ACTIVATIONS[name].kinks:
        x = np.linspace(*ends, SMOOTH)
        return Curve(x, run.net.forward(theta, x[:, None]).a[1][..., 0])
    w, b = theta[:, :1], theta[:, 1:]
    kink = np.clip(np.divide(-b, w, out=np.full_like(w, ends[0]), where=w != 0), *ends)
    tiny = 1e-9 * (ends[1] - ends[0])
    low, high = (np.full_like(w, end) for end in ends)
    x = np.hstack([low, np.maximum(kink - tiny, low), np.minimum(kink + tiny, high), high])
    return Curve(x, ACTIVATIONS[name].value(w * x + b))


def within_reach(values: Array) -> Array:
    """Return values no further than 10⁹ from 0: the pixels of a network that flew off are numbers, too."""
    return np.clip(values, -FAR, FAR)


def kinds_scene(runs: tuple[Run, ...], data: Examples) -> Scene:
    """Return one figure for each run of a single neuron, each with its own activation."""
    step = stops(runs[0].config.epochs)
    losses = [run.net.loss(thetas(run, step), data.X, data.y, run.config.loss) for run in runs]
    pane = Pane((0.0, float(data.X.max()) + 0.5), (-0.3, 1.75), 1.15 * max(float(loss[0]) for loss in losses))
    titles = [title(run.net.activations[0]) for run in runs]
    return Scene(
        steps=step,
        names=step_names(step),
        animations=tuple(
            panel(heading, data, pane, step, loss, neuron_layers(run, data, pane, step))
            for run, heading, loss in zip(runs, titles, losses, strict=True)
        ),
        readouts=(
            Readout("Step", np.array([f"{k:,}" for k in step])),
            *(
                Readout(f"{heading}: ∂L/∂w", _numbers(gradients(run, data, step)[:, 0]), palette.ERROR)
                for run, heading in zip(runs, titles, strict=True)
            ),
        ),
        grid=((0, 1, 2),),
        columns=(1, 1, 1),
    )


def step_names(step: Steps) -> NDArray[np.str_]:
    """Return what the steps are called on the timeline."""
    return np.array([f"step {k:,} of {step[-1]:,}" for k in step])


def _numbers(values: Array) -> NDArray[np.str_]:
    return np.array([number(value) for value in values])


def states(run: Run, data: Examples, step: Steps) -> NDArray[np.str_]:
    """Return in a few words what becomes of a neuron at each step (K,)."""
    if run.net.activations[0] == "threshold":
        return np.full(len(step), "slope 0 everywhere: nothing moves")
    return np.where(ended(run, step), DIVERGED, np.where(dead(run, data, step), DEAD, "learning"))


def ended(run: Run, step: Steps) -> NDArray[np.bool_]:
    """Return which of these steps (K,) the run never reached, because it diverged before."""
    return np.asarray(step >= len(run.theta))


def neuron_layers(run: Run, data: Examples, pane: Pane, step: Steps) -> list[Layer]:
    """Return what moves in one neuron's figure: the errors as sticks, its curve, the data, and how it fares."""
    guess = run.net.forward(thetas(run, step), data.X).a[1][..., 0]
    said = words_layer(states(run, data, step), pane.x[0], pane.y[1], "bottom right")
    return [sticks(data, guess), curve_layer(neuron_curve(run, pane.x, step)), data_layer(data), said]


def words_layer(words: NDArray[np.str_], x: float, y: float, position: str) -> Layer:
    """Return words (K,) about a network that change with the step, in a corner of its figure."""
    trace = {"type": "scatter", "mode": "text", "x": [x], "y": [y], "text": [str(words[0])], "hoverinfo": "skip",
             "textposition": position, "textfont": {"size": FONT_SIZE, "color": palette.TEXT.light}}  # fmt: skip
    return Layer(trace, {"text": (words[:, None], None)})


def sticks(data: Examples, guess: Array) -> Layer:
    """Return the error of each example as a stick from y to the guess ŷ (K, N)."""
    n, places = len(data.y), np.arange(len(data.y))
    basis = np.zeros((n + 1, 3 * n))
    basis[places, 3 * places + 1] = 1
    basis[n, ::3], basis[n, 2::3] = data.y[:, 0], np.nan
    with_one = np.column_stack([within_reach(guess), np.ones(len(guess))])
    x = np.repeat(data.X[:, 0], 3)
    return Layer(line(x, with_one[0] @ basis, palette.ERROR, width=2), {"y": (with_one, basis)})


def curve_layer(curve: Curve) -> Layer:
    """Return what a network makes of its input, as a line."""
    x, y = curve.x, within_reach(curve.y)
    moves: Moves = {"y": (y, None)}
    if x.ndim > 1:
        x, moves["x"] = x[0], (x, None)
    return Layer(line(x, y[0], palette.MODEL, width=4, line=EXACT), moves)


def data_layer(data: Examples) -> Layer:
    """Return the examples as points."""
    hover = f"{label(data.x_name)}: %{{x:.3~g}}<br>{label(data.y_name)}: %{{y:.3~g}}<extra></extra>"
    return Layer(points(data.X[:, 0], data.y[:, 0], hovertemplate=hover), {})


def panel(
    heading: str, data: Examples, pane: Pane, step: Steps, loss: Array, layers: list[Layer], **settings: Any
) -> Animation:
    """Return one network's figure: above, `layers` over the input; below, the loss (K,) up to this step."""
    below, last, low = {"xaxis": "x2", "yaxis": "y2"}, int(step[-1]), -0.07 * pane.loss
    loss = within_reach(loss)
    chart = figure(
        [
            *(layer.trace for layer in layers),
            line(step, loss, palette.ERROR, width=3, line=EXACT, **below),
            marker(0, loss[0], palette.ERROR, **below),
        ],
        x={"title": data.x_name, "range": list(pane.x), "zeroline": False, "automargin": False},
        y={"title": data.y_name, "range": list(pane.y), "domain": [0.46, 1], "automargin": False},
        xaxis2=axis({"title": "step", "range": [-0.03 * last, 1.03 * last], "anchor": "y2", "zeroline": False}),
        yaxis2=axis(
            {
                "title": "loss",
                "range": [low, pane.loss],
                "domain": [0, 0.26],
                "nticks": 3,
                "automargin": False,
            }
        ),
        title=heading,
        uirevision=f"{pane}{last}",
        **settings,
    )
    tracks = [
        Track(place, attribute, values, basis)
        for place, layer in enumerate(layers)
        for attribute, (values, basis) in layer.moves.items()
    ]
    here = (Track(len(layers) + 1, "x", step[:, None]), Track(len(layers) + 1, "y", loss[:, None]))
    trail = Trail(len(layers), np.arange(1, len(step) + 1))
    return Animation(chart, (*tracks, trail, *here), f"{heading}: what it makes of the data, and its loss")
