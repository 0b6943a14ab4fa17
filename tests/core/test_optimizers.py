"""Optimizers: against the published updates, written out for one number at a time."""

import math

import numpy as np
import pytest

from nnviz.core import OPTIMIZERS

GRADIENTS = [0.3, -1.2, 0.0, 2.5, 1e-3, -0.7]
RATE = 0.05


def sgd(theta: float) -> list[float]:
    path = []
    for g in GRADIENTS:
        theta -= RATE * g
        path.append(theta)
    return path


def momentum(theta: float) -> list[float]:
    path, v = [], 0.0
    for g in GRADIENTS:
        v = 0.9 * v + g
        theta -= RATE * v
        path.append(theta)
    return path


def nesterov(theta: float) -> list[float]:
    # As Sutskever et al. (2013) publish it: the gradient is taken at a look-ahead point. What PyTorch
    # documents, and the core computes, is that point's path: u = x + μ v of x's path.
    path, x, v = [], theta, 0.0
    for g in GRADIENTS:
        v = 0.9 * v - RATE * g
        x = x + v
        path.append(x + 0.9 * v)
    return path


def rmsprop(theta: float) -> list[float]:
    path, s = [], 0.0
    for g in GRADIENTS:
        s = 0.9 * s + 0.1 * g**2
        theta -= RATE * g / (math.sqrt(s) + 1e-8)
        path.append(theta)
    return path


def adam(theta: float) -> list[float]:
    path, m, v = [], 0.0, 0.0
    for t, g in enumerate(GRADIENTS, start=1):
        m = 0.9 * m + (1 - 0.9) * g
        v = 0.999 * v + (1 - 0.999) * g**2
        theta -= RATE * (m / (1 - 0.9**t)) / (math.sqrt(v / (1 - 0.999**t)) + 1e-8)
        path.append(theta)
    return path


PUBLISHED = {"sgd": sgd, "momentum": momentum, "nesterov": nesterov, "rmsprop": rmsprop, "adam": adam}


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_path_is_the_published_one(name: str) -> None:
    entry, theta, path = OPTIMIZERS[name], np.array([2.0]), []
    state = entry.init(theta)
    for t, g in enumerate(GRADIENTS, start=1):
        step, state = entry.update(np.array([g]), state, RATE, t)
        theta = theta + step
        path.append(theta.item())
    assert path == pytest.approx(PUBLISHED[name](2.0), rel=1e-12, abs=1e-14)


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_update_is_pure_and_writes_where_it_is_told(name: str) -> None:
    entry, rng = OPTIMIZERS[name], np.random.default_rng(0)
    grad = rng.normal(size=(3, 4))
    state = np.abs(rng.normal(size=entry.init(grad).shape))
    assert state.shape == (len(entry.memory), 3, 4)
    grad.flags.writeable = state.flags.writeable = False
    rates = np.array([[0.1], [0.2], [0.0]])
    step, after = entry.update(grad, state, rates, 3)
    assert not step[2].any()  # a rate of 0 stays where it is
    out = (np.empty_like(grad), state.copy())
    entry.update(grad, out[1], rates, 3, out=out)  # the state is its own out
    assert np.array_equal(out[0], step)
    assert np.array_equal(out[1], after)
    alone, _ = entry.update(grad[1], state[:, 1], 0.2, 3)
    assert np.allclose(step[1], alone, rtol=1e-14)


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_the_parts_of_an_update_lead_to_its_step_and_its_memory(name):
    optimizer = OPTIMIZERS[name]
    state = optimizer.init(np.zeros(2))
    for t, g in enumerate(GRADIENTS, start=1):
        grad = np.array([g, -3 * g])
        known = {"g": grad, "η": RATE, "t": t, **dict(zip(optimizer.memory, state, strict=True))}
        for part in optimizer.parts:
            known[part.letter] = part.of(known)
        step, state = optimizer.update(grad, state, RATE, t)
        assert np.allclose(known[optimizer.parts[-1].letter], step, rtol=1e-12, atol=0)
        for letter, memory in zip(optimizer.memory, state, strict=True):
            assert np.allclose(known[letter], memory, rtol=1e-12, atol=0)
