"""Backpropagation phase by phase: every number that is drawn is the core's, in its place and in its phase."""

import re

import numpy as np

from nnviz.core import ACTIVATIONS, LOSSES, Network
from nnviz.figures.network import layer_name
from nnviz.figures.numbers import number
from nnviz.figures.palette import NEGATIVE, POSITIVE
from nnviz.lessons.backprop import LESSON
from nnviz.lessons.backprop.phases import phases_scene
from nnviz.lessons.backprop.picture import network_phases
from nnviz.lessons.backprop.study import MEAN, ONE, WalkSettings
from tests.lessons.backprop.walks import CASES, FOUR, Case, plain

ORDER = [
    ("start", 0), ("z", 1), ("a", 1), ("z", 2), ("a", 2), ("z", 3), ("a", 3), ("loss", 3),
    ("delta", 3), ("delta", 2), ("delta", 1), ("gradient", 0), ("update", 0),
]  # fmt: skip


def test_the_stops_are_the_algorithm_in_order():
    case = Case()
    assert [(s.phase, s.layer) for s in case.walk.stops] == ORDER * 3
    assert [s.round for s in case.walk.stops] == [0] * 13 + [1] * 13 + [2] * 13
    assert list(case.scene.timeline.steps) == list(range(39))
    assert [name.partition(": ")[0] for name in case.scene.timeline.names[::13]] == [
        f"step {i} of 3" for i in (1, 2, 3)
    ]


def test_every_network_has_its_own_stops_in_that_order(case):
    expected = [(r, phase, k) for _, (r, _, phase, k, _) in case.stops()]
    assert [tuple(stop) for stop in case.walk.stops] == expected
    assert len(case.scene.timeline.names) == len(expected)


def test_neurons_hold_z_a_and_delta_each_from_its_phase_on(case):
    e = case.walk.example
    for k, (r, p, _, _, each) in case.stops():
        texts = case.at(case.rings + 2, "text", k)
        for place, layer, i, _ in case.neurons():
            if not layer:
                assert texts[place] == number(case.X[e, i])
                continue
            known = {
                "z": (each.index(("z", layer)), case.forward[r].z[layer][e, i]),
                "a": (each.index(("a", layer)), case.forward[r].a[layer][e, i]),
                "δ": (each.index(("delta", layer)), case.backward[r].delta[layer][e, i]),
            }
            lines = [f"{letter} {number(value)}" if p >= when else " " for letter, (when, value) in known.items()]
            assert plain(texts[place]) == "<br>".join(lines)
            new = [f"<b>{line}</b>" for line, (when, _) in zip(lines, known.values(), strict=True) if p == when]
            assert re.findall(r"<b>.*?</b>", texts[place]) == new


def test_what_is_computed_now_stands_out(case):
    for k, (_, _, phase, now, _) in case.stops():
        widths = case.at(case.rings, "marker.line.width", k)
        for place, layer, _, _ in case.neurons():
            computed = layer == now and phase in ("z", "a", "delta", "start")
            assert (widths[place] > 3) == computed


def test_the_discs_have_the_sign_and_the_order_of_what_the_neurons_hold(case):
    e = case.walk.example
    for k, (r, p, _, _, each) in case.stops():
        size, colour = (case.at(case.rings + 1, f"marker.{what}", k) for what in ("size", "color"))
        shown = {}
        for place, layer, i, _ in case.neurons():
            values = {"z": case.forward[r].z, "a": case.forward[r].a, "delta": case.backward[r].delta}
            known = [w for w in values if (p >= each.index((w, layer)) if layer else w == "a")]
            if not known:
                assert size[place] == 0
                continue
            value = values[known[-1]][layer][e, i]
            assert colour[place] == (NEGATIVE.light if value < 0 else POSITIVE.light)
            shown.setdefault(layer, []).append((abs(value), size[place]))
        for pairs in shown.values():  # a scale for each layer: its largest is full, whatever the other layers hold
            diameters = [diameter for _, diameter in sorted(pairs)]
            assert np.all(np.diff(diameters) >= -1e-9)
            if max(pairs)[0] > 0:
                full = 2 * case.drawing.radius - 7
                areas = [full**2 * value / max(pairs)[0] for value, _ in pairs]
                assert np.allclose([diameter**2 for _, diameter in pairs], areas)


def on_links(case, r, phase):
    """Return each link's number, and how it is written, at a phase of training step r."""
    theta = {"gradient": case.backward[r].grad, "update": case.theta[r + 1]}.get(phase, case.theta[r])
    layers = case.net.layers(theta)
    values = [layers[k - 1][0][i, j] for _, k, i, j, _ in case.links()]
    return values, [("∂ " if phase == "gradient" else "") + number(v) for v in values]


def test_links_hold_weights_then_gradients_then_the_changed_weights(case):
    for k, (r, _, phase, _, _) in case.stops():
        values, texts = on_links(case, r, phase)
        assert [plain(text) for text in case.at(case.labels, "text", k)] == texts
        colours = [NEGATIVE.light if v < 0 else POSITIVE.light for v in values]
        assert list(case.at(case.labels, "textfont.color", k)) == colours
        assert [case.at(i, "line.color", k) for i in range(len(values))] == colours


def test_links_are_as_wide_as_their_numbers_are_large(case):
    for k, (r, _, phase, _, _) in case.stops():
        values, _ = on_links(case, r, phase)
        widths = np.array([case.at(i, "line.width", k) for i in range(len(values))])
        order = np.argsort(np.abs(values))
        assert np.all(np.diff(widths[order]) >= -1e-9)
        assert 1 < widths.min() <= widths.max() <= 10


def test_the_links_at_work_stand_out(case):
    for k, (_, _, phase, now, _) in case.stops():
        for place, layer, _, _, _ in case.links():
            at_work = {"z": layer == now, "delta": layer == now + 1, "gradient": True, "update": True}.get(phase, False)
            assert (case.at(place, "opacity", k) == 1) == at_work


def test_below_each_neuron_stand_name_bias_and_a_slope_of_zero(case):
    e = case.walk.example
    for k, (r, p, phase, _, each) in case.stops():
        theta = {"gradient": case.backward[r].grad, "update": case.theta[r + 1]}.get(phase, case.theta[r])
        texts = case.at(case.rings + 3, "text", k)
        for place, layer, i, name in case.neurons():
            if not layer:
                assert plain(texts[place]) == name
                continue
            bias = f"{'∂b' if phase == 'gradient' else 'b'} {number(case.net.layers(theta)[layer - 1][1][i])}"
            z, a = case.forward[r].z[layer][e, i], case.forward[r].a[layer][e, i]
            slope = ACTIVATIONS[case.net.activations[layer - 1]].slope(np.array([z]), np.array([a]))[0]
            flat = ""
            if slope == 0 and p >= each.index(("a", layer)):
                flat = ", φ′ = 0"
                if case.net.activations[layer - 1] == "relu":
                    flat = ", dead" if (case.forward[r].z[layer][:, i] <= 0).all() else ", silent"
            assert plain(texts[place]) == f"{name}, {bias}{flat}"


def test_silent_on_one_example_is_not_dead():
    case = Case(**CASES["dead neurons"])
    words = [word for k in range(39) for word in case.at(case.rings + 3, "text", k)]
    assert any("silent" in word for word in words)
    assert not any("dead" in word for word in words)  # each of them answers another example


def test_a_neuron_without_a_slope_that_still_answers_is_neither_silent_nor_dead():
    case = Case(hidden="elu", rows=[(30_000, 20_000, 1)])
    words = case.at(case.rings + 3, "text", 10)
    assert any("φ′ = 0" in word for word in words)
    assert not any("silent" in word or "dead" in word for word in words)


def test_the_target_and_from_its_phase_on_the_loss(case):
    e = case.walk.example
    for k, (r, p, _, _, each) in case.stops():
        *targets, loss = case.at(case.rings + 5, "text", k)
        if case.y.shape[1] == 1:
            assert targets == [f"target y = {number(case.y[e, 0])}"]
        else:
            assert targets == [f"{name} = {number(y)}" for name, y in zip(("y₁", "y₂", "y₃"), case.y[e], strict=False)]
        value = LOSSES[case.loss].value(case.forward[r].a[-1], case.y)
        mean = f"<br>mean L {number(case.net.loss(case.theta[r], case.X, case.y, case.loss))}"
        expected = f"loss {number(value[e])}{mean if len(value) > 1 else '<br> '}"
        assert plain(loss) == (expected if p >= each.index(("loss", len(case.net.sizes) - 1)) else " ")


def test_gradients_that_cancel_are_nothing_and_not_what_rounding_leaves_of_them():
    case = Case(rows=[(1, 2, 1), (0.3, -0.7, 0.3), (-1, -2, -1), (-0.3, 0.7, -0.3), (0, 0, 0)], sizes=(2, 4, 4, 1))
    raw = np.concatenate([b for _, b in case.net.layers(case.backward[0].grad)])
    assert np.any((raw != 0) & (np.abs(raw) < 1e-15)), "a sum that is 0, but for its rounding"
    for k in range(len(case.walk.stops)):
        for trace in (case.labels, case.rings + 2, case.rings + 3):
            assert not re.search("10⁻[¹²]", " ".join(case.at(trace, "text", k)))


def test_a_switch_shows_what_one_example_alone_wants_of_each_weight():
    mean, one = (LESSON.parts[0].study(WalkSettings(example="3 of 4", gradients=which)) for which in (MEAN, ONE))
    alone = Network((2, 3, 2, 1))
    k = next(i for i, stop in enumerate(one.stops) if stop.phase == "gradient")
    X, y = np.array(FOUR)[2:3, :2], np.array(FOUR)[2:3, 2:]
    grad = alone.backward(theta := mean.updates[0].theta, alone.forward(theta, X), y, "half_mse").grad
    said = [f"∂ {number(w)}" for W, _ in alone.layers(grad) for w in W.ravel()]
    labels = {which: next(m for m in network_phases(walk).marks if "A1→B1" in (m.trace.get("customdata") or ()))
              for which, walk in ((MEAN, mean), (ONE, one))}  # fmt: skip
    assert list(labels[ONE].moves["text"][k]) == said
    assert list(labels[MEAN].moves["text"][k]) != said
    assert list(labels[ONE].moves["text"][k + 1]) == list(labels[MEAN].moves["text"][k + 1]), "both step by the mean"
    now, chosen = (readout.values[k] for readout in phases_scene(one).readouts)
    assert "of example 3 alone, of 4" in now
    assert re.sub("≈", "=", chosen).endswith(f"= {number(alone.layers(grad)[0][0][0, 0])}")


def test_the_training_steps_are_counted_from_one():
    case = Case()
    firsts = [text for text, stop in zip(case.scene.readouts[0].values, case.walk.stops, strict=True)
              if stop.phase == "start"]  # fmt: skip
    assert [text.partition(".")[0] for text in firsts] == ["Training step 1", "Training step 2", "Training step 3"]


def test_a_run_that_diverges_ends_the_walk_at_its_last_finite_step():
    case = Case(**CASES["it blows up"])
    assert len(case.walk.updates) <= 3
    for mark in case.figure.marks:
        for values in mark.moves.values():
            if values.dtype.kind == "f":
                assert np.isfinite(values).all()


def test_what_is_said_now_is_of_the_layer_the_loss_and_the_rate_of_this_stop(case):
    last = len(case.net.sizes) - 1
    for k, (r, _, phase, now, _) in case.stops():
        said = case.scene.readouts[0].values[k]
        if phase in ("z", "a", "delta"):
            assert said.startswith("Backward, " if phase == "delta" else "Forward, ")
            assert said.split(", ")[1].split(": ")[0] == layer_name(case.net.sizes, now)
            assert ("next layer" in said) == (phase == "delta" and now < last)
            assert ("ŷ = φ(z)" in said) == (phase == "a" and now == last)
        elif phase == "loss":
            assert said.endswith(f": {LOSSES[case.loss].formula}.")
        elif phase == "update":
            assert said.endswith(f"η = {number(case.rate)}.")
        elif phase == "start":
            assert f"example {case.walk.example + 1} is at the inputs" in said
            assert ("changed weights" in said) == (r > 0)


def test_at_the_update_it_is_said_that_the_weights_are_new_and_the_rest_is_of_the_old(case):
    told = "the weights and biases are now the new ones; z, a and δ are still those of the old"
    for k, (_, _, phase, _, _) in case.stops():
        assert (told in case.scene.readouts[0].values[k]) == (phase == "update")
