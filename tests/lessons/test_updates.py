"""The update that is followed by hand: for every optimizer a calculator comes to the step that was taken."""

import math
import re

import numpy as np
import pytest

from nnviz.core import OPTIMIZERS
from nnviz.lessons.updates import followed

NAMES = ("m", "c")


def rows_of(text):
    """Return the rows of the table by what stands first in them: the numbers of both parameters."""
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in text.splitlines() if line.startswith("|")]
    return {first: [re.sub(r":\w+\[(.*)\]", r"\1", cell) for cell in cells] for first, *cells in rows[2:]}


def value_of(formula, letters):
    """Return what a formula comes to with these numbers for its letters, worked out from its text alone."""
    text = formula.replace("0.9ᵗ", f"{0.9 ** letters['t']:.17g}").replace("0.999ᵗ", f"{0.999 ** letters['t']:.17g}")
    text = text.replace("10⁻⁸", "1e-8").replace("−", "-").replace("g²", "g*g")
    for letter in sorted(letters, key=len, reverse=True):
        text = re.sub(rf"(?<![\w.√]){letter}(?![\w\u0302])", f"({letters[letter]!r})", text)
    text = re.sub(r"√(\([^)]*\))", r"math.sqrt\1", text)
    return eval(re.sub(r"(?<=[\d)]) (?=\()", "*", re.sub(r"(?<=\)) (?=\()", "*", text)), {"math": math})


@pytest.mark.parametrize("name", OPTIMIZERS)
@pytest.mark.parametrize("step", [0, 1, 7])
def test_each_row_is_what_its_formula_makes_of_the_rows_above(name, step, fit, read):
    case = fit(optimizer=name, learning_rate=0.1, epochs=10)
    update = case.study.update(step)
    rows = rows_of(followed(case.run, update, NAMES))
    for i in range(2):
        letters = {"η": 0.1, "t": step + 1}
        for first, cells in rows.items():
            (shown,), about = read(cells[i]), cells[i].startswith("≈")
            letter, _, formula = (
                re.split(r" ([←=]) |, ", first, maxsplit=1) if re.search("[←=,]", first) else (first, "", first)
            )
            if "," not in first:
                by_hand = math.sqrt(letters[letter[1:]]) if letter.startswith("√") else value_of(formula, letters)
                assert by_hand == pytest.approx(shown, rel=2e-3, abs=1e-12)
                assert about or by_hand == pytest.approx(shown, rel=6e-4, abs=1e-12)
            letters[letter] = shown
        assert letters["Δ"] == pytest.approx(update.step[i], rel=1e-3)


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_the_memory_starts_at_nothing_and_it_is_said(name, fit):
    case = fit(optimizer=name, learning_rate=0.1, epochs=10)
    said = followed(case.run, case.study.update(0), NAMES)
    for letter in OPTIMIZERS[name].memory:
        assert rows_of(said)[f"{letter}, remembered so far"] == ["0", "0"]
    assert ("at 0." in said) == bool(OPTIMIZERS[name].memory)


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_a_first_step_that_is_the_same_for_every_gradient_is_said_to_be(name, fit, read):
    case = fit(optimizer=name, learning_rate=0.1, epochs=10)
    first, second = (case.study.update(k) for k in (0, 1))
    same = np.allclose(np.abs(first.step), np.abs(first.step[0]), rtol=1e-3)
    assert same == (name in ("rmsprop", "adam"))
    words = followed(case.run, first, NAMES).partition("So the first step is about ")[2]
    assert bool(words) == same
    if same:
        times = read(words.replace(", ", " "))[0] if words[0].isdigit() else 1
        assert times * 0.1 == pytest.approx(abs(first.step[0]), rel=0.01)
    assert "first step is" not in followed(case.run, second, NAMES)


def test_a_letter_that_the_lesson_uses_itself_is_another_one(fit):
    case = fit(optimizer="adam", epochs=2)
    said = followed(case.run, case.study.update(0), NAMES, {"m": "u"})
    assert "u ← 0.9 u + 0.1 g" in said
    assert not re.search(r"m ←|m̂|0\.9 m", said)
    assert "Books write m for u" in said
    momentum = fit(optimizer="momentum", epochs=2)
    assert "Books" not in followed(momentum.run, momentum.study.update(0), NAMES, {"m": "u"})
