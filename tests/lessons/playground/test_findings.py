"""What is going on in a run: each sentence has a run that makes it appear, and one that must not."""

import re
from itertools import pairwise

import numpy as np
import pytest

from nnviz.core import LOSSES
from nnviz.lessons import Text, from_link, parameters
from nnviz.lessons.playground import looks
from nnviz.lessons.playground.findings import findings
from nnviz.lessons.playground.settings import PlaygroundSettings
from nnviz.lessons.playground.trouble import one_answer

DEEP = {"activation": "sigmoid", "layers": (4,) * 6}
NOISY = {"noise": 50, "layers": (8, 8), "share": 10, "epochs": 500, "learning_rate": 0.1}
RUNS = {
    "default": {},
    "diverges": {"data": "cones", "learning_rate": 10.0},
    "far too fast": {"learning_rate": 10.0},
    "too fast": {"learning_rate": 3.0, "activation": "relu", "layers": (8, 8), "data": "wide_xor"},
    "straight": {"layers": ()},
    "parted": {"data": "gaussians", "layers": ()},
    "noisy": NOISY,
    "deep": DEEP,
    "thresholds": {"activation": "threshold"},
    "zeros": {"initializer": "zeros"},
    "slow": {"learning_rate": 0.00001},
    "sparse": {"penalty": "l1", "penalty_rate": 0.01},
    "empty": {"penalty": "l1", "penalty_rate": 0.3},
    "dead": {"activation": "relu", "learning_rate": 3.0},
    "saturated": {"data": "plane", "initializer": "he", "inputs": ("x1_squared", "x2_squared", "x1_x2"),
                  "layers": (2, 1), "activation": "sigmoid", "learning_rate": 0.001},
    "hills": {"data": "cones"},
    "spiral": {"data": "spiral", "layers": (8, 8)},
    "two neurons": {"data": "wide_xor", "layers": (2,)},
    "sigmoids": {"activation": "sigmoid"},
    "corners": {"activation": "relu"},
    "one point a step": {"batch": 1},
}  # fmt: skip
SAID = {
    "diverged": ({"diverges"}, {"default", "far too fast"}),
    "worse": ({"far too fast", "empty"}, {"default", "diverges"}),
    "swings": ({"noisy"}, {"default", "hills"}),
    "alike": ({"zeros"}, {"default"}),
    "jumps": ({"thresholds"}, {"default"}),
    "stuck": ({"deep"}, {"default", "straight", "zeros"}),
    "slow": ({"slow"}, {"default", "deep"}),
    "dead": ({"dead"}, {"default"}),
    "straight": ({"straight"}, {"default", "parted"}),
    "vanishing": ({"deep"}, {"default"}),
    "overfits": ({"noisy"}, {"default"}),
    "clipped": ({"sparse", "empty"}, {"default"}),
    "well": ({"default", "parted"}, {"straight", "deep"}),
    "arrived": ({"default"}, {"spiral", "deep"}),
    "falling": ({"spiral"}, {"default"}),
    "came to": ({"hills"}, {"default"}),
    "spikes": ({"one point a step"}, {"default", "noisy", "diverges", "far too fast"}),
    "weak": ({"sigmoids"}, {"default", "deep", "corners"}),
    "edges": ({"corners", "dead"}, {"default", "sigmoids", "straight"}),
}


@pytest.fixture(scope="module", params=RUNS)
def case(request, run):
    one = run(**RUNS[request.param])
    return request.param, one, {found.kind: found for found in findings(one)}


def test_each_is_said_of_the_runs_that_show_it_and_of_no_other(case):
    name, _, found = case
    for kind, (shown, hidden) in SAID.items():
        if name in shown:
            assert kind in found, (name, list(found))
        if name in hidden:
            assert kind not in found, (name, found[kind].text)
    assert found, "there is always something to say"


def test_every_kind_that_there_is_has_its_runs(run):
    kinds = {found.kind for settings in RUNS.values() for found in findings(run(**settings))}
    assert kinds == set(SAID)


def test_it_begins_at_an_epoch_of_the_run_and_what_to_try_is_another_run(case):
    _, one, found = case
    declared = {parameter.name for parameter in parameters(PlaygroundSettings).values()}
    for finding in found.values():
        assert finding.since is None or finding.since in one.epochs
        assert bool(finding.advice) == bool(finding.puts)
        assert set(finding.puts) <= declared
        names = {parameter.name: parameter for parameter in fields().values()}
        link = {name: written(names[name], getattr(one.settings, field)) for field, name in
                ((field, parameter.name) for field, parameter in fields().items()) if name != "long"}  # fmt: skip
        link |= {name: written(names[name], value) for name, value in finding.puts.items()}
        if finding.puts:
            query = {f"playground_{name}": text for name, text in link.items()}
            assert from_link(PlaygroundSettings, "playground", query) != one.settings


def fields():
    return {field: one.metadata["parameter"] for field, one in PlaygroundSettings.__dataclass_fields__.items()}


def written(parameter, value):
    """Return a value as a link has it."""
    if not isinstance(parameter, Text):
        return getattr(parameter, "title", str)(value)
    text = value if isinstance(value, str) else "-".join(map(str, value or ()))
    return text or ("0" if parameter.name == "layers" else "")


def numbers(text):
    """Return the numbers written in a text."""
    superscript = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")
    found = re.findall(r"−?\d[\d,]*\.?\d*(?:×10[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)?", text)
    return [float(re.sub("×10(.*)", lambda m: f"e{m[1].translate(superscript)}", n).replace("−", "-").replace(",", ""))
            for n in found]  # fmt: skip


def near(value):
    return pytest.approx(value, rel=0.006)


def test_rising_losses_in_numbers(run):
    one = run(**RUNS["far too fast"])
    losses = one.training_loss
    said = numbers(findings(one)[0].text)
    assert said[:4] == near([losses[0], losses[-1], losses.min(), one.epochs[losses.argmin()]])
    one = run(**NOISY)
    swings = next(found for found in findings(one) if found.kind == "swings")
    late = one.training_loss[len(one.training_loss) // 2 :]
    up = sum(b - a > 0.01 * one.training_loss[0] for a, b in pairwise(late))
    assert numbers(swings.text)[:4] == near([up, len(late) - 1, late.min(), late.max()])


def test_too_high_a_rate_is_said_where_a_step_along_the_slope_of_all_points_shows_it(run):
    one = run(data="plane", layers=(), learning_rate=0.1, batch=30, noise=50, inputs=("x1_squared",))
    kinds = {found.kind: found.text for found in findings(one)}
    for text in kinds.values():
        if "rate is too high" in text:
            found = looks.full_steps(one)
            assert 2 * found.rising >= found.looked
    calm = looks.full_steps(run())
    assert calm.rising == 0
    k = np.array([200])
    theta, rows = run().theta[k], run().points.training
    X, y = run().features[rows], run().targets[rows]
    grad = run().net.backward(theta, run().net.forward(theta, X), y, "half_mse").grad
    after = run().net.loss(theta - 0.03 * grad, X, y, "half_mse")[0]
    assert looks.full_steps(run(), 1.0, k).after == pytest.approx(after)


def test_dead_neurons_answer_no_training_point_from_then_on(run):
    one = run(**RUNS["dead"])
    since = looks.dead_since(one)
    assert since
    forward = one.net.forward(one.theta, one.features[one.points.training])
    answers, z = (np.concatenate(each[1:-1], axis=2) for each in (forward.a, forward.z))
    for neuron, epoch in since.items():
        assert not answers[epoch:, :, neuron].any()
        assert epoch == 0 or answers[epoch - 1, :, neuron].any()
        assert z[-1, :, neuron].max() <= 0, "so the slope of ReLU is 0"
    text = next(found.text for found in findings(one) if found.kind == "dead")
    assert numbers(text)[:2] == [len(since), 6]


def test_the_best_line_is_the_best_of_very_many(run):
    rng = np.random.default_rng(0)
    for n in (1, 2, 3, 8, 30):
        for _ in range(20):
            X, positive = rng.normal(size=(n, 2)), rng.uniform(size=n) < 0.5
            best = looks.best_line(X, positive)
            directions = np.linspace(0, np.pi, 2000)
            reached = 0
            along = X @ np.stack([np.cos(directions), np.sin(directions)])
            order = np.argsort(along, axis=0)
            sign = np.where(positive, 1, -1)[order]
            left = np.concatenate([np.zeros((1, 2000)), np.cumsum(sign, axis=0)])
            reached = max((left + (~positive).sum()).max(), (positive.sum() - left).max())
            assert best >= reached
            assert best <= reached + (0 if n <= 8 else 1), "a fine turn finds all but the narrowest"
    grid = np.array([[x, y] for x in range(3) for y in range(3)], float)
    assert looks.best_line(grid, grid[:, 0] >= 2) == 9
    assert looks.best_line(np.array([[0, 0], [1, 1], [0, 1], [1, 0.0]]), np.array([1, 1, 0, 0], bool)) == 3
    one = run(layers=())
    text = next(found.text for found in findings(one) if found.kind == "straight")
    right = (one.outputs[-1, :250, 0] >= 0) == (one.points.y[:250, 0] > 0)
    assert numbers(text)[1] == 250
    assert numbers(text)[2] == right.sum() <= numbers(text)[0]


def test_the_best_single_answer_is_the_best(run):
    for settings in ({"data": "iris"}, {}, {"loss": "bce", "data": "wide_xor"}, {"data": "cones", "loss": "mse"}):
        one = run(**settings, epochs=1)
        y, single = one.targets[one.points.training], one_answer(one)
        value = LOSSES[one.settings.loss].value
        for nudge in (-0.02, 0.02):
            said = np.tile(y.mean(axis=0), (len(y), 1))
            said[:, 0] += nudge
            if y.shape[1] > 1:
                said[:, 1] -= nudge
            assert value(said, y).mean() > single


def test_overfitting_in_numbers(run):
    one = run(**NOISY)
    found = next(found for found in findings(one) if found.kind == "overfits")
    k = int(one.test_loss.argmin())
    assert found.since == k
    wanted = [k, one.test_loss[k], one.test_loss[-1], one.training_loss[k], one.training_loss[-1]]
    assert numbers(found.text) == near(wanted)


def test_arriving(run):
    losses = run().training_loss
    k = looks.settled_from(losses)
    band = 0.01 * (losses[0] - losses[-1])
    assert np.abs(losses[k:] - losses[-1]).max() <= band < np.abs(losses[k - 1] - losses[-1])
