"""The programs that are taken away, run in a fresh process: they give the network's very outputs."""

import importlib.util
import json
import subprocess
import sys

import numpy as np
import pytest

from nnviz.core import ACTIVATIONS, LOSSES, OPTIMIZERS, Network, Sample, TrainConfig, train
from nnviz.export.program_numpy import ERRORS, FUNCTIONS, STEPS, as_numpy
from nnviz.export.program_numpy import LOSSES as FORMULAS
from nnviz.export.programs import SKLEARN, TORCH, as_sklearn, as_torch, not_in_sklearn
from nnviz.lessons import Trained, all_lessons, from_link

NUMPY = "g['train'](); out = g['forward'](g['X'])[1][-1]; end = [p.tolist() for p in g['W'] + g['b']]"
SKLEARNS = "out = g['net'].predict(g['X']); end = []"
TORCHS = "out = g['net'](g['X']).detach(); end = []"
RUN = """
import json, runpy, sys
told = []
for file in sys.argv[1:]:
    g = runpy.run_path(file)
    {what}
    told.append([out.tolist(), end])
print(json.dumps(told))
"""


def trained(hidden="tanh", output="identity", loss="half_mse", sizes=(2, 3, 2, 1), name="", **how):
    """Return a run on points of its own, with targets that every loss takes."""
    rng = np.random.default_rng(3)
    X, y = rng.normal(size=(23, sizes[0])), rng.uniform(size=(23, sizes[-1]))
    y = y / y.sum(axis=1, keepdims=True) if sizes[-1] > 1 else y
    net = Network(sizes, hidden, output)
    config = TrainConfig(loss=loss, **{"learning_rate": 0.05, "batch_size": 5, "epochs": 8, "seed": 4, **how})
    run = train(net, net.init("xavier", np.random.default_rng(1)), X, y, config)
    return Trained(name, run, Sample(X, y, ("a",) * sizes[0], ("b",) * sizes[-1]))


def all_run(tmp_path, programs, what):
    """Return what each program's network gives for its X, and its parameters; all run in one fresh process."""
    files = []
    for number, program in enumerate(programs):
        files.append(tmp_path / f"program_{number}.py")
        files[-1].write_text(program, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-c", RUN.format(what=what), *map(str, files)], capture_output=True, text=True, cwd=tmp_path
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def outputs(one, step):
    return one.run.net.forward(one.run.at(step), one.sample.X).a[-1]


SINGLE = [name for name, phi in ACTIVATIONS.items() if not phi.is_joint]
CASES = [
    *(trained(hidden=name, name=name) for name in SINGLE),
    *(trained(optimizer=name, shuffle=True, name=name, l1=0.001, l2=0.01) for name in OPTIMIZERS),
    trained("relu", "sigmoid", "bce", name="bce"),
    trained("tanh", "tanh", "mse", (3, 4, 2), batch_size=23, name="two outputs"),
    trained(("tanh", "relu"), "softmax", "cross_entropy", (2, 3, 3, 3), name="softmax"),
    trained("tanh", "sigmoid", "cross_entropy", (2, 3, 3), name="sigmoid with cross-entropy"),
    trained(output="identity", sizes=(1, 1), name="a line"),
]


def test_each_entry_of_a_registry_is_known_to_the_programs():
    assert set(FUNCTIONS) == set(TORCH) == set(ACTIVATIONS)
    assert set(ERRORS) == set(FORMULAS) == set(LOSSES)
    assert set(STEPS) == set(OPTIMIZERS)
    assert {"identity", "sigmoid", "tanh", "relu"} <= set(SKLEARN) <= set(ACTIVATIONS)


def test_the_numpy_program_repeats_the_run(tmp_path):
    steps = [int(one.run.step[-1]) if i % 2 else 7 for i, one in enumerate(CASES)]
    programs = [as_numpy(one, step, one.name) for one, step in zip(CASES, steps, strict=True)]
    for one, step, (out, end) in zip(CASES, steps, all_run(tmp_path, programs, NUMPY), strict=True):
        layers = one.run.net.layers(one.run.at(step))
        for ours, theirs in zip([W for W, _ in layers] + [b for _, b in layers], end, strict=True):
            assert np.abs(ours - theirs).max() < 1e-9, one.name
        assert np.abs(outputs(one, step) - out).max() < 1e-9, one.name


def test_the_numpy_program_repeats_the_runs_that_the_lessons_open_with(tmp_path):
    parts = [(lesson, part) for lesson in all_lessons().values() for part in lesson.parts if not part.job]
    runs = [one for _, part in parts for one in part.runs(part.study(part.settings()))]
    queries = ({"line_optimizer": "Adam", "line_batch": "4", "line_data": "Cars"}, {"line_rate": "0.3"})
    line = all_lessons()["line"].parts[0]
    runs += [one for query in queries for one in line.runs(line.study(from_link(line.settings, "line", query)))]
    assert len(runs) > 6
    programs = [as_numpy(one, int(one.run.step[-1]), "t") for one in runs]
    for one, (out, _) in zip(runs, all_run(tmp_path, programs, NUMPY), strict=True):
        ours = outputs(one, int(one.run.step[-1]))
        assert np.abs(ours - out).max() < 1e-9 * max(1, np.abs(ours).max())


@pytest.mark.parametrize("name", ["tanh", "two outputs", "a line"])
def test_the_numpy_program_is_short_enough_to_be_read(name):
    one = next(one for one in CASES if one.name == name)
    program = as_numpy(one, 40, "t").partition('"""\n\n')[2].partition("\n# The data")[0]
    lines = [line for line in program.splitlines() if line.strip()]
    assert len(lines) <= 45
    assert max(map(len, program.splitlines())) <= 120


def test_scikit_learn_gives_the_same_outputs_where_it_can_express_the_network(tmp_path):
    able = [one for one in CASES if not_in_sklearn(one.run.net) is None]
    assert {"identity", "sigmoid", "tanh", "relu", "bce", "a line", "two outputs"} <= {one.name for one in able}
    told = all_run(tmp_path, [as_sklearn(one, 13, one.name) for one in able], SKLEARNS)
    for one, (out, _) in zip(able, told, strict=True):
        assert np.abs(outputs(one, 13) - np.reshape(out, one.sample.y.shape)).max() < 1e-9, one.name


@pytest.mark.parametrize(("name", "why"), [("gelu", "not GELU"), ("softmax", "one activation for all")])
def test_where_scikit_learn_cannot_it_is_said_why(name, why):
    assert why in not_in_sklearn(next(one for one in CASES if one.name == name).run.net)


@pytest.mark.skipif(not importlib.util.find_spec("torch"), reason="PyTorch is not installed")
def test_pytorch_gives_the_same_outputs(tmp_path):
    told = all_run(tmp_path, [as_torch(one, 13, one.name) for one in CASES], TORCHS)
    for one, (out, _) in zip(CASES, told, strict=True):
        assert np.abs(outputs(one, 13) - out).max() < 1e-9, one.name
