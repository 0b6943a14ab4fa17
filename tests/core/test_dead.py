"""Neurons that died: where they are said to be dead no error reaches them, and right before they were alive."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from nnviz.core import Network, dead_from

X = np.random.default_rng(0).uniform(-1, 1, (20, 2))
NET = Network((2, 3, 2, 1), ("relu", "relu"), "identity")


@given(st.integers(0, 10_000))
def test_from_its_death_on_the_slope_along_all_that_leads_to_a_neuron_is_0_and_before_it_answers(seed):
    rng = np.random.default_rng(seed)
    theta = rng.normal(size=(6, NET.n_parameters))
    layers = NET.layers(theta)
    for _, b in layers[:2]:
        b[...] = np.cumsum(rng.normal(-0.7, 0.5, b.shape), axis=0)  # so that many go silent on the way
    places = dead_from(NET, theta, X)
    forward = NET.forward(theta, X)
    gradients = NET.layers(NET.backward(theta, forward, rng.normal(size=(20, 1)), "mse").grad)
    columns = [(forward.a[layer][..., j], W[..., j], b[..., j])
               for layer, (W, b) in enumerate(gradients[:2], 1) for j in range(b.shape[-1])]  # fmt: skip
    assert len(places) == len(columns) == 5
    for place, (a, into, bias) in zip(places, columns, strict=True):
        assert not a[place:].any()
        assert not into[place:].any()
        assert not bias[place:].any()
        assert place == 0 or a[place - 1].any(), "one stop earlier it was alive"


def test_who_wakes_up_again_was_not_dead_and_a_smooth_neuron_never_is():
    net, x = Network((1, 1, 1), "relu"), np.array([[1.0], [2.0]])
    bias = lambda *b: np.array([[0.0, one, 1.0, 0.0] for one in b])  # noqa: E731
    assert dead_from(net, bias(1, -1, 1, -1, -1), x).tolist() == [3]
    assert dead_from(net, bias(-1, -1), x).tolist() == [0]
    assert dead_from(net, bias(-1, 1), x).tolist() == [2]
    assert dead_from(Network((1, 1, 1), "tanh"), bias(0, 0), x).tolist() == [2], "it answers 0, but it has a slope"
    assert dead_from(Network((1, 1)), np.zeros((2, 2)), x).tolist() == []
    many = np.concatenate([bias(*[1] * 100), bias(*[-1] * 100)])
    assert dead_from(net, many, x).tolist() == [100], "also over more steps than are looked at together"
