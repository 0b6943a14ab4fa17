"""A race: each racer is the run that its name says, each figure and each sentence true of all of it."""

import numpy as np
import pytest

from nnviz.core import DATASETS, Network, TrainConfig, train
from nnviz.figures.numbers import number
from nnviz.figures.palette import ANSWER, ERROR
from nnviz.lessons import from_link
from nnviz.lessons.descent.race_question import race_question
from nnviz.lessons.descent.race_scene import LOOKS, race_scene
from nnviz.lessons.descent.race_study import MAX_STEPS, Racer, RaceSettings, RaceStudy, race_study
from nnviz.lessons.descent.race_words import cut_short, factors, fate, measured, measured_table, steps_of, valley
from tests.arithmetic import comes_to

NEURON = Network((1, 1), output="identity")
SPACE, PLANE, LOSSES, SCALE = range(4)
RACES = {
    "rates": {},
    "rates in a narrow valley": {"data": "four_points", "epochs": 100, "seed": 3},
    "rates in a ravine": {"data": "cars", "rates": (0.5, "best", 1.0, 1.1)},
    "rates in another order": {"data": "sine", "rates": (1.02, 0.1, "best")},
    "every optimizer": {"kind": "optimizers", "optimizers": ("sgd", "momentum", "nesterov", "rmsprop", "adam")},
    "optimizers that fly off": {"kind": "optimizers", "data": "four_points", "share": 1.1, "epochs": 100},
    "batches": {"kind": "batches", "batches": (1, 2, 10, 25, "all"), "epochs": 20},
    "batches that fly off": {"kind": "batches", "share": 1.1, "data": "faithful"},
}


@pytest.fixture(scope="module", params=RACES.values(), ids=RACES)
def settings(request):
    return RaceSettings(**request.param)


@pytest.fixture(scope="module")
def study(settings):
    return race_study(settings)


@pytest.fixture(scope="module")
def scene(study):
    return race_scene(study)


def curvatures(sample):
    """Return λmin and λmax, from the mean of x² and of x alone."""
    x = sample.X[:, 0]
    middle, spread = (np.mean(x * x) + 1) / 2, np.hypot((np.mean(x * x) - 1) / 2, np.mean(x))
    return middle - spread, middle + spread


def alone(settings, sample):
    """Return the run of each racer, trained for itself: its rate, and θ at each epoch."""
    start = NEURON.init("uniform", np.random.default_rng(settings.seed))
    low, high = curvatures(sample)
    size = len(sample.X)

    def rate(share):
        return 2 / (low + high) if share == "best" else share * 2 / high

    if settings.kind == "rates":
        how = [(rate(share), "sgd", size) for share in settings.rates]
    elif settings.kind == "optimizers":
        own = dict.fromkeys(("rmsprop", "adam"), settings.adaptive_rate)
        how = [(own.get(name, rate(settings.share)), name, size) for name in settings.optimizers]
    else:
        how = [(rate(settings.share), "sgd", size if batch == "all" else batch) for batch in settings.batches]
    for eta, name, batch in how:
        config = TrainConfig(
            "half_mse", name, eta, batch, settings.epochs, seed=settings.seed, shuffle=batch < len(sample.X)
        )
        yield eta, train(NEURON, start, sample.X, sample.y, config, most_recorded=10**5)


def test_each_racer_is_the_run_of_its_own(settings, study):
    for racer, (rate, run) in zip(study.racers, alone(settings, study.sample), strict=True):
        assert racer.rate == pytest.approx(rate, rel=1e-12)
        for k, at in enumerate(racer.at):
            expected = run.at(k * run.steps_per_epoch)
            # at the limit itself and beyond it, rounding grows with the run
            assert np.allclose(at, expected, rtol=1e-6, atol=1e-9 * (1 + np.abs(run.theta[0]).max()))


def test_all_start_from_one_line_and_names_are_told_apart(study):
    assert all(np.array_equal(racer.theta[0], study.racers[0].theta[0]) for racer in study.racers)
    assert len({racer.name for racer in study.racers}) == len(study.racers)
    assert len({look.symbol for look in LOOKS}) == len({look.dash for look in LOOKS}) == len(LOOKS) == 5


def test_paths_and_places_are_those_of_the_racers(study, scene):
    surface, plane = scene.animations[SPACE], scene.animations[PLANE]
    n = len(study.racers)
    for i, racer in enumerate(study.racers):
        path, place = plane.marks[i], plane.marks[n + i]
        walked = np.column_stack([path.trace["x"], path.trace["y"]])
        assert np.allclose(walked, study.bowl.drawable(racer.theta)[: len(walked)])
        assert path.trace["line"]["color"] == place.trace["marker"]["color"] == LOOKS[i].colour.light
        for k, at in enumerate(racer.at):
            if np.abs(study.bowl.outside(at[None])).max() > 1:
                continue
            assert np.allclose([place.moves["x"][k, 0], place.moves["y"][k, 0]], at)
            assert np.allclose(walked[path.trail[k] - 1], at), "the path is drawn to where the run is"
            height = np.mean((at[0] * study.sample.X + at[1] - study.sample.y) ** 2) / 2
            assert np.allclose(surface.points[i].places[k], [*at, height])
            assert np.allclose(surface.paths[i].places[surface.paths[i].trail[k] - 1], [*at, height])


def test_the_losses_are_those_of_all_points(study, scene, read):
    m, c = np.polyfit(study.sample.X[:, 0], study.sample.y[:, 0], 1)
    smallest = np.mean((m * study.sample.X + c - study.sample.y) ** 2) / 2
    n = len(study.racers)
    low, high = (10.0**end for end in scene.animations[LOSSES].layout["yaxis"]["range"])
    for i, racer in enumerate(study.racers):
        for k, at in enumerate(racer.at):
            loss = np.mean((at[0] * study.sample.X + at[1] - study.sample.y) ** 2) / 2
            assert read(scene.readouts[1 + i].values[k])[0] == pytest.approx(loss, rel=0.006)
            drawn = scene.animations[LOSSES].marks[n + i].moves["y"][k, 0]
            if low <= drawn <= high:
                assert drawn == pytest.approx(loss - smallest, rel=1e-4, abs=1e-9 * smallest)
            else:
                assert (loss - smallest < low) == (drawn < low)


def test_the_scale_shows_every_rate_the_limit_and_the_best(study, scene, read):
    low, high = curvatures(study.sample)
    animation = scene.animations[SCALE]
    at = {shape["line"]["color"]: shape["x0"] for shape in animation.layout["shapes"] if shape["x0"] == shape["x1"]}
    assert at == {ERROR.light: pytest.approx(2 / high), ANSWER.light: pytest.approx(2 / (low + high))}
    limit, best = animation.layout["annotations"]
    assert limit["text"].split()[1] != best["text"].split()[1], "they are told apart"
    assert read(limit["text"])[0] == pytest.approx(2 / high, rel=0.006)
    assert read(best["text"])[0] == pytest.approx(2 / (low + high), rel=0.006)
    comparable = [racer for racer in study.racers if not racer.name.startswith(("RMSprop", "Adam"))]
    for racer, mark in zip(comparable, animation.marks, strict=True):
        assert mark.trace["x"] == [racer.rate]
        assert 0 < racer.rate < animation.layout["xaxis"]["range"][1]
    places = [(mark.trace["x"][0], mark.trace["y"][0]) for mark in animation.marks]
    assert len(set(places)) == len(places), "none hides another"


@pytest.mark.parametrize("k", [0, 1, 7, 20])
def test_a_step_and_all_steps_leave_what_the_table_says_along_the_valley_and_across_it(study, read, k):
    if study.kind != "rates":
        assert "|" not in steps_of(study, 0)
        return
    x, y = study.sample.X[:, 0], study.sample.y[:, 0]
    _, directions = np.linalg.eigh([[np.mean(x * x), np.mean(x)], [np.mean(x), 1]])
    heads, _, *rows = steps_of(study, k).split("\n")
    assert f"/ {k} steps" in heads
    for racer, row in zip(study.racers, rows, strict=True):
        eta = row.split("η = ")[1].split()[0]
        for cell, curve in zip(row.split("|")[2:4], curvatures(study.sample), strict=True):
            sure, cell = not cell.strip().startswith("≈"), cell.strip().removeprefix("≈ ").split(" / ")[0]
            assert comes_to(f"1 − {eta}·{number(curve)}", cell) == sure
        first, second, now = ((at - np.polyfit(x, y, 1)) @ directions for at in racer.at[[0, 1, k]])
        assert np.allclose(second / first, factors(study, racer), rtol=1e-6, atol=1e-9)
        for cell, one, all_ in zip(row.split("|")[2:4], second / first, now / first, strict=True):
            assert all_ == pytest.approx(one**k, rel=1e-4, abs=1e-9)
            assert np.allclose(read(cell), [one, all_], rtol=0.006, atol=1e-6)


@pytest.mark.parametrize("data", ["noisy_line", "four_points", "sine"])
def test_what_is_said_to_become_of_a_rate_is_what_becomes_of_it(data):
    shares = (0.1, 0.9, 1.0, 1.02, 1.1)
    study = race_study(RaceSettings(data=data, rates=shares, epochs=100))
    x = study.sample.X[:, 0]
    _, directions = np.linalg.eigh([[np.mean(x * x), np.mean(x)], [np.mean(x), 1]])
    best = np.polyfit(x, study.sample.y[:, 0], 1)
    said = [fate(study, racer) for racer in study.racers]
    for racer, words in zip(study.racers, said, strict=True):
        across = (racer.at - best) @ directions[:, 1]
        swings = bool((across[1:11] * across[:10] < 0).all())
        assert swings == ("swing" in words and "without" not in words)
        size = abs(across[20] / across[0])
        assert ("flies off" in words) == (size > 1.1)
        assert ("for ever" in words) == (0.999 < size < 1.001)
        assert ("settles" in words) == (size < 0.9)
    assert len(set(said)) == 4


@pytest.mark.parametrize("name", ["noisy_line", "four_points", "sine", "faithful", "anscombe_1"])
def test_at_the_best_rate_runs_keep_to_the_formulas(name):
    sample = DATASETS[name].make(np.random.default_rng(0))
    low, high = curvatures(sample)
    kappa, is_ = high / low, measured(sample)
    assert is_.kappa == pytest.approx(kappa)
    assert is_.leaves == pytest.approx((kappa - 1) / (kappa + 1), rel=1e-6)
    exact = np.log(100) / -np.log((kappa - 1) / (kappa + 1))
    assert is_.distance == np.ceil(exact - 1e-6)
    assert abs(is_.distance - 0.5 * kappa * np.log(100)) < 1 + 0.01 * is_.distance
    assert abs(is_.loss - is_.distance / 2) <= 1


def test_standardized_one_step_arrives():
    sample = DATASETS["cars"].make(np.random.default_rng(0)).standardized()
    is_ = measured(sample)
    assert (is_.kappa, is_.distance, is_.loss) == (pytest.approx(1), 1, 1)
    assert is_.leaves == 0


def test_the_table_holds_what_was_measured_beside_what_the_formulas_say(read):
    rows = [[cell.strip() for cell in row.split("|")[1:-1]] for row in measured_table().split("\n")[2:]]
    kappas = [read(row[1])[0] for row in rows]
    assert kappas == sorted(kappas)
    assert kappas[-1] > 500
    for row, kappa in zip(rows, kappas, strict=True):
        (worst, left), (rule, distance), (half, loss) = (read(cell) for cell in row[2:])
        assert worst == pytest.approx((kappa - 1) / (kappa + 1), abs=0.003)
        assert left == pytest.approx(worst, abs=1e-3)
        assert rule == pytest.approx(0.5 * kappa * np.log(100), rel=0.01)
        assert half == pytest.approx(rule / 2, rel=0.01)
        assert abs(distance - rule) < 2 + 0.01 * rule
        assert abs(loss - half) < 2 + 0.01 * half


def test_the_words_hold_the_eigenvalues_of_these_points(study, read):
    low, high = curvatures(study.sample)
    text = valley(study)
    shown = {}
    for name, value in (("λₘₐₓ", high), ("λₘᵢₙ", low), ("2 / λₘₐₓ", 2 / high), ("**κ", high / low)):
        sign, written = next(
            (rest[1], rest[3:].split()[0].strip(",.)*;")) for rest in text.split(name)[1:] if rest[1] in "=≈"
        )
        assert read(written)[0] == pytest.approx(value, rel=0.006)
        shown[name] = sign, written
    steep, flat = shown["λₘₐₓ"][1], shown["λₘᵢₙ"][1]
    for name, formula in (("2 / λₘₐₓ", f"2 / {steep}"), ("**κ", f"{steep} / {flat}")):
        assert (shown[name][0] == "=") == comes_to(formula, shown[name][1])


def test_the_answer_is_who_is_there_for_good_from_the_earliest_epoch(study):
    best = np.polyfit(study.sample.X[:, 0], study.sample.y[:, 0], 1)
    when = []
    for racer in study.racers:
        above = [np.mean(((at - best)[0] * study.sample.X + (at - best)[1]) ** 2) for at in racer.at]
        there = [value <= 0.01 * above[0] for value in above]
        when.append(next((k for k in range(len(there)) if all(there[k:])), np.inf))
    question = race_question(study)
    first = [i for i, epoch in enumerate(when) if epoch == min(when)]
    if min(when) == np.inf:
        assert question.options[question.answer] == "None of them"
    elif len(first) > 1:
        assert question.options[question.answer].startswith("Two or more")
    else:
        assert question.options[question.answer].endswith(study.racers[first[0]].name)
    assert len(question.reasons) == len(question.options)
    best = [i for i, racer in enumerate(study.racers) if racer.rate == pytest.approx(2 / sum(curvatures(study.sample)))]
    loses = bool(study.kind == "rates" and best and min(when) < np.inf and when[best[0]] > min(when))
    assert ("best fixed rate" in question.why) == loses


@pytest.mark.parametrize(("away", "way"), [((0.01, 3.0), "across"), ((3.0, 0.01), "along")])
def test_where_the_best_rate_is_not_the_first_it_is_said_in_which_direction_it_loses(away, way, read):
    sample = DATASETS["four_points"].make(np.random.default_rng(0))
    x, y = sample.X[:, 0], sample.y[:, 0]
    curves, directions = np.linalg.eigh([[np.mean(x * x), np.mean(x)], [np.mean(x), 1]])
    start = np.polyfit(x, y, 1) + directions @ away
    rates = tuple(share * 2 / curves.sum() for share in (0.9, 1, 1.01))
    run = train(NEURON, np.tile(start, (3, 1)), sample.X, sample.y, TrainConfig("half_mse", "sgd", rates, 4, 100))
    racers = [Racer(f"η = {number(rate)}", rate, run.theta[:, i], run.step, None) for i, rate in enumerate(rates)]
    study = RaceStudy(sample, "rates", tuple(racers))
    question = race_question(study)
    apart = ((study.racers[0].theta[0] - np.polyfit(x, y, 1)) @ directions) ** 2 * curves
    side = ("along", "across").index(way)
    first = study.racers[question.answer]
    best = racers[1]
    said = question.why.partition("best fixed rate")[2]
    assert f"lies {way} the valley" in said
    share, winner, _, loser, _ = read(said.replace(", ", " "))
    assert share == pytest.approx(100 * apart[side] / apart.sum(), rel=5e-3)
    step = [abs(1 - one.rate * curves[side]) for one in (first, best)]
    assert [winner, loser] == pytest.approx(step, rel=5e-3)
    assert step[0] < step[1]


@pytest.mark.parametrize(
    ("race", "end"),
    [
        ({"rates": (0.02, "best")}, "■ η = 1.49"),
        ({"rates": (0.01, 1.1)}, "None of them"),
        ({"rates": (0.5, "best"), "data": "sine"}, "Two or more at the same epoch"),
    ],
)
def test_each_kind_of_answer_occurs(race, end):
    question = race_question(race_study(RaceSettings(**race)))
    assert question.options[question.answer] == end


def test_what_does_not_differ_in_a_race_is_forgotten():
    assert RaceSettings(optimizers=("adam",), share=0.5) == RaceSettings()
    assert RaceSettings(kind="optimizers", rates=(0.5,)) == RaceSettings(kind="optimizers")
    assert RaceSettings(kind="batches", adaptive_rate=0.5) == RaceSettings(kind="batches")
    assert RaceSettings(rates=()) == RaceSettings(), "with none chosen the usual ones race"
    link = {"descent_race": "Optimizers", "descent_optimizers": "Adam", "descent_adaptive": "0.2"}
    chosen = from_link(RaceSettings, "descent", link)
    assert (chosen.optimizers, chosen.adaptive_rate) == (("adam",), 0.2)


@pytest.mark.parametrize("data", ["noisy_line", "faithful", "four_points"])
def test_a_race_ends_early_where_a_racer_would_take_too_many_steps_and_says_so(data):
    settings = RaceSettings(data=data, kind="batches", epochs=100)
    study = race_study(settings)
    most = max(len(racer.theta) - 1 for racer in study.racers)
    last = int(study.epochs[-1])
    assert most <= MAX_STEPS
    assert (last < 100) == (cut_short(settings) is not None)
    assert last == 100 or f"epoch {last}" in cut_short(settings)
    assert last == 100 or most + most // last > MAX_STEPS, "one more epoch would be too many"


def test_a_small_batch_trembles():
    study = race_study(RaceSettings(kind="batches"))
    lengths = [np.linalg.norm(np.diff(racer.theta, axis=0), axis=1).sum() for racer in study.racers]
    assert [racer.name.split()[0] for racer in study.racers] == ["1", "10", "all"]
    assert lengths == sorted(lengths, reverse=True)
    assert lengths[0] > 3 * lengths[-1]
