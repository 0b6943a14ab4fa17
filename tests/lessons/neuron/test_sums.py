"""Every sum that is written of a neuron is followed with a calculator of the tests' own: it says "=" where the digits
shown come to what is written, and "≈" where not.
"""

import itertools
import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnviz.figures.numbers import number
from nnviz.figures.text import factor
from nnviz.lessons.neuron.logic import LogicSettings, logic_study
from nnviz.lessons.neuron.logic_words import corner_table
from nnviz.lessons.neuron.passes import END, Passes
from nnviz.lessons.neuron.questions import neuron_question
from nnviz.lessons.neuron.scene import neuron_scene
from nnviz.lessons.neuron.study import NeuronSettings, neuron_study
from nnviz.lessons.neuron.words import computation
from tests.arithmetic import comes_to, plain

NAMES = ("x1", "x2", "x3", "w1", "w2", "w3", "b")
TENTHS = st.integers(-20, 20).map(lambda tenths: tenths / 10)
BY_HAND = st.fixed_dictionaries(dict.fromkeys(NAMES, TENTHS))
OF_A_LINK = st.fixed_dictionaries({name: st.floats(-END, END).map(lambda value: round(value, 4)) for name in NAMES})
SUM = re.compile(r"([^=≈,:\n]*\d[^=≈,:\n]*) ([=≈]) (−?[\d.,×⁻⁰¹²³⁴⁵⁶⁷⁸⁹]*\d)(?=\n|, |$)")
WALKS = ("computation", "w1", "b")


def check(formula, said):
    """Fail if a result has the wrong sign before it; return the sign."""
    sign, result = said.split(" ")
    assert comes_to(formula, result) == (sign == "="), (formula, said)
    return sign


def signs(study):
    """Return the signs of all sums in the readouts and the drawing, at all stops where they are written."""
    scene, found = neuron_scene(study), set()
    *terms, total, _ = scene.readouts
    for k, said in enumerate(total.values):
        if said != "= …":
            found.add(check(" ".join(term.values[k] for term in terms), said))
    for i in range(1, study.passes.n + 1):
        for k, said in enumerate(study.passes.filled(f"{{p{i}:equals}}")):
            w, x = study.passes.theta[k, i - 1], study.passes.x[k, i - 1]
            found.add(check(f"{factor(w)}·{factor(x)}", said))
    return found


@given(BY_HAND, st.sampled_from((1, 2, 3)), st.sampled_from(WALKS))
@settings(max_examples=25)
def test_a_sum_of_numbers_that_a_hand_sets_adds_up_as_written(numbers, inputs, walk):
    study = neuron_study(NeuronSettings(inputs=inputs, walk=walk, **numbers))
    assert signs(study) == {"="} or np.abs(study.passes.z).max() >= 10


@given(OF_A_LINK, st.sampled_from((1, 2, 3)), st.sampled_from(WALKS))
@settings(max_examples=25)
def test_a_sum_of_a_link_s_numbers_is_about_what_is_written_where_it_does_not_add_up(numbers, inputs, walk):
    signs(neuron_study(NeuronSettings(inputs=inputs, walk=walk, **numbers)))


def test_there_are_sums_that_do_not_add_up():
    """1.20·1.00 + 1.48 is 2.68, and 1.475 more than 1.2 is 2.67 as computers round it."""
    study = neuron_study(NeuronSettings(inputs=1, b=1.475))
    assert [one.values[0] for one in neuron_scene(study).readouts[:3]] == ["1.20·1.00", "+ 1.48", "≈ 2.67"]
    assert signs(study) == {"=", "≈"}
    ten = Passes("identity", np.array([[2.0, 2.0, 1.9, 0.7]]), np.array([[1.9, 1.9, 2.0, 0.0]])[:, :3])
    assert list(ten.filled("{z:equals}")) == [f"= {number(2 * 3.8 + 3.8 + 0.7)}"]
    middle = Passes("identity", np.array([[2.0, 2.0, 1.5, 1.6]]), np.array([[1.9, 1.9, 1.5]]))
    assert middle.z == pytest.approx(11.45)
    assert list(middle.filled("{z:equals}")) == ["≈ 11.4"], "at school it is 11.5"


@given(st.one_of(BY_HAND, OF_A_LINK), st.sampled_from((1, 2, 3)), st.sampled_from(WALKS))
@settings(max_examples=40)
def test_the_computation_and_the_reason_of_the_answer_can_be_followed(numbers, inputs, walk):
    study = neuron_study(NeuronSettings(inputs=inputs, walk=walk, **numbers))
    found = 0
    for k in range(0, len(study.stage), 1 if walk == "computation" else 23):
        sums = [line for line in plain(computation(study, k)).splitlines() if "φ(" not in line]
        for formula, sign, result in SUM.findall("\n".join(sums)):
            check(formula.strip(), f"{sign} {result}")
            found += 1
    assert found > inputs
    if walk == "computation":
        by, said = re.search(r"changes by (.*) ([=≈] .*): from", neuron_question(study).why).groups()
        check(by, said)


def test_the_corners_of_a_gate_can_be_followed():
    some = (-2.0, -1.1, -0.3, 0.0, 0.7, 1.475, 2.0)
    for w1, w2, b in itertools.product(some, repeat=3):
        for line in corner_table(logic_study(LogicSettings("AND", w1, w2, b)), 3).splitlines()[2:]:
            formula, sign, result = re.split(" ([=≈]) ", plain(line.split(" | ")[1]))
            check(formula, f"{sign} {result}")
