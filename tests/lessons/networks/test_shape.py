"""Configurations: what is counted is counted here by hand, and the buttons lead where they say."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnviz.figures.palette import MODEL, PAGE
from nnviz.lessons.networks.board import BOTTOM, COLUMN, MOST_COLUMNS, TOP, Board, buttons
from nnviz.lessons.networks.shape_scene import NOT_YET, NOW, shape_scene
from nnviz.lessons.networks.shape_study import (
    MOST_LAYERS,
    MOST_NEURONS,
    OWN,
    SHAPES,
    ShapeSettings,
    read_sizes,
    shape_study,
    write_sizes,
)
from nnviz.lessons.networks.shape_words import counted, counting, depth, shape_question
from tests.lessons.test_sums import follow

SIZES = st.lists(st.integers(1, MOST_NEURONS), min_size=2, max_size=12).map(tuple)
MANY, FOLDED = (3, *[16] * 99, 2), (2, 3, 4, 5, 6, 7, 8, 9, 1)
DRAWN = [*SHAPES.values(), (1, 1), (16,) * 8, (16,) * 9, MANY]


def built(sizes):
    return shape_study(ShapeSettings(OWN, sizes))


def by_hand(sizes):
    """Return the weights and the biases of each layer, link by link and neuron by neuron."""
    pairs = list(pairwise(sizes))
    return [sum(1 for _ in range(n) for _ in range(m)) for n, m in pairs], [m for _, m in pairs]


@given(SIZES)
def test_layers_are_counted_link_by_link(sizes):
    study, (weights, biases) = built(sizes), by_hand(sizes)
    assert (list(study.weights), list(study.biases)) == (weights, biases)
    assert study.so_far(study.n_layers) == study.net.n_parameters == sum(weights) + sum(biases)
    assert study.is_deep == (len(weights) >= 3)


@given(SIZES)
def test_a_link_holds_any_network_of_these(sizes):
    assert read_sizes(write_sizes(sizes)) == sizes


@pytest.mark.parametrize(
    "text",
    ["", "3", "2-", "-2-1", "0-1", "2-17-1", "2-x-1", "٣-1", "2--1", "2-1e1-1", "-".join(["1"] * 102), "9" * 999],
)
def test_nonsense_in_a_link_is_no_network(text):
    assert read_sizes(text) is None


def test_every_named_shape_is_what_its_name_says():
    layers = {name: len(sizes) - 1 for name, sizes in SHAPES.items()}
    assert layers["One neuron"] == 1
    assert layers["One hidden layer"] == layers["Wide"] == 2
    assert layers["Deep"] >= 3
    assert layers["100 layers"] == MOST_LAYERS == 100
    assert max(SHAPES["Wide"]) == MOST_NEURONS == 16
    narrow = SHAPES["Narrow in the middle"]
    assert min(narrow) == narrow[len(narrow) // 2] < min(narrow[0], narrow[-1])


@pytest.mark.parametrize("sizes", DRAWN, ids=lambda sizes: f"{len(sizes)} sizes")
def test_every_neuron_and_link_of_a_layer_that_is_drawn_is_there(sizes):
    study = built(sizes)
    board, (figure,) = Board(sizes), shape_scene(study).animations
    assert set(board.layers) | set(board.folded) == set(range(len(sizes)))
    assert not set(board.layers) & set(board.folded)
    assert board.n_columns <= MOST_COLUMNS
    discs = figure.marks[-3].trace
    for layer in board.layers:
        y = np.array(discs["y"])[np.array(discs["x"]) == board.column(layer)]
        assert len(y) == sizes[layer]
        assert np.all((y > BOTTOM) & (y < TOP))
    assert len(discs["x"]) == sum(sizes[layer] for layer in board.layers)
    for layer in board.layers[1:]:
        x, y = board.links(layer)
        corners = np.column_stack([x, y]).reshape(-1, 3, 2)[:, :2]
        lines = {tuple(one.ravel()) for one in corners}
        assert len(lines) == (sizes[layer] if layer - 1 in board.folded else sizes[layer] * sizes[layer - 1])
        assert np.isnan(y[2::3]).all()
    neighbours = np.diff([board.column(layer) for layer in board.layers])
    assert neighbours.min() == 1
    assert figure.least[0] >= COLUMN * board.n_columns


def test_what_is_folded_is_said():
    (figure,) = shape_scene(built(MANY)).animations
    said = [note["text"] for note in figure.layout["annotations"]]
    assert any(f"{len(Board(MANY).folded)} more layers" in text and "16 neurons each" in text for text in said)
    (figure,) = shape_scene(built(FOLDED)).animations
    said = [note["text"] for note in figure.layout["annotations"]]
    assert any("3 more layers" in text and "18 neurons" in text for text in said)
    (figure,) = shape_scene(built((16,) * 8)).animations
    assert not any("more layers" in note["text"] for note in figure.layout["annotations"])


@pytest.mark.parametrize("sizes", [(2, 4, 1), MANY, FOLDED], ids=lambda sizes: f"{len(sizes)} sizes")
def test_layers_are_counted_one_by_one_and_nothing_is_told_before(sizes, read):
    study, (weights, biases) = built(sizes), by_hand(sizes)
    scene, board = shape_scene(study), Board(sizes)
    (figure,) = scene.animations
    discs, *feet = figure.marks[-3:]
    columns = [(layer,) for layer in board.layers] + ([tuple(board.folded)] if board.folded else [])
    for k in (0, 1, len(sizes) // 2, len(sizes) - 1):
        total = sum(weights[:k]) + sum(biases[:k])
        assert read(scene.readouts[0].values[k].replace(", ", " "))[-1] == (total if k else sizes[0])
        assert scene.readouts[0].label == f"{len(sizes) - 1} layers of weights{', deep' if len(sizes) > 3 else ''}"
        for layers, *texts in zip(columns, *(foot.moves["text"][k] for foot in feet), strict=True):
            known = [layer for layer in layers if 0 < layer <= k]
            expected = [sum(counts[layer - 1] for layer in known) for counts in (weights, biases)]
            assert read(" ".join(texts)) == (expected if known else [])
        for mark, layer in zip(figure.marks, board.layers[1:], strict=False):
            assert (mark.moves["line.color"][k] == MODEL.light) == (layer == k)
            assert mark.moves["opacity"][k] == (NOW if layer == k else NOT_YET) or layer < k
        of = [layer for layer in board.layers for _ in range(sizes[layer])]
        hollow = [fill == PAGE.light for fill in discs.moves["marker.color"][k]]
        assert hollow == [layer > k for layer in of]


def test_the_arithmetic_of_counting_can_be_followed():
    for sizes in DRAWN:
        study = built(sizes)
        lines = [counting(study, k) for k in range(1, len(sizes))]
        assert sum(follow(part) for line in lines for part in line.split(". ")) >= len(lines)
        assert lines[-1].endswith(f"= {study.net.n_parameters:,}.")
        assert "In all" in lines[-1]
        assert not any("In all" in line for line in lines[:-1])


def test_the_table_has_what_is_counted_and_no_more(read):
    study = built((2, 4, 3, 1))
    assert "|" not in counted(study, 0)
    rows = counted(study, 2).splitlines()[-2:]
    assert [read(row.split("|", 2)[2]) for row in rows] == [[2, 4, 8, 4, 12], [4, 3, 12, 3, 27]]


def test_deep_is_said_of_three_layers_of_weights_and_not_of_two():
    assert "is **not deep**" in depth(built((2, 16, 1)))
    assert "is **not deep**" in depth(built((2, 1)))
    assert "3 layers of weights, with 2 hidden layers" in depth(built((2, 2, 2, 1)))
    assert "it **is deep**" in depth(built((2, 2, 2, 1)))


@given(SIZES)
def test_the_question_is_answered_by_the_count(sizes):
    study = built(sizes)
    question = shape_question(study)
    assert question.options[question.answer] == f"{sum(map(sum, by_hand(sizes))):,}"
    assert len(set(question.options)) == len(question.options) >= 3
    assert [i for i, reason in enumerate(question.reasons) if not reason] == [question.answer]


@given(SIZES)
def test_each_button_does_what_its_name_says(sizes):
    pressed = {button.name: button.puts for button in buttons(Board(sizes))}
    last = len(sizes) - 1
    for name, puts in pressed.items():
        to = puts and read_sizes(puts["layers"])
        if puts:
            assert puts["shape"] == OWN
            assert ShapeSettings(OWN, to).sizes == to
        match name.split():
            case ["Take", "one", _, "away", "from", *_]:
                assert (to is None and min(sizes) == 1) or (len(to), sum(to)) == (last + 1, sum(sizes) - 1)
            case ["Add", "one", *_]:
                assert (to is None and max(sizes) == MOST_NEURONS) or (len(to), sum(to)) == (last + 1, sum(sizes) + 1)
            case ["Add", "a", "layer", *_]:
                assert len(to) == last + 2
                assert (to[0], to[-1]) == (sizes[0], sizes[-1])
            case ["Take", *_, "away"]:
                assert len(to) == last
                assert (to[0], to[-1]) == (sizes[0], sizes[-1])
            case _:
                pytest.fail(name)
    if last < MOST_COLUMNS:
        assert len(pressed) == 2 * (last + 1) + (last - 1) + last


def test_the_limits_keep_their_buttons_which_then_do_nothing():
    pressed = {button.name: button.puts for button in buttons(Board((1, 16, 1)))}
    assert pressed["Take one input away from the inputs"] is None
    assert pressed["Add one neuron to hidden layer A"] is None
    assert all(puts is None for name, puts in ((b.name, b.puts) for b in buttons(Board(MANY))) if "Add a layer" in name)


def test_one_may_build_from_the_smallest_network_to_any_other_by_the_buttons():
    def pressed(sizes, name):
        (found,) = [button.puts for button in buttons(Board(sizes)) if button.name == name]
        return read_sizes(found["layers"])

    sizes = pressed((2, 1), "Add a layer after the inputs")
    assert sizes == (2, 4, 1)
    sizes = pressed(sizes, "Add one neuron to hidden layer A")
    sizes = pressed(sizes, "Add a layer after hidden layer A")
    assert sizes == (2, 5, 5, 1)
    sizes = pressed(sizes, "Take one neuron away from hidden layer B")
    assert pressed(sizes, "Add one neuron to the output") == (2, 5, 4, 2)
    assert pressed(sizes, "Take hidden layer A away") == (2, 4, 1)


def test_layers_of_one_neuron_are_folded_in_the_singular():
    texts = [
        note["text"] for size in (1, 2) for note in shape_scene(built((size,) * 20)).animations[0].layout["annotations"]
    ]
    assert any("folded here:<br>1 neuron each" in text for text in texts)
    assert any("folded here:<br>2 neurons each" in text for text in texts)
