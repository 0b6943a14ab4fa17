"""What is asked of neurons that learn side by side, what is answered, and the runs for the class."""

import re

import numpy as np
import pytest

from nnviz.figures.numbers import agrees
from nnviz.lessons.activation import LESSON, questions, words
from nnviz.lessons.activation.study import KindSettings, kind_study
from nnviz.lessons.common import RATES
from tests.lessons.activation.conftest import has_settled, size_and_loss

LEARNS, SETTLES, DIES, BORN_DEAD = (
    "It is still learning at the end",
    "It settles: its gradient all but fades, though not all z are 0 or less",
    "It dies on the way: from some step on every z is 0 or less",
    "It is dead from the start",
)


@pytest.mark.parametrize(
    ("rate", "seed", "answer"),
    [(0.02, 0, LEARNS), (0.1, 0, SETTLES), (0.2, 0, DIES), (0.1, 3, BORN_DEAD), (0.0001, 3, BORN_DEAD)],
)
def test_the_question_s_answer_is_what_becomes_of_the_relu(rate, seed, answer):
    study = kind_study(KindSettings(rate, seed))
    question = questions.kind_question(study)
    run = study.learners[-1].run
    z = run.theta @ np.array([study.sample.X[:, 0], np.ones(12)])
    silent, (sizes, losses) = (z <= 0).all(axis=1), size_and_loss(run, study.sample)
    fate = BORN_DEAD if silent[0] else DIES if silent[-1] else SETTLES if has_settled(sizes, losses, 900) else LEARNS
    assert fate == answer == question.options[question.answer]
    assert question.options == (LEARNS, SETTLES, DIES, BORN_DEAD)
    reasons = dict(zip(question.options, question.reasons, strict=True))
    assert [option for option, reason in reasons.items() if not reason] == [answer]
    assert [question.is_told_by(step, 900) for step in range(1, 901)] == [
        {LEARNS: step == 900, SETTLES: has_settled(sizes, losses, step), DIES: bool(silent[step])}.get(answer, True)
        for step in range(1, 901)
    ]
    if answer == DIES:
        assert question.why.startswith(f"From step {silent.argmax()} on")
    if answer == SETTLES:
        first = next(step for step in range(901) if has_settled(sizes, losses, step))
        assert question.why.startswith(f"From step {first} on")
    if answer in (LEARNS, SETTLES):
        assert f"for at least {(z > 0).sum(axis=1).min()} of the 12 examples" in reasons[DIES]
    if answer != BORN_DEAD:
        assert f"above 0 for {(z[0] > 0).sum()} of the 12 examples" in reasons[BORN_DEAD]


def test_the_links_for_the_class_show_what_they_say():
    told = {"ReLU dies": (False, True), "never wakes up": (True, True)}
    for words_of_link, fate in told.items():
        (link,) = (one.settings for one in LESSON.tries if words_of_link in one.text)
        settings = KindSettings(float(link.get("activation_rate", 0.1)), int(link.get("activation_seed", 0)))
        study = kind_study(settings)
        _, sigmoid, relu = (learner.run for learner in study.learners)
        silent = [(theta @ [study.sample.X[:, 0], np.ones(12)] <= 0).all() for theta in relu.theta]
        assert (silent[0], silent[-1]) == fate
        if fate == (False, True):
            assert silent[10], "at the first steps"
            assert not has_settled(*size_and_loss(sigmoid, study.sample), 900)


STARTS = [kind_study(KindSettings(rate, seed), 200) for seed in range(0, 21, 2) for rate in (0.02, 0.1, 0.2, 10.0)]


def test_no_neuron_of_this_part_diverges_so_that_each_takes_the_update_named_above_all_three():
    for rate in (one for one in RATES if one >= 1):
        for seed in range(21):
            for learner in kind_study(KindSettings(rate, seed), 60).learners:
                assert learner.run.diverged_at is None
                assert learner.run.step[-1] == learner.steps[-1]
    study = kind_study(KindSettings(10.0))
    assert all(learner.run.diverged_at is None for learner in study.learners)


def test_the_start_that_the_question_names_is_that_of_all_three(read):
    for study in STARTS:
        w, b = read(re.search(r"w = (\S+) and b = (\S+?)\. ", questions.kind_question(study).text)[0])
        for learner in study.learners:
            assert [w, b] == pytest.approx(learner.run.theta[0], rel=0.0051)


def test_a_dead_neuron_s_loss_stays_and_what_is_said_to_stay_so_does():
    said = 0
    for study in STARTS:
        relu, xs = study.learners[-1], np.array([study.sample.X[:, 0], np.ones(12)])
        losses = size_and_loss(relu.run, study.sample)[1]
        why = questions.kind_question(study).why
        if found := re.search(r"From step (\d+) on its z is 0 or less .* Its loss stays at (\S+)\.$", why):
            assert np.all(losses[int(found[1]) :] == losses[-1])
            assert agrees(losses[-1], found[2])
        for place in (0, 3, 20, -1):
            place = range(len(relu.steps))[place]
            if "is **dead**, and stays so" in words.gradient(relu, place):
                said += 1
                later = relu.run.theta[relu.steps[place] :]
                assert (later @ xs <= 0).all()
                assert np.array_equal(later, np.broadcast_to(later[0], later.shape))
            else:
                assert (relu.theta[place] @ xs > 0).any()
    assert said > 10


def test_a_neuron_with_a_threshold_never_moves_in_all_of_its_run():
    for study in STARTS:
        threshold = study.learners[0]
        assert "w and b never move" in words.gradient(threshold, 5)
        assert np.array_equal(threshold.run.theta, np.tile(threshold.run.theta[0], (201, 1)))


def test_the_numbers_of_the_question_s_answer_and_reasons_are_the_run_s(read):
    told = {"goes": 0, "gradient": 0, "fades": 0}
    for rate, seed in [(0.02, 0), (0.1, 0), (0.0001, 5), (0.02, 8), (0.1, 4), (0.05, 2)]:
        study = kind_study(KindSettings(rate, seed))
        question, run = questions.kind_question(study), study.learners[-1].run
        sizes, losses = size_and_loss(run, study.sample)
        if ends := re.search(r"Its loss goes from (\S+) to (\S+?)[.,]?(?: |$)", question.why):
            told["goes"] += 1
            assert read(" ".join(ends.groups())) == pytest.approx(losses[[0, -1]], rel=0.0051)
            assert (read(ends[1]) < read(ends[2])) == (losses[0] < losses[-1])
        left = re.compile(r"at the end its gradient is (\S+) of that at the start")
        for name, text in (("gradient", question.why), ("fades", question.reasons[0])):
            if found := left.search(text):
                told[name] += 1
                assert read(found[1]) == pytest.approx([sizes[-1] / sizes[0]], rel=0.051)
        if "Settled would mean at most" in question.reasons[1]:
            assert sizes[-1] > 1e-3 * sizes[0] or not has_settled(sizes, losses, 900)
    assert min(told.values()) > 0
