"""A network as a program in plain NumPy, to be read by who meets one for the first time: it trains, too."""

from nnviz.core import ACTIVATIONS, OPTIMIZERS, Network, TrainConfig
from nnviz.export.literals import array, arrays
from nnviz.lessons.course import Trained

SIGMOID = "1 / (1 + np.exp(-z))"
ROOT = "np.sqrt(2 / np.pi)"
TANH_OF_GELU = f"np.tanh({ROOT} * (z + 0.044715 * z**3))"
FUNCTIONS = {
    "identity": ("z", "np.ones_like(z)"),
    "threshold": ("np.where(z >= 0, 1.0, 0.0)", "np.zeros_like(z)"),
    "sigmoid": (SIGMOID, "sigmoid(z) * (1 - sigmoid(z))"),
    "tanh": ("np.tanh(z)", "1 - np.tanh(z) ** 2"),
    "relu": ("np.maximum(0, z)", "np.where(z > 0, 1.0, 0.0)"),
    "leaky_relu": ("np.where(z > 0, z, 0.01 * z)", "np.where(z > 0, 1.0, 0.01)"),
    "elu": ("np.where(z > 0, z, np.expm1(np.minimum(z, 0)))", "np.where(z > 0, 1.0, np.exp(np.minimum(z, 0)))"),
    "softplus": ("np.logaddexp(0, z)", SIGMOID),
    "gelu": (
        f"0.5 * z * (1 + {TANH_OF_GELU})",
        f"0.5 * (1 + (t := {TANH_OF_GELU})) + 0.5 * z * (1 - t**2) * {ROOT} * (1 + 0.134145 * z**2)",
    ),
    "silu": ("z / (1 + np.exp(-z))", "(s := 1 / (1 + np.exp(-z))) + z * s * (1 - s)"),
    "softmax": ("(e := np.exp(z - z.max(axis=1, keepdims=True))) / e.sum(axis=1, keepdims=True)", ""),
}
"""φ(z) and φ'(z) of each activation of the registry, as a program computes them."""
LOSSES = {
    "mse": "np.mean((a - y) ** 2)",
    "half_mse": "0.5 * np.mean((a - y) ** 2)",
    "bce": "np.mean(-y * np.log(a) - (1 - y) * np.log(1 - a))",
    "cross_entropy": "-np.mean(np.sum(y * np.log(a), axis=1))",
}
ERRORS = {"mse": "2 * (a[-1] - y)", "half_mse": "(a[-1] - y)", "bce": "(a[-1] - y)", "cross_entropy": "-y / a[-1]"}
"""∂loss/∂a of each loss of the registry, but for the number of outputs; of "bce" it is the whole δ."""
STEPS = {
    "sgd": ("p -= RATE * g",),
    "momentum": ("v[:] = 0.9 * v + g", "p -= RATE * v"),
    "nesterov": ("v[:] = 0.9 * v + g", "p -= RATE * (g + 0.9 * v)"),
    "rmsprop": ("s[:] = 0.9 * s + 0.1 * g**2", "p -= RATE * g / (np.sqrt(s) + 1e-8)"),
    "adam": (
        "m[:] = 0.9 * m + 0.1 * g",
        "v[:] = 0.999 * v + 0.001 * g**2",
        "p -= RATE * m / (1 - 0.9 ** (step + 1)) / (np.sqrt(v / (1 - 0.999 ** (step + 1))) + 1e-8)",
    ),
}
"""What each optimizer of the registry does with a parameter p, its gradient g and what it remembers of it."""


def as_numpy(trained: Trained, step: int, title: str) -> str:
    """Return the program that trains a run's network from its start to a step, and then gives its very outputs."""
    run, sample = trained.run, trained.sample
    net, config = run.net, run.config
    layers = net.layers(run.theta[0])
    sizes = "-".join(map(str, net.sizes))
    return f'''"""{title}: a {sizes} network that learns, in NumPy alone. Run it with `python network.py`.

It makes the {step:,} steps that led to step {step:,} of the run: {OPTIMIZERS[config.optimizer].title}, learning rate \
{config.rates():g},
{_batches(run.n_examples, config)} in every step.
"""

import numpy as np


{_activations(net)}


def forward(X):
    """Return every layer's sums z and outputs a; a[0] are the inputs."""
    z, a = [], [X]
    for weights, biases, (phi, _) in zip(W, b, ACTIVATIONS):
        z.append(a[-1] @ weights + biases)
        a.append(phi(z[-1]))
    return z, a


def backward(X, y):
    """Return the gradient of the loss by each W, and by each b: the error goes back layer by layer."""
    (z, a), dW, db = forward(X), [], []
    delta = {_delta(net, config)}
    for layer in reversed(range(len(W))):
        dW.insert(0, a[layer].T @ delta / len(X))
        db.insert(0, delta.mean(axis=0))
        if layer > 0:
            delta = delta @ W[layer].T * ACTIVATIONS[layer - 1][1](z[layer - 1])
    return dW + db


def loss(X, y):
    a = forward(X)[1][-1]
    return {LOSSES[config.loss]}


def train():
{_train(run.n_examples, config)}


RATE, STEPS, SEED = {config.rates()!r}, {step}, {config.seed}

# The data, a row for each example: inputs X and targets y.
X = {array(sample.X)}
y = {array(sample.y)}

# Where training starts: from each neuron of a layer (a row) to each of the next (a column); and the biases.
{arrays("W", [weights for weights, _ in layers])}
{arrays("b", [biases for _, biases in layers])}

if __name__ == "__main__":
    print("loss before:", loss(X, y))
    train()
    print("loss after: ", loss(X, y))
    print("outputs:", *forward(X)[1][-1][:5].tolist())
'''


def _activations(net: Network) -> str:
    """Return the functions φ and φ' that the network has, and a list of both for each layer."""
    used = dict.fromkeys(net.activations)
    functions = []
    for name in used:
        value, slope = FUNCTIONS[name]
        functions.append(f"def {name}(z):\n    return {value}")
        if slope:
            functions.append(f"def {name}_slope(z):\n    return {slope}")
    slopes = {name: f"{name}_slope" if FUNCTIONS[name][1] else None for name in used}
    pairs = ", ".join(f"({name}, {slopes[name]})" for name in net.activations)
    return "\n\n\n".join(functions) + f"\n\n\nACTIVATIONS = [{pairs}]"


def _delta(net: Network, config: TrainConfig) -> str:
    """Return what δ of the output layer is; where the slope of φ cancels a part of the loss's, that is left out."""
    error, n = ERRORS[config.loss], f" / {net.sizes[-1]}" if net.sizes[-1] > 1 else ""
    if ACTIVATIONS[net.output].is_joint:
        return "a[-1] - y  # of softmax and cross-entropy together"
    if config.loss == "bce":
        return f"{error}{n}  # of the sigmoid and cross-entropy together"
    if config.loss == "cross_entropy":
        return "-y * (1 - a[-1])  # of the sigmoid and cross-entropy together"
    slope = "" if ACTIVATIONS[net.output].is_linear else f" * {net.output}_slope(z[-1])"
    return f"{error}{n}{slope}" if n or slope else error.strip("()")


def _batches(n_examples: int, config: TrainConfig) -> str:
    if config.batch_size >= n_examples:
        return f"all {n_examples:,} examples"
    return f"{config.batch_size} of the {n_examples:,} examples"


def _train(n_examples: int, config: TrainConfig) -> str:
    """Return the loop that trains, as the body of a function."""
    memory = OPTIMIZERS[config.optimizer].memory
    lines = ["parameters = W + b"]
    lines += [f"{letter}_of = [np.zeros_like(p) for p in parameters]" for letter in memory]
    lines.append("for step in range(STEPS):")
    if config.batch_size < n_examples:
        lines.append(f"    epoch, batch = divmod(step, {-(-n_examples // config.batch_size)})")
        order = "np.random.default_rng((SEED, epoch)).permutation(len(X))" if config.shuffle else "np.arange(len(X))"
        lines.append(f"    rows = {order}[{config.batch_size} * batch : {config.batch_size} * (batch + 1)]")
    rows = "X[rows], y[rows]" if config.batch_size < n_examples else "X, y"
    lines.append(f"    gradients = backward({rows})")
    if config.l1 or config.l2:
        penalty = f"{config.l1!r} * np.sign(w) + {config.l2!r} * w"
        lines.append(f"    gradients[: len(W)] = [g + {penalty} for g, w in zip(gradients, W)]")
    names, lists = ", ".join(("p", "g", *memory)), ", ".join(f"{letter}_of" for letter in memory)
    lines.append(f"    for {names} in zip(parameters, gradients{', ' + lists if lists else ''}):")
    lines += [f"        {line}" for line in STEPS[config.optimizer]]
    return "\n".join(f"    {line}" for line in lines)
