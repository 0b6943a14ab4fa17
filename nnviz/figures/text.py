"""The one home of Markdown: coloured numbers, tables, and equations with their numbers written out.

A number wears the colour of the thing in the figure: `:blue[…]` the model, `:orange[…]` an error or a gradient.
"""

import re
from collections.abc import Collection, Iterable, Sequence
from fractions import Fraction
from html import escape

import numpy as np

from nnviz.core import Array
from nnviz.figures.numbers import MINUS, added_up, agrees, calculated, cleared, enough_digits, number, signed
from nnviz.figures.palette import Colour

FEW = 6
"""A mean of no more terms than these is written with all of them."""
MAX_ROWS = 100
"""A table has no more rows than these: of a mean of more terms, no reader can add up all."""
_LOWER = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


def coloured(value: str | float, colour: Colour) -> str:
    """Return a text, or a number as people read it, in a figure's colour."""
    return f":{colour.word}[{_text(value)}]"


def bold(value: str | float, colour: Colour) -> str:
    """Return a text or a number in bold and in a figure's colour: what a line comes to."""
    return coloured(f"**{_text(value)}**", colour)


def verbatim(text: str) -> str:
    """Return a stranger's text (the name of a column or a class) as Markdown that shows it as it stands."""
    return re.sub(r"([\\`*_{}\[\]()#+\-.!|<>~:$&])", r"\\\1", text)


def _text(value: str | float) -> str:
    return value if isinstance(value, str) else number(value)


def worked_out(formula: str, result: str, value: float | Fraction | None = None) -> str:
    """Return "formula = result"; or "≈", where a calculator makes another last digit of the digits shown.

    Both are Markdown with numbers as `number` writes them. For a formula that is more than + − · / (a φ, a mean
    whose middle is left out) `value` is what the digits shown come to; without it, it is "≈". So it is for a sum that
    is written as its first term, because all that is added is lost in the rounding.
    """
    return f"{formula} {equal_sign(formula, result, value)} {result}"


def in_cell(formula: str, result: str, value: float | Fraction | None = None) -> str:
    """Return a result for a table that shows the formula's numbers beside it, with "≈" where `worked_out` has one."""
    return result if equal_sign(formula, result, value) == "=" else f"≈ {result}"


def equal_sign(formula: str, result: str, value: float | Fraction | None = None) -> str:
    """Return the sign between a formula and its result: "=" or "≈" (see `worked_out`)."""
    plain, written = (re.sub(r":\w+\[([^\]]*)\]", r"\1", text.replace("**", "")) for text in (formula, result))
    shown = calculated(plain) if value is None else value
    lost = plain.startswith((f"{written} + ", f"{written} {MINUS} ")) and shown != calculated(written)
    return "=" if shown is not None and agrees(shown, written) and not lost else "≈"


def table(heads: Sequence[str], rows: Iterable[Sequence[str]], left: Collection[int] = ()) -> str:
    """Return a table, its columns set to the right but for those numbered in `left`."""
    marks = [":--" if i in left else "--:" for i in range(len(heads))]
    return "\n".join(
        [f"| {' | '.join(heads)} |", f"|{'|'.join(marks)}|", *(f"| {' | '.join(cells)} |" for cells in rows)]
    )


def equation(m: float, c: float) -> str:
    """Return a line as people write it: ŷ = 0.512·x + 0.100."""
    return f"ŷ = {number(m)}·x {signed(c)}"


def lowered(count: int) -> str:
    """Return a whole number as an index: the ₁₂ of x₁₂."""
    return str(count).translate(_LOWER)


def factor(value: float, digits: int = 3) -> str:
    """Return a number as a factor: (−0.500) where it is negative."""
    text = number(value, digits)
    return f"({text})" if text.startswith(MINUS) else text


def sum_of_products(left: Array, right: Array, digits: int = 3) -> str:
    """Return left · right written out: 0.500·0.100 + (−0.200)·1.00."""
    return " + ".join(f"{factor(a, digits)}·{factor(b, digits)}" for a, b in zip(left, right, strict=True))


def mean(values: Array, digits: int | None = None) -> str:
    """Return a mean written out: (1.00 − 2.00 + 3.00) / 3, with the middle left out where there are many.

    Its terms have `digits` digits, or as many as they need.
    """
    if digits is None:
        with np.errstate(over="ignore", invalid="ignore"):
            digits = terms_digits(values, float(cleared(np.mean(values), np.abs(values).max())))
    few = len(values) <= FEW
    terms = _sum(values if few else values[:2], digits)
    tail = "" if few else f" + … {signed(values[-1], digits)}"
    return f"({terms}{tail}) / {len(values)}"


def worked_out_mean(values: Array, result: str, digits: int) -> str:
    """Return "mean = result", or "≈": where the middle is left out, the table of the terms says which of both."""
    return worked_out(mean(values, digits), result, mean_of_column(values, digits))


def mean_of_column(values: Array, digits: int = 3) -> Fraction | None:
    """Return the mean of a table's column, as written with so many digits; None where no table shows all of it."""
    total = added_up(values, digits) if len(values) <= MAX_ROWS else None
    return None if total is None else total / len(values)


def terms_digits(values: Array, value: float, digits: int = 3) -> int:
    """Return with how many digits to write the terms of a mean: three, or more where they nearly cancel.

    `value` is what the mean comes to, written with `digits`. A mean that no table shows whole has terms of three.
    """
    return enough_digits(lambda enough: mean_of_column(values, enough), value, digits)


def _sum(values: Array, digits: int) -> str:
    return " ".join([number(values[0], digits), *(signed(value, digits) for value in values[1:])])


def matrix(values: Array) -> str:
    """Return a matrix (rows, columns) or a vector (columns,) with its numbers, as LaTeX."""
    body = r" \\ ".join(" & ".join(number(v) for v in row) for row in np.atleast_2d(values))
    size = r"\footnotesize " if np.shape(values)[-1] > 4 else ""
    return rf"{size}\begin{{pmatrix}} {body} \end{{pmatrix}}"


def as_html(markdown: str) -> str:
    """Return a sentence of a page as HTML: bold, italic, and a coloured number or a link as its words alone.

    Anything else in it, a stranger's text too, stays text.
    """
    words = re.sub(r"\[([^\]]*)\]\(glossary[^)]*\)", r"\1", re.sub(r":\w+\[([^\]]*)\]", r"\1", markdown))
    words = re.sub(r"\*\*(.+?)\*\*", r"<b>\1</b>", escape(re.sub(r"\\([^\w\s])", r"\1", words)))
    return re.sub(r"\*(\S(?:[^*]*\S)?)\*", r"<i>\1</i>", words)
