"""The neurons that the tests of this lesson look at, and what the core says of them."""

import numpy as np

from nnviz.core import Network
from nnviz.lessons.neuron.study import HEIGHTS

CASES = {
    "two inputs": {},
    "one input": {"inputs": 1, "activation": "tanh", "x1": -1.5, "w1": -0.4, "b": 0.9},
    "three inputs": {"inputs": 3, "activation": "gelu", "x2": -2.0, "w3": -1.1},
    "a weight is swept": {"walk": "w1", "activation": "relu", "x1": -0.6},
    "a weight of one input is swept": {"inputs": 1, "walk": "w1", "activation": "silu", "x1": -1.9},
    "the bias is swept": {"walk": "b", "activation": "leaky_relu", "w1": 0.2, "w2": 0.1},
    "the third weight is swept": {"inputs": 3, "walk": "w3", "activation": "threshold"},
    "the sum as a height": {"height": HEIGHTS[1], "walk": "w2", "activation": "sigmoid"},
}


def through(study, k, X, activation=None):
    """Return what the core gives for inputs X (n, inputs) with the weights of a stop: z and a (n,)."""
    net = Network((study.passes.n, 1), output=activation or study.passes.activation)
    forward = net.forward(study.passes.theta[k], np.array(X))
    return forward.z[1][:, 0], forward.a[1][:, 0]
