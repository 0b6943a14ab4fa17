"""The arithmetic beside the figures is the core's arithmetic, and its result is the next step."""

import re

import numpy as np
import pytest

from nnviz.core import OPTIMIZERS, Network, Sample, TrainConfig, central_difference, least_squares, train
from nnviz.lessons.line.study import LineStudy
from nnviz.lessons.line.words import errors, gradients, new_line, rate_limit, the_plane, where, which_points
from tests.arithmetic import bold, calculate, comes_to, plain

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


@pytest.mark.parametrize("step", [0, 17, 60])
def test_the_mean_s_terms_are_the_table_s_last_columns(fit, read, step):
    case = fit()
    update = case.run.update(step, case.sample.X, case.sample.y)
    products, plain = re.findall(r"= \(([^)]*)\) / 4 [=≈]", gradients(update))
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
        m, c = new_line(case.study, update).split("\n\n")[-3:-1]
        for old, text in zip(case.run.theta[k], (m, c), strict=True):
            assert read(re.search(r":blue\[([^]]*)\]", text).group(1)) == pytest.approx([old], rel=0.0051)
        if case.run.config.optimizer == "sgd":
            assert [re.search(r"· :orange\[\(?([^)\]]*)\)?\]", text).group(1) for text in (m, c)] == [
                re.search(r"\[\*\*(.*)\*\*\]", text).group(1) for text in gradients(update).split("\n\n")[1:]
            ]


def test_only_a_negative_number_stands_in_brackets(fit):
    text = new_line(fit(learning_rate=0.3, epochs=10).study, fit(learning_rate=0.3, epochs=10).study.update(3))
    slopes = re.findall(r"· :orange\[([^\]]*)\]", text)
    assert len(slopes) == 2
    assert all(slope.startswith("(−") == ("−" in slope) == ("(" in slope) for slope in slopes)
    assert any("(" not in slope for slope in slopes)


def formulas(text):
    """Yield each formula with numbers alone, its sign, and its result, with colours and bold letters taken off."""
    for line in plain(text).splitlines():
        if found := re.search(r"(?:[a-zL}$] = |\$ = )([^=≈a-z]*\d[^=≈]*) ([=≈]) (\S+)$", line):
            yield found.groups()


def test_formulas_add_up_as_they_are_written(case):
    seen = {"=": 0, "≈": 0}
    for _, update in updates(case):
        if not np.isfinite(update.theta_after).all():
            continue
        for formula, sign, result in formulas(gradients(update) + "\n" + new_line(case.study, update)):
            seen[sign] += 1
            if "…" in formula:  # followed in the table, by test_sums
                continue
            assert comes_to(formula, result) == (sign == "=") or formula.startswith(f"{result} "), (
                formula,
                sign,
                result,
            )
    assert sum(seen.values()) >= 4 * 4
    assert seen["="] >= 3


@pytest.mark.parametrize(
    "settings",
    [{}, {"epochs": 1000, "learning_rate": 0.1}, {"batch_size": 2, "epochs": 100}, {"seed": 7, "optimizer": "momentum"},
     {"xy": [(1990, 14.4), (2000, 14.6), (2010, 14.9), (2020, 15.2)], "standardize": True, "learning_rate": 0.5}],
)  # fmt: skip
def test_the_terms_of_a_mean_come_to_its_sign_and_its_leading_digits_also_where_they_cancel(fit, settings):
    case, cancelled = fit(**settings), 0
    for step in case.run.step[:-1]:
        for formula, sign, result in formulas(gradients(case.study.update(int(step)))):
            shown, said = calculate(formula), calculate(result)
            assert abs(shown - said) <= abs(said) / 100 or not said, (step, formula, sign, result)
            cancelled += max(len(number) for number in re.findall(r"[\d.]+", formula)) > 5
    assert cancelled, "the run has a step at which three digits would not do"


def test_a_step_that_changes_the_line_changes_its_digits(fit):
    case = fit(epochs=1000, learning_rate=0.05)
    for k in range(0, 600, 50):
        for formula, sign, result in formulas(new_line(case.study, case.study.update(k))):
            assert formula.split()[0] != result or case.study.update(k).step.max() < 1e-7, (formula, sign)


def test_what_nearly_cancels_out_is_written_with_the_digits_that_it_needs(fit, read):
    case = fit("cars", standardize=True, learning_rate=2.0)
    update = case.study.update(3)
    assert np.all(np.abs(update.theta_after) < 0.01 * np.abs(update.theta))
    for formula, _, result in formulas(new_line(case.study, update)):
        assert float(calculate(formula)) == pytest.approx(float(calculate(result)), rel=0.02)


def test_what_rounding_leaves_of_an_error_is_zero(fit, read):
    case = fit(xy=[(0, 0.1), (0.1, 0.3), (0.3, 0.7)], learning_rate=0.5, standardize=True)
    update = case.study.update(len(case.run.step) - 1)
    assert 0 < np.abs(update.backward.delta[1]).max() < 1e-13, "which only rounding left"
    assert {row[3] for row in rows(errors(case.study, update))} == {":orange[0]"}
    assert bold(gradients(update)) == ["0", "0"]
    assert case.scene.readouts[3].values[-1] == "0"


def test_the_loss_and_the_gradient_say_whose_they_are(fit):
    case = fit("noisy_line", batch_size=4, epochs=1)
    assert "Loss L of all points" in case.scene.readouts[3].label
    update = case.study.update(0)
    assert which_points(case.study, update) == "4 of 50 points"
    assert "the loss of 4 of 50 points, this step's batch," in gradients(update, which_points(case.study, update))
    full = fit()
    assert which_points(full.study, full.study.update(0)) == "all points"


def test_where_an_update_leads_and_where_it_came_from(fit):
    case = fit("noisy_line", batch_size=1, epochs=100)
    stops = case.scene.timeline.steps
    assert stops[-1] == 5000
    assert where(case.study, 0, led=False) == (
        f"This update leads from step 0 to step 1. The next stop on the timeline is step {stops[1]}."
    )
    assert where(case.study, 3, led=True) == (
        f"This update led from step {stops[3] - 1} to step {stops[3]}. "
        f"The stop before this one on the timeline is step {stops[2]}."
    )
    assert "would come next" in where(case.study, len(stops) - 1, led=False)
    short = fit()
    assert where(short.study, 7, led=False) == "This update leads from step 7 to step 8."
    assert where(short.study, 7, led=True) == "This update led from step 6 to step 7."


def test_the_lowest_place_of_the_plane_is_the_only_one_only_where_it_is(fit):
    assert "Its lowest place, ×, is the line of least squares" in the_plane(fit().study)
    level = fit(xy=[(2, 1), (2, 3), (2, 7)], epochs=50)
    assert "no single place is the lowest" in the_plane(level.study)
    assert NEURON.loss(
        level.answer.theta + np.array([1.0, -2.0]), level.sample.X, level.sample.y, "half_mse"
    ) == pytest.approx(level.answer.loss)


def test_the_memory_said_is_the_optimizer_s(fit, read):
    case = fit(optimizer="momentum", epochs=3)
    memory = np.zeros(2)
    for step in range(3):
        said = new_line(case.study, case.study.update(step))
        row = next(line for line in said.splitlines() if line.startswith("| v, remembered so far"))
        assert read(" ".join(row.split("|")[2:])) == pytest.approx(memory, rel=0.0051)
        guess = case.run.theta[step, 0] * case.sample.X[:, 0] + case.run.theta[step, 1]
        error = guess - case.sample.y[:, 0]
        memory = 0.9 * memory + [np.mean(error * case.sample.X[:, 0]), np.mean(error)]


def test_the_memory_of_adam_is_not_called_as_the_slope(fit):
    case = fit(optimizer="adam", epochs=2)
    said = new_line(case.study, case.study.update(0))
    assert "| u = 0.9 u + 0.1 g" in said.replace("← ", "= ")
    assert "u, remembered so far" in said
    assert not re.search(r"m ← 0\.9|m̂|\| m", said.replace("| m | c |", ""))


def test_points_of_size_zero_still_have_an_arithmetic():
    sample = Sample(np.zeros((2, 1)), np.zeros((2, 1)), ("x",), ("y",))
    run = train(NEURON, np.zeros(2), sample.X, sample.y, TrainConfig(batch_size=2, epochs=2))
    study = LineStudy(sample, run, least_squares(sample.X, sample.y))
    text = rate_limit(study) + new_line(study, study.update(0))
    assert "ŷ = 0·x + 0" in text
