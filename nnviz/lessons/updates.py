"""How an optimizer makes a step of a gradient, number by number, for one who follows it with a calculator."""

from collections.abc import Mapping, Sequence

import numpy as np

from nnviz.core import OPTIMIZERS, Array, Run, Update
from nnviz.figures.numbers import agrees, calculated, number
from nnviz.figures.palette import ERROR
from nnviz.figures.text import coloured, table

DIGITS = 4
"""With how many digits the parts are written: roots and squares lose some."""


def followed(run: Run, update: Update, names: Sequence[str], letters: Mapping[str, str] | None = None) -> str:
    """Return a table of an update's parts in their order, a column for each parameter by its name, as Markdown.

    `letters` are those that a lesson calls otherwise, because it uses them itself: {"m": "u"} where m is a slope.
    """
    optimizer, rate = OPTIMIZERS[run.config.optimizer], float(np.min(run.config.learning_rate))

    def called(text: str) -> str:
        for letter, other in (letters or {}).items():
            text = text.replace(letter, other)
        return text

    known: dict[str, Array] = {"g": update.grad, "η": np.array(rate), "t": np.array(update.t)}
    rows = [("g, the gradient", *(coloured(_shown(g), ERROR) for g in update.grad))]
    for letter, memory in zip(optimizer.memory, update.state, strict=True):
        known[letter] = memory
        rows.append((f"{called(letter)}, remembered so far", *map(_shown, memory)))
    for part in optimizer.parts:
        with np.errstate(over="ignore", invalid="ignore"):
            value, by_hand = part.of(known), part.of({letter: _as_read(values) for letter, values in known.items()})
        cells = (_with_sign(v, float(hand)) for v, hand in zip(value, by_hand, strict=True))
        rows.append((called(optimizer.written(part)), *cells))
        known[part.letter] = value
    said = (
        f"{optimizer.title} makes the step Δ of the gradient g, with η = {rate:g}{_count(optimizer.formula, update)}:"
    )
    kept = " and ".join(map(called, optimizer.memory))
    begin = (
        f"\n\nBefore the first update nothing is remembered: {kept} {_start(optimizer.memory)} at 0." if kept else ""
    )
    others = "".join(f" (Books write {m} for {u}.)" for m, u in (letters or {}).items() if m in optimizer.memory)
    parts = table(("part", *names), rows, left={0})
    return f"{said}\n\n{parts}{begin}{_whatever_the_gradient(run, update, rate)}{others}"


def _start(memory: Sequence[str]) -> str:
    return "start" if len(memory) > 1 else "starts"


def _count(formula: str, update: Update) -> str:
    """Return which update it is, where a formula asks for it."""
    return f" and t = {update.t}, the number of this update" if "ᵗ" in formula else ""


def _whatever_the_gradient(run: Run, update: Update, rate: float) -> str:
    """Return that the first step has one size for every gradient, where it has: one ten times as large tries it."""
    optimizer, moves = OPTIMIZERS[run.config.optimizer], update.grad != 0
    if update.t > 1 or not moves.any():
        return ""
    with np.errstate(over="ignore", invalid="ignore"):
        larger, _ = optimizer.update(10 * update.grad, np.zeros_like(update.state), rate, 1)
    if not np.allclose(larger, update.step, rtol=1e-3, atol=0):
        return ""
    times = number(float(np.abs(update.step[moves]).mean()) / rate)
    size = "about η" if times == "1.00" else f"about {times}·η"
    return f" So the first step is {size}, whatever the size of the gradient: only its sign counts."


def _shown(value: float) -> str:
    return number(value, DIGITS)


def _as_read(values: Array) -> Array:
    """Return the values that one reads: rounded to the digits that are shown; a rate and a count as they are."""
    if not values.ndim:
        return values
    return np.array([float(calculated(_shown(v)) or 0) for v in values])


def _with_sign(value: float, by_hand: float) -> str:
    """Return a value, with ≈ where a calculator makes another last digit of the numbers above it."""
    return _shown(value) if agrees(by_hand, _shown(value)) else f"≈ {_shown(value)}"
