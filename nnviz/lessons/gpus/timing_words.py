"""What was timed, in words and numbers: each sentence that a measurement could make false is chosen by its numbers."""

import math
from datetime import UTC, datetime

import numpy as np

from nnviz.figures.numbers import number
from nnviz.figures.text import table
from nnviz.lessons import Question
from nnviz.lessons.gpus.chips import CHIPS
from nnviz.lessons.gpus.looks import LOOKS
from nnviz.lessons.gpus.timing import LONGEST, POINTS, ROUNDS, SIZES, multiplications
from nnviz.lessons.gpus.timing_study import TimingStudy

NOT_YET = "not timed yet"
UNITS = ((1.0, "s"), (1e-3, "ms"), (1e-6, "µs"), (1e-9, "ns"))
HOW = (
    f"A layer of n neurons, each with n inputs, is computed for {POINTS} points: {POINTS} · n · n multiplications, in "
    "numbers of 64 bits. All three ways come to the same z. Each has its numbers ready before the clock runs, and is "
    f"timed in up to {ROUNDS} rounds, of which the fastest counts: what else a machine does can only slow it down. "
    "The clock counts the time that a processor core works on it. Where a way would take more than "
    f"{LONGEST:g} s, it is not timed."
)
ASK = (
    f"A layer of n inputs and n neurons, for {POINTS} points. When someone asks for it, one core of this server "
    f"computes it for some seconds, in three ways and at {len(SIZES)} sizes; everyone sees what came out."
)
WHY = (
    "In plain Python the interpreter goes through the loop, product by product. NumPy has the loop run in "
    "[compiled code](https://numpy.org/doc/stable/user/whatisnumpy.html), and hands a matrix product to a library that "
    "[uses what the processor has for it](https://numpy.org/doc/stable/reference/routines.linalg.html). **Only who "
    "hands over the whole layer lets it be computed at once**: neuron by neuron, NumPy is called again for each."
)
NAMES = ("plain Python", "NumPy, neuron by neuron", "one matrix product")
MIDDLE = 64
"""The layer that is asked about before all is timed."""
RANGES = (0.0, 1.0, 10.0, 100.0, 1000.0, 10000.0, math.inf)
OPTIONS = (
    "It is not faster", "Up to 10 times as fast", "10 to 100 times as fast", "100 to 1,000 times as fast",
    "1,000 to 10,000 times as fast", "More than 10,000 times as fast",
)  # fmt: skip


def duration(seconds: float, digits: int = 3) -> str:
    """Return a time as people read it: 1.20 s, 136 ms, 8.21 µs; a dash where there is none."""
    if not math.isfinite(seconds):
        return "–"
    size, unit = next((one for one in UNITS if seconds >= 0.9995 * one[0]), UNITS[-1])
    return f"{number(seconds / size, digits)}\u00a0{unit}"


def timed_table(study: TimingStudy, place: int) -> str:
    """Return the table of all ways at a stop: time, multiplications a second, and how many times as fast as Python."""
    if place >= len(study.found):
        return "This layer is not timed yet. It is done when someone asks for it, and then shown to everyone."
    rows = [
        (f"{look.sign} {way}", duration(seconds), _or_dash(rate), f"**{_or_dash(gain, 2)}**")
        for look, way, seconds, rate, gain in zip(
            LOOKS, NAMES, study.seconds[:, place], study.rates[:, place], study.gains[:, place], strict=True
        )
    ]
    size = f"{study.sizes[place]:,} inputs, {study.sizes[place]:,} neurons"
    return table((size, "time", "multiplications a second", "times as fast"), rows, left=(0,))


def _or_dash(value: float, digits: int = 3) -> str:
    return number(value, digits) if math.isfinite(value) else "–"


def when(study: TimingStudy) -> str:
    """Return when it was measured, and by what."""
    if not study.begun:
        return ""
    last = study.found[-1]
    moment = datetime.fromtimestamp(last.when, UTC)
    return f"Timed on one core of this server on {moment:%d %B %Y at %H:%M} UTC, with {last.software}."


def beside_chips(study: TimingStudy) -> str:
    """Return how far the best that was reached here is from the peak of a chip; its operations are counted in pairs."""
    if not study.whole:
        return ""
    best, chip = float(np.nanmax(study.rates)), next(chip for chip in CHIPS if chip.name.startswith("NVIDIA H100"))
    peak = float(chip.bits32) / 2 * 1e12
    often = f"about {number(peak / best, 2)} times as many" if peak > best else "no more than here"
    return (
        f"**Beside a chip that is made for it.** The most here is {number(best)} multiplications a second, with "
        f"numbers of 64 bits, on one core. The {chip.name} of the table below makes {chip.bits32}×10¹² operations of "
        f"numbers of 32 bits at its peak; half of them, {number(peak)}, are multiplications: {often}."
    )


def growth(study: TimingStudy, place: int) -> str:
    """Return what the sizes up to a stop show: whether it pays more to hand over more at once."""
    timed = np.flatnonzero(np.isfinite(study.gains[2, : place + 1]))
    if len(timed) < 2:
        return ""
    gains = study.gains[2, timed]
    best = int(gains.argmax())
    first, now, most = (f"{number(gain, 2)} times" for gain in gains[[0, -1, best]])
    start, size, where = (f"{study.sizes[timed[at]]:,}" for at in (0, -1, best))
    both = (
        f"the matrix product is about {first} as fast as plain Python with {start} neurons, and about {now} with {size}"
    )
    if gains[-1] <= gains[0]:
        return f"Here {both}."
    if best == len(gains) - 1:
        return f"**With more to do at once it pays more**: {both}."
    return f"**With more to do at once it pays more**: {both} (most with {where}: about {most})."


def timing_question(study: TimingStudy) -> Question:
    """Ask how much faster the matrix product is; before all is timed, how the multiplications grow."""
    return _gain_question(study) if study.whole else _count_question()


def _count_question() -> Question:
    size = MIDDLE
    before, both = (multiplications(one, one) for one in (size, 2 * size))
    after = multiplications(2 * size, size)
    times, options = after // before, (1, 2, 4, 8)
    return Question(
        f"A layer of {size} inputs and {size} neurons gets **twice as many inputs**, and keeps its neurons and points: "
        "how many multiplications does it take, compared with before?",
        tuple(f"{one} times as many" if one > 1 else "As many as before" for one in options),
        options.index(times),
        f"Each of the {size} neurons has {2 * size} products for each of the {POINTS} points instead of {size}: "
        f"{after:,} multiplications instead of {before:,}, {times} times as many. With twice as many neurons as well "
        f"there would be {both // before} times as many: so the line in the first figure rises.",
    )


def _gain_question(study: TimingStudy) -> Question:
    last = study.last
    size, gain = f"{study.sizes[last]:,}", float(study.gains[2, last])
    answer = int(np.searchsorted(RANGES, gain, side="left")) - 1
    python, product_ = (duration(study.seconds[way, last]) for way in (0, 2))
    return Question(
        f"With {size} inputs and {size} neurons, on this server: how fast is **one matrix product**, compared with "
        "plain Python?",
        OPTIONS,
        answer,
        f"Plain Python took {python}, the matrix product {product_}: about {number(gain, 2)} times as fast.",
        seen_from=last,
    )
