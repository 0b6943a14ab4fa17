"""A hidden space: what does not belong together is refused, and what is sent is what was given."""

from dataclasses import replace

import numpy as np
import pytest

from nnviz.core import Network
from nnviz.figures.animation import Scene
from nnviz.figures.board import Class, Points
from nnviz.figures.pack import pack
from nnviz.figures.palette import ERROR, MODEL
from nnviz.figures.space import HiddenSpace, Stage
from nnviz.figures.timeline import Timeline
from tests.figures.test_pack import unpack

K = 3
NET = Network((2, 3, 1), "tanh", "sigmoid")
THETA = np.random.default_rng(0).normal(size=(K, NET.n_parameters))
WORDS = np.array(["one", "two", "three"])
POINTS = Points(np.ones((4, 2)), np.array([0.0, 1, 1, 0]), np.zeros(4, bool))
SIDES = (Class("no", ERROR, 0.0), Class("yes", MODEL, 1.0))
AXES = (("p", "q"), ((-1.0, 1.0), (-2.0, 3.0)))
PLAIN = Stage(0, False, "the plane", *AXES, np.zeros(2), np.eye(2))
SEEN = Stage(1, True, "layer A", *AXES, np.arange(3.0), np.array([[1.0, 0], [0, 1], [0, 0]]))


def space(stages=(PLAIN, SEEN), net=NET, theta=THETA):
    return HiddenSpace("points through layers", net, theta, ("x1", "x2"), (-1, 1, -1, 1), POINTS, SIDES, stages, WORDS)


@pytest.mark.parametrize(
    "make",
    [
        lambda: space((PLAIN,)),
        lambda: space((PLAIN, replace(SEEN, layer=0))),
        lambda: space((PLAIN, replace(SEEN, axes=("p",)))),
        lambda: space((PLAIN, replace(SEEN, mean=np.zeros(2)))),
        lambda: space((PLAIN, replace(SEEN, basis=np.eye(3), ends=((0, 1),) * 3, axes=("p", "q", "r")))),
        lambda: space(net=Network((2, 3, 2)), theta=np.zeros((K, 17))),
    ],
)
def test_what_does_not_belong_together_is_refused(make):
    with pytest.raises(ValueError, match=r"\."):
        make()


def test_a_stage_is_seen_along_its_directions():
    np.testing.assert_allclose(SEEN.seen(np.array([[5.0, 7, 9]])), [[5, 6]])


def test_a_space_arrives_as_it_was_given():
    (got,) = unpack(pack(Scene(Timeline(np.arange(K), WORDS), (space(),))))["figures"]
    assert (got["kind"], got["sizes"], got["features"]) == ("space", [2, 3, 1], ["x1", "x2"])
    np.testing.assert_allclose(got["theta"], THETA, rtol=1e-6)
    stage = got["stages"][1]
    assert (stage["layer"], stage["summed"], stage["title"]) == (1, True, "layer A")
    assert stage["ends"] == [[-1, 1], [-2, 3]]
    assert stage["mean"] == [0, 1, 2]
    assert stage["basis"] == SEEN.basis.tolist()
    assert [axis["title"] for axis in stage["axes"]] == ["p", "q"]
    assert got["points"]["targets"].tolist() == [0, 1, 1, 0]
    assert space().lengths == {K}
