"""What of a playground's run is taken away as a table and as programs."""

from nnviz.core import FEATURES, Sample
from nnviz.lessons import Trained
from nnviz.lessons.playground.study import Play


def runs_of(play: Play) -> tuple[Trained, ...]:
    """Return the run on the points for training, with what the network is given of them as inputs.

    There is none where it was trained on with something changed, for then it is several; nor where L1 takes weights to
    zero for good, which the programs do not know.
    """
    (first, *others), points = play.legs, play.points
    if others or first.run.config.is_clipped:
        return ()
    inputs = tuple(FEATURES[name].title for name in play.settings.inputs)
    n_out = play.targets.shape[1]
    outputs = points.classes if len(points.classes) == n_out else ("target",) * n_out
    rows = points.training
    return (Trained("", first.run, Sample(play.features[rows], play.targets[rows], inputs, outputs)),)
