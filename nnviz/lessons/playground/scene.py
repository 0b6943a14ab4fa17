"""The figures of the playground: the network with what its neurons see, and the losses of both kinds of points."""

import numpy as np
from numpy.typing import NDArray

from nnviz.core import FEATURES, Array
from nnviz.figures import palette
from nnviz.figures.animation import Animation, Readout, Scene
from nnviz.figures.board import Board, Class, Points, Span, few, spans_of
from nnviz.figures.loss import two_losses
from nnviz.figures.numbers import number
from nnviz.figures.timeline import Timeline, numbered
from nnviz.lessons.playground.buttons import buttons
from nnviz.lessons.playground.data import REACH
from nnviz.lessons.playground.study import Play
from nnviz.lessons.tables import OWN

COLOURS = (palette.MODEL, palette.ERROR, palette.PATH, palette.TEAL)
MOST_SLOPES = 20_000
"""The loss's slope along each weight is sent too, where it is no more numbers than these in all."""
PLANE = (-REACH, REACH, -REACH, REACH)


def playground_scene(play: Play) -> Scene:
    """Return the figures of a run on one timeline, which counts epochs."""
    stops, at = play.stops, play.epochs[play.stops]
    training, test = play.training_loss[stops], play.test_loss[stops]
    quality = {"Right": percents} if play.points.classes else {"R²": numbers}
    (label, written), *_ = quality.items()
    good = written(play.quality(play.points.test)[stops])
    return Scene(
        timeline=Timeline(at, names(play)),
        animations=(board(play), losses(play)),
        readouts=(
            Readout("Epoch", numbered(at)),
            Readout("Training loss", numbers(training), palette.ERROR),
            Readout("Test loss", numbers(test), palette.TEAL),
            Readout(f"{label} of the test points" if play.points.classes else "R² of the test points", good),
        ),
        grid=((0, 1),),
        columns=(4.4, 1),
    )


def numbers(values: Array) -> NDArray[np.str_]:
    """Return values (K,) as people read them."""
    return np.array([number(value) for value in values.tolist()])


def percents(shares: Array) -> NDArray[np.str_]:
    """Return shares (K,) in percent."""
    return np.array([f"{number(100 * share)} %" for share in shares.tolist()])


def names(play: Play) -> NDArray[np.str_]:
    """Return what the stops are called: by their epoch, and where something was changed, by that too."""
    last = int(play.epochs[-1])
    named = [f"epoch {epoch:,} of {last:,}" for epoch in play.epochs[play.stops].tolist()]
    for leg in play.legs[1:]:
        named[int(np.searchsorted(play.epochs[play.stops], leg.begins))] += ": changed here"
    if play.diverged_at is not None:
        named[-1] += ": its last step with a number"
    return np.array(named)


def board(play: Play) -> Board:
    """Return the network, what each neuron sees of the plane, and the points."""
    theta = play.theta[play.stops]
    held = np.arange(len(play.points.X)) >= play.points.n_training
    targets = np.asarray(play.points.actual if play.points.classes else play.targets[:, 0], np.float64)
    return Board(
        name="The network, what each of its neurons sees of the plane, and the points",
        net=play.net,
        theta=theta,
        features=play.settings.inputs,
        plane=PLANE,
        spans=spans_of(play.net, theta[few(len(theta))], play.features, output_span(play)),
        words=words(play),
        points=Points(play.points.X, targets, held),
        classes=classes(play),
        offered=tuple(FEATURES),
        slopes=slopes(play),
        dead_from=np.searchsorted(play.stops, play.dead_from),
        buttons=buttons(play.settings),
        tells=True,
        draws=play.settings.source == OWN,
    )


def output_span(play: Play) -> Span:
    """Return between which outputs the colours go: from target to target; values lie between −1 and 1."""
    return (-1.0, 1.0) if play.net.output in ("tanh", "identity") else (0.0, 1.0)


def classes(play: Play) -> tuple[Class, ...]:
    """Return the classes with their colours and targets: of two, the second one is the positive one, in blue."""
    kinds = play.points.classes
    if len(kinds) == 2 and play.net.sizes[-1] == 1:
        low = 0.0 if play.net.output == "sigmoid" else -1.0
        return Class(kinds[0], palette.NEGATIVE, low), Class(kinds[1], palette.POSITIVE, 1.0)
    return tuple(Class(kind, colour) for kind, colour in zip(kinds, COLOURS, strict=False))


def slopes(play: Play) -> Array | None:
    """Return the slope of the training loss along each parameter (stops, P), where that is not too much to send."""
    theta = play.theta[play.stops]
    if theta.size > MOST_SLOPES or play.diverged_at is not None:
        return None
    rows = play.points.training
    return play.net.gradients(theta, play.features[rows], play.targets[rows], play.settings.loss)


def words(play: Play) -> NDArray[np.str_]:
    """Return what the board shows at each stop, for those who cannot see it."""
    what = "of the test points are right" if play.points.classes else "is R² on the test points"
    written = percents if play.points.classes else numbers
    good = written(play.quality(play.points.test)[play.stops])
    return np.array([f"{one} {what}." for one in good])


def losses(play: Play) -> Animation:
    """Return the losses of training and test points at every epoch, and where something was changed."""
    return two_losses(
        play.epochs, play.training_loss, play.test_loss, play.stops, changes=play.changes, log=play.settings.log
    )
