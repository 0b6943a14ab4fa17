"""How long a training will take, before it starts: on one core of a usual machine."""

from nnviz.core import Network, TrainConfig

LIMIT = 2.0
"""A run that would take more seconds than this asks first, and until then ends at an earlier epoch."""
AT_MOST = 30.0
"""And no run takes more than about this, whoever asks."""
CALL, LAYER = 4.0e-6, 2.3e-6
"""Seconds for a step, and more of them for each of its layers: deciding what to do next."""
NEURON, LINK = 3.3e-9, 7e-11
"""Seconds for each neuron and each link, an example."""
LOOKED_AT = 2e-9
"""Seconds for each neuron and example when the losses of an epoch are taken."""
OPTIMIZER = {"sgd": 0.0, "momentum": 1.5e-6, "nesterov": 2.5e-6, "rmsprop": 5e-6, "adam": 9e-6}
PENALTY, CLIPPED = 3e-6, 7e-6


def seconds_an_epoch(net: Network, config: TrainConfig, n_training: int, n_points: int) -> float:
    """Return about how long one epoch takes, its losses on all points included.

    The constants are measured (tests/lessons/playground/test_cost.py holds the whole to within a factor of two).
    """
    neurons = sum(net.sizes[1:])
    links = sum(a * b for a, b in zip(net.sizes[:-1], net.sizes[1:], strict=True))
    step = CALL + LAYER * (len(net.sizes) - 1) + OPTIMIZER.get(config.optimizer, max(OPTIMIZER.values()))
    step += CLIPPED if config.is_clipped else PENALTY if config.l2 > 0 else 0.0
    steps = len(config.batches(n_training))
    return steps * step + n_training * (NEURON * neurons + LINK * links) + n_points * LOOKED_AT * neurons
