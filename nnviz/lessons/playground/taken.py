"""What of a playground's run is taken away as a table and as programs."""

from nnviz.lessons import Trained
from nnviz.lessons.playground.seen_beside import sample_of
from nnviz.lessons.playground.study import Play


def runs_of(play: Play) -> tuple[Trained, ...]:
    """Return the run on the points for training, with what the network is given of them as inputs.

    There is none where it was trained on with something changed, for then it is several; nor where L1 takes weights to
    zero for good, which the programs do not know.
    """
    first, *others = play.legs
    if others or first.run.config.is_clipped:
        return ()
    return (Trained("", first.run, sample_of(play, play.points.training)),)
