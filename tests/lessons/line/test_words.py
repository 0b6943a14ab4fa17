"""The arithmetic beside the figures is the core's arithmetic, and its result is the next step."""

import re
from decimal import Decimal

import numpy as np
import pytest

from nnviz.core import OPTIMIZERS, Network, Sample, TrainConfig, central_difference, least_squares, train
from nnviz.lessons.line.questions import question
from nnviz.lessons.line.study import LineSettings, LineStudy
from nnviz.lessons.line.words import cut_short, errors, gradients, new_line, rate_limit, warning, where, which_points

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
    assert f"ends at step {case.run.diverged_at:,}" in where(case.study, len(case.stops) - 1, led=False)
    assert str(case.run.diverged_at) not in warning(case.study) + question(case.study).text, "nothing tells it before"


def test_the_limit_is_only_a_guide_for_other_ways_to_descend(fit):
    for settings, guide in (({}, False), ({"optimizer": "adam"}, True), ({"batch_size": 2}, True)):
        case = fit(epochs=5, **settings)
        assert ("a guide, not a law" in rate_limit(case.study)) == guide


def formulas(text):
    """Yield each formula with numbers alone, its sign, and its result, with colours and bold letters taken off."""
    plain = re.sub(r":\w+\[([^\]]*)\]", r"\1", text.replace("**", ""))
    for line in plain.splitlines():
        if found := re.search(r"(?:[a-zL}$] = |\$ = )([^=≈a-z]*\d[^=≈]*) ([=≈]) (\S+)$", line):
            yield found.groups()


def calculate(text):
    """Return what a calculator makes of the digits shown, by Python's decimals alone."""
    text = re.sub("×10([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)", lambda power: "e" + power[1].translate(RAISED), text)
    text = text.translate(str.maketrans({"−": "-", "·": "*", ",": ""}))
    return eval(re.sub(r"\d+(\.\d+)?(e-?\d+)?", lambda number: f"Decimal('{number[0]}')", text), {"Decimal": Decimal})


RAISED = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")


def test_formulas_add_up_as_they_are_written(case):
    seen = {"=": 0, "≈": 0}
    for _, update in updates(case):
        if not np.isfinite(update.theta_after).all():
            continue
        for formula, sign, result in formulas(gradients(update) + "\n" + new_line(case.study, update)):
            seen[sign] += 1
            if "…" in formula:
                assert sign == "≈"
                continue
            mantissa, _, power = result.partition("×10")
            unit = Decimal(10) ** (int(power.translate(RAISED) or 0) - len(mantissa.partition(".")[2]))
            shown = calculate(result)
            equal = abs(calculate(formula) - shown) <= (unit / 2 if shown else 0)
            assert equal == (sign == "=") or formula.startswith(f"{result} "), (formula, sign, result)
    assert sum(seen.values()) >= 4 * 4
    assert seen["="] >= 3


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


def test_the_memory_of_adam_is_not_called_as_the_slope(fit):
    case = fit(optimizer="adam", epochs=2)
    said = new_line(case.study, case.study.update(0))
    assert "u ← 0.9 u + 0.1 g" in said
    assert "Now u = (" in said
    assert not re.search(r"m ← 0\.9|m̂|Now m", said)


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


def test_points_of_size_zero_still_have_an_arithmetic():
    sample = Sample(np.zeros((2, 1)), np.zeros((2, 1)), ("x",), ("y",))
    run = train(NEURON, np.zeros(2), sample.X, sample.y, TrainConfig(batch_size=2, epochs=2))
    study = LineStudy(sample, run, least_squares(sample.X, sample.y))
    text = rate_limit(study) + new_line(study, study.update(0))
    assert "ŷ = 0·x + 0" in text
