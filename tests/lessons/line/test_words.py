"""The arithmetic beside the figures is the core's arithmetic, and its result is the next step."""

import re

import numpy as np
import pytest

from nnviz.core import OPTIMIZERS, Network, Sample, TrainConfig, central_difference, least_squares, train
from nnviz.lessons.line.study import LineStudy
from nnviz.lessons.line.words import errors, gradients, new_line, rate_limit

NEURON = Network((1, 1), output="identity")
RUNS = {
    **{name: {"optimizer": name, "epochs": 12} for name in OPTIMIZERS},
    "batches": {"data": "noisy_line", "batch_size": 4, "epochs": 3, "learning_rate": 0.2},
    "shuffled": {"data": "faithful", "batch_size": 100, "epochs": 4, "learning_rate": 1e-4},
    "diverging": {"learning_rate": 0.5, "epochs": 100},
}


@pytest.fixture(params=RUNS, scope="module")
def case(request, fit):
    return fit(**RUNS[request.param])


def bold(text):
    """Return the numbers set in bold."""
    return re.findall(r"\*\*([^*]+)\*\*", text)


def rows(table):
    return [line.strip("| ").split(" | ") for line in table.splitlines()[2:] if line.startswith("|")]


def updates(case):
    return ((k, case.run.update(k, case.sample.X, case.sample.y)) for k in range(0, len(case.run.step), 3))


def test_the_table_shows_each_point_of_the_batch_and_its_error(case, read):
    for k, update in updates(case):
        table = rows(errors(case.study, update))
        batch = case.run.batch(int(case.run.step[k]))
        assert len(table) == min(len(batch), 100)
        for i, row in zip(batch, table, strict=False):
            x, y = case.sample.X[i, 0], case.sample.y[i, 0]
            guess = case.run.theta[k] @ [x, 1]
            shown = [read(cell)[0] for cell in row]
            assert shown == pytest.approx([x, y, guess, guess - y, (guess - y) * x], rel=0.0051, abs=1e-9)


def test_a_table_too_long_to_read_says_how_much_is_left_out(fit):
    case = fit("faithful")
    text = errors(case.study, case.run.update(0, case.sample.X, case.sample.y))
    assert len(rows(text)) == 100
    assert text.endswith("and 172 more points, which count in the same way.")


def test_the_gradient_is_how_much_the_loss_grows(case, read):
    for k, update in updates(case):
        if np.abs(case.run.theta[k]).max() > 100:
            continue  # a difference of two huge losses has no digits left
        X, y = case.sample.X[update.batch], case.sample.y[update.batch]
        slope, intercept = central_difference(NEURON, case.run.theta[k], X, y, "half_mse")
        shown = [read(text)[0] for text in bold(gradients(update))]
        assert shown == pytest.approx([slope, intercept], rel=0.0052, abs=1e-7)


def test_the_mean_s_terms_are_the_table_s_last_columns(fit, read):
    case = fit()
    update = case.run.update(0, case.sample.X, case.sample.y)
    products, plain = re.findall(r"= \(([^)]*)\) / 4 =", gradients(update))
    table = rows(errors(case.study, update))
    assert read(products.replace("− ", "−")) == [read(row[4])[0] for row in table]
    assert read(plain.replace("− ", "−")) == [read(row[3])[0] for row in table]


def test_the_new_line_is_the_next_step_s_line_to_the_last_digit(case):
    line = case.scene.readouts[2].values
    consecutive = np.flatnonzero(np.diff(case.run.step) == 1)
    assert len(consecutive) > 5
    for k in consecutive:
        text = new_line(case.study, case.run.update(int(k), case.sample.X, case.sample.y))
        assert text.endswith(f":blue[{line[k + 1]}]**")


def test_the_update_starts_from_this_step_s_line_and_takes_the_gradient_shown(case, read):
    for k, update in updates(case):
        m, c = new_line(case.study, update).split("\n\n")[1:3]
        for old, text in zip(case.run.theta[k], (m, c), strict=True):
            assert read(re.search(r":blue\[([^]]*)\]", text).group(1)) == pytest.approx([old], rel=0.0051)
        if case.run.config.optimizer == "sgd":
            assert [re.search(r"\(([^)]*)\)\]", text).group(1) for text in (m, c)] == [
                re.search(r"\[\*\*(.*)\*\*\]", text).group(1) for text in gradients(update).split("\n\n")[1:]
            ]


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
    assert f"ends at step {case.run.diverged_at:,}" in rate_limit(case.study)


def test_the_limit_is_only_a_guide_for_other_ways_to_descend(fit):
    for settings, guide in (({}, False), ({"optimizer": "adam"}, True), ({"batch_size": 2}, True)):
        case = fit(epochs=5, **settings)
        assert ("a guide, not a law" in rate_limit(case.study)) == guide


def test_points_of_size_zero_still_have_an_arithmetic():
    sample = Sample(np.zeros((2, 1)), np.zeros((2, 1)), ("x",), ("y",))
    run = train(NEURON, np.zeros(2), sample.X, sample.y, TrainConfig(batch_size=2, epochs=2))
    study = LineStudy(sample, run, least_squares(sample.X, sample.y), 2)
    text = rate_limit(study) + new_line(study, study.update(0))
    assert "ŷ = 0·x + 0" in text
