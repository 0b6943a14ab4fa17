"""A network as scikit-learn and PyTorch have it: its weights, put in by hand, and so its very outputs."""

from nnviz.core import ACTIVATIONS, Network
from nnviz.export.literals import array, arrays
from nnviz.lessons.course import Trained

SKLEARN = {"identity": "identity", "sigmoid": "logistic", "tanh": "tanh", "relu": "relu", "softmax": "softmax"}
"""What scikit-learn calls those activations of the registry that it has."""
TORCH = {
    "identity": "nn.Identity()",
    "threshold": "Threshold()",
    "sigmoid": "nn.Sigmoid()",
    "tanh": "nn.Tanh()",
    "relu": "nn.ReLU()",
    "leaky_relu": "nn.LeakyReLU(0.01)",
    "elu": "nn.ELU()",
    "softplus": "nn.Softplus(threshold=40)",
    "gelu": 'nn.GELU(approximate="tanh")',
    "silu": "nn.SiLU()",
    "softmax": "nn.Softmax(dim=-1)",
}
"""The activations of the registry as PyTorch has them."""
TENSOR = "torch.tensor"
STEP_CLASS = '''

class Threshold(nn.Module):
    """1 from z = 0 on, else 0."""

    def forward(self, z):
        return (z >= 0).to(z.dtype)
'''


def not_in_sklearn(net: Network) -> str | None:
    """Return in a sentence why scikit-learn cannot express a network, or None where it can."""
    missing = [name for name in dict.fromkeys(net.activations) if name not in SKLEARN]
    if missing:
        titles = " and ".join(ACTIVATIONS[name].title for name in missing)
        return f"scikit-learn's networks know identity, sigmoid, tanh and ReLU, and not {titles}."
    if len(set(net.activations[:-1])) > 1:
        return "scikit-learn's networks have one activation for all hidden layers."
    return None


def as_sklearn(trained: Trained, step: int, title: str) -> str:
    """Return the program that makes a run's network at a step one of scikit-learn's; it has to be able to."""
    net, hidden = trained.run.net, trained.run.net.sizes[1:-1]
    layers = net.layers(trained.run.at(step))
    phi = SKLEARN[net.activations[0]] if hidden else "identity"
    return f'''"""{title}: the network of step {step:,}, for scikit-learn. Run it with `python network_sklearn.py`."""

import numpy as np
from sklearn.neural_network import MLPRegressor

# Instead of calling fit, we give the network what it would have found: its weights and biases.
net = MLPRegressor(hidden_layer_sizes={hidden!r}, activation="{phi}")
net.n_features_in_, net.n_outputs_, net.n_layers_ = {net.sizes[0]}, {net.sizes[-1]}, {len(net.sizes)}
net.out_activation_ = "{SKLEARN[net.output]}"
{arrays("net.coefs_", [weights for weights, _ in layers])}
{arrays("net.intercepts_", [biases for _, biases in layers])}

X = {array(trained.sample.X)}

if __name__ == "__main__":
    print("outputs:", *net.predict(X)[:5].tolist())
'''


def as_torch(trained: Trained, step: int, title: str) -> str:
    """Return the program that makes a run's network at a step one of PyTorch's."""
    net = trained.run.net
    layers = net.layers(trained.run.at(step))
    modules = [
        line
        for fan_in, fan_out, name in zip(net.sizes, net.sizes[1:], net.activations, strict=False)
        for line in (f"nn.Linear({fan_in}, {fan_out})", TORCH[name])
        if name != "identity" or line != TORCH[name]
    ]
    own = STEP_CLASS if "threshold" in net.activations else ""
    return f'''"""{title}: the network of step {step:,}, for PyTorch. Run it with `python network_torch.py`."""

import torch
from torch import nn

torch.set_default_dtype(torch.float64)  # as precise as NumPy
{own}
net = nn.Sequential({", ".join(modules)})

# The weights of each layer, a row for each of its neurons as PyTorch has it, and the biases.
{arrays("W", [weights.T for weights, _ in layers], TENSOR)}
{arrays("b", [biases for _, biases in layers], TENSOR)}
with torch.no_grad():
    for layer, weights, biases in zip([one for one in net if isinstance(one, nn.Linear)], W, b):
        layer.weight.copy_(weights)
        layer.bias.copy_(biases)

X = {array(trained.sample.X, TENSOR)}

if __name__ == "__main__":
    with torch.no_grad():
        print("outputs:", *net(X)[:5].tolist())
'''
