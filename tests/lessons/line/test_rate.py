"""What is said of the rate, of its limit and of the end of a run is so in the run."""

import re

import numpy as np
import pytest

from nnviz.lessons import from_link
from nnviz.lessons.line import LESSON
from nnviz.lessons.line.questions import question
from nnviz.lessons.line.study import LineSettings, study
from nnviz.lessons.line.words import cut_short, rate_limit, warning, where
from nnviz.lessons.tables import OWN, Lost
from tests.arithmetic import bold


@pytest.mark.parametrize("name", ["four_points", "cars", "noisy_line"])
def test_the_limit_of_the_rate_is_where_descent_turns(fit, read, name):
    case = fit(name, epochs=1)
    (shown, _) = bold(rate_limit(case.study))
    limit = read(shown)[0]
    for rate, settles in ((0.98 * limit, True), (1.02 * limit, False)):
        tried = fit(name, learning_rate=rate, epochs=400)
        first, last = tried.run.losses(case.sample.X, case.sample.y)[[0, -1]]
        assert (last < first) == settles
        assert f"is {'below' if settles else 'above'} that limit" in rate_limit(tried.study)


def test_a_run_that_flew_off_says_at_which_step(fit):
    case = fit(learning_rate=0.5, epochs=1000)
    assert case.run.diverged_at == case.run.step[-1]
    assert f"ends at step {case.run.diverged_at:,}" in where(case.study, len(case.stops) - 1, led=False)
    assert str(case.run.diverged_at) not in warning(case.study) + question(case.study).text, "nothing tells it before"


@pytest.mark.parametrize("rate", [0.03, 0.3])
def test_how_a_run_ends_is_said_at_its_last_stop_only(fit, rate):
    case = fit(learning_rate=rate, epochs=20)
    told = [place for place in range(len(case.stops)) if re.search("(below|above) that limit|falls|further",
                                                                   rate_limit(case.study, place))]  # fmt: skip
    assert told == [len(case.stops) - 1]
    limit = bold(rate_limit(case.study))[0]
    assert all(bold(rate_limit(case.study, place)) == [limit] for place in range(len(case.stops) - 1))


def test_the_limit_is_only_a_guide_for_other_ways_to_descend(fit):
    for settings, guide in (({}, False), ({"optimizer": "adam"}, True), ({"batch_size": 2}, True)):
        case = fit(epochs=5, **settings)
        assert ("a guide, not a law" in rate_limit(case.study)) == guide


AT_THE_LIMIT = {"data": "cars", "standardize": True, "learning_rate": 2.0}


def test_at_the_limit_the_line_swings_for_ever(fit):
    case = fit(**AT_THE_LIMIT, epochs=1000)
    assert np.allclose(case.run.theta[2::2], case.run.theta[0], rtol=1e-6)
    assert not np.allclose(case.run.theta[1], case.run.theta[0], rtol=0.1)
    assert "exactly that limit" in rate_limit(case.study)
    assert "swings for ever" in rate_limit(case.study)
    for rate, side in ((1.0, "below"), (3.0, "above")):
        said = rate_limit(fit(**{**AT_THE_LIMIT, "learning_rate": rate}).study)
        assert f"{side} that limit" in said
        assert "for ever" not in said


@pytest.mark.parametrize("settings", [{"optimizer": "adam"}, {"batch_size": 2}, {"optimizer": "momentum"}])
@pytest.mark.parametrize("rate", [0.1, 0.3, 5.0])
def test_the_limit_is_no_reason_where_it_is_no_law(fit, settings, rate):
    case = fit(learning_rate=rate, epochs=1000, **settings)
    asked = question(case.study)
    said = " ".join([warning(case.study) or "", asked.text, asked.why, *asked.reasons])
    assert "limit" not in said
    assert " above that limit" not in rate_limit(case.study)
    assert " below that limit" not in rate_limit(case.study)


def test_the_warning_offers_only_what_helps(fit):
    assert warning(fit().study) is None
    for settings, offered in (
        ({"data": "cars", "learning_rate": 0.1}, True),
        ({"data": "cars", "learning_rate": 3.0}, False),
        ({"data": "cars", "learning_rate": 3.0, "standardize": True, "epochs": 1000}, False),
    ):
        assert ("standardize" in warning(fit(**settings).study)) == offered
    assert fit(data="cars", learning_rate=0.1, standardize=True).run.diverged_at is None


def test_a_run_that_is_cut_says_so(fit):
    settings = LineSettings("faithful", batch_size=1, epochs=200)
    assert fit("faithful", batch_size=1, epochs=200).run.step[-1] == 18 * 272
    assert cut_short(settings) == "Ends after epoch 18: a run here has at most 5,000 steps."
    assert cut_short(LineSettings("faithful", batch_size=1, epochs=10)) is None


def test_points_that_are_lost_are_said_to_be_and_the_four_points_are_learned_from(fit):
    gone = Lost("The points are gone.")
    four, own = study(LineSettings()), study(LineSettings(data=OWN, points=gone))
    assert np.array_equal(own.run.theta, four.run.theta)
    assert warning(own) == "The points are gone."
    assert warning(study(LineSettings(data=OWN, points=gone, learning_rate=0.5, epochs=1000))).startswith(
        "The points are gone. **The line flies off:**"
    )
    assert warning(study(LineSettings(points=gone))) is None, "which are not asked for"


@pytest.mark.parametrize("settings", [{}, {"data": "cars", "standardize": True, "learning_rate": 0.1}, {"seed": 11}])
def test_below_the_limit_the_loss_falls_with_each_step(fit, settings):
    case = fit(**settings, epochs=300)
    assert "below that limit: with each step the loss falls" in rate_limit(case.study)
    losses = case.run.losses(case.sample.X, case.sample.y)
    assert np.all(np.diff(losses) <= 1e-12 * losses[0])


def test_above_the_limit_each_step_ends_further_across_the_valley_than_it_began(fit):
    case = fit(learning_rate=0.3, epochs=100)
    assert "across the valley each step ends further from the lowest place than it began" in rate_limit(case.study)
    across = np.linalg.eigh(case.answer.hessian)[1][:, -1]
    away = np.abs((case.run.theta - case.answer.theta) @ across)
    assert np.all(np.diff(away) > 0)


def test_above_the_limit_a_longer_run_grows_where_that_is_said(fit):
    rate = 1.0001 * fit().answer.rate_limit
    assert "in a longer run the loss would grow in the end" in question(fit(learning_rate=rate, epochs=2).study).why
    losses = fit(learning_rate=rate, epochs=5000).study.losses
    assert losses[2] < losses[0] < losses[-1]


def test_the_links_for_the_class_show_what_they_say():
    too_high, cars, outlier = (study(from_link(LineSettings, "line", one.settings)) for one in LESSON.tries)
    swings = too_high.run.theta[:, 0] - too_high.answer.theta[0]
    assert np.all(np.diff(np.abs(swings)) > 0)
    assert np.all(swings[:-1] * swings[1:] < 0)
    assert cars.run.diverged_at is not None
    rests = study(from_link(LineSettings, "line", {**LESSON.tries[1].settings, "line_standardize": "true"}))
    assert rests.losses[-1] == pytest.approx(rests.answer.loss, rel=1e-3)
    x, y = outlier.sample.X[:, 0], outlier.sample.y[:, 0]
    others = np.arange(len(x)) != np.argmax(np.abs(y - np.polyval(outlier.answer.theta, x)))
    m, c = np.polyfit(x[others], y[others], 1)
    assert np.abs(m * x[others] + c - y[others]).max() < 0.02, "all but one lie on a line"
    assert abs(outlier.run.theta[-1, 0] - m) > 0.3 * abs(m), "from which the one draws it away"
