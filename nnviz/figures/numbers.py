"""Numbers as people read them: three significant digits and a true minus sign; and what a calculator makes of them."""

import ast
import math
import operator
import re
from collections.abc import Callable
from fractions import Fraction
from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

MINUS = "−"
RESIDUE = 1e-12
"""What rounding leaves of a difference of two equal numbers is smaller than this share of them."""
_EXPONENT = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
_PLAIN = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")
_CALCULATOR = str.maketrans({MINUS: "-", "·": "*", "²": "**2", "½": "0.5", ",": ""})
_OPERATORS = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv,
    ast.Pow: operator.pow,
}  # fmt: skip


def number(value: float, digits: int = 3) -> str:
    """Return `value` with `digits` significant digits, as 0.0312, −1.50, 42,000 or 1.2×10⁻⁷."""
    value = float(value)
    if 1e-4 <= abs(value) < 1e5:  # nearly all numbers, and in long runs very many: one way of Python's own writes them
        text = f"{value:#,.{digits}g}".removesuffix(".")
        if "e" not in text:
            return text.replace("-", MINUS)
    if not math.isfinite(value):
        return "∞" if value > 0 else f"{MINUS}∞" if value < 0 else "undefined"
    if value == 0:
        return "0"
    mantissa, _, exponent = f"{value:.{digits - 1}e}".partition("e")
    power = int(exponent)
    if -4 <= power < 6:
        text = f"{float(f'{mantissa}e{exponent}'):,.{max(digits - 1 - power, 0)}f}"
    else:
        text = f"{mantissa}×10{str(power).translate(_EXPONENT)}"
    return text.replace("-", MINUS)


def power_of_ten(power: int) -> str:
    """Return 10 to a whole power, written out where it is short: 0.01, 100, 10⁶."""
    return f"{10.0**power:,g}" if -3 <= power <= 3 else f"10{str(power).translate(_EXPONENT)}"


def signed(value: float, digits: int = 3) -> str:
    """Return `value` as the second term of a sum: '+ 0.100' or '− 0.100'."""
    text = number(value, digits)
    return f"{MINUS} {text[1:]}" if text.startswith(MINUS) else f"+ {text}"


def digits_between(before: float, after: float, least: int = 3, most: int = 9) -> int:
    """Return with how many digits to write two numbers so that two digits of their difference are seen."""
    change, size = abs(after - before), max(abs(before), abs(after))
    if not (0 < change <= size < math.inf):
        return least
    return min(max(least, math.floor(math.log10(size)) - math.floor(math.log10(change)) + 2), most)


def enough_digits(
    made: Callable[[int], Fraction | None], value: float, digits: int = 3, most: int = 15, exact: bool = True
) -> int:
    """Return with how many digits to write a formula's numbers, so that a calculator gets `value` from those shown.

    `made(digits)` is what it makes of them (see `calculated`); what they come to is written with `digits`. Three are
    enough for a formula's numbers where a calculator comes within a hundredth of that. Numbers that nearly cancel get
    as many as it takes to come to every digit written, or where not `exact`, to come as near as that; where none do
    (only rounding has left the value, or it is no arithmetic), they get three.
    """
    result = number(value, digits)
    written = calculated(result)
    for enough in range(3, most + 1):
        shown = made(enough)
        if shown is None or written is None:
            return 3
        if agrees(shown, result) or ((enough == 3 or not exact) and abs(shown - written) <= abs(written) / 100):
            return enough
    return 3


def digits_apart(one: float, other: float, least: int = 3, most: int = 9) -> int | None:
    """Return with how many digits two numbers are not written alike, or None where they are even with the most."""
    return next((n for n in range(least, most + 1) if number(one, n) != number(other, n)), None)


def cleared(values: ArrayLike, size: ArrayLike) -> NDArray[np.float64]:
    """Return values (...), with 0 for those that only rounding has left of numbers of this size (...)."""
    values = np.asarray(values, np.float64)
    return np.where(np.abs(values) <= RESIDUE * np.abs(size), 0.0, values)


@lru_cache(4096)
def calculated(formula: str) -> Fraction | None:
    """Return exactly what a calculator makes of the numbers written in a formula, or None where it cannot.

    A formula holds numbers as `number` writes them, + − · / ² ½ and brackets; a letter or a "…" is beyond a calculator.
    The same step is read over and over, by a class and at each change on its page, so what it comes to is kept.
    """
    plain = re.sub("×10([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)", lambda power: f"e{power[1].translate(_PLAIN)}", formula)
    try:
        return _value(ast.parse(plain.translate(_CALCULATOR).strip(), mode="eval").body)
    except (SyntaxError, ValueError, ZeroDivisionError):
        return None


def added_up(values: ArrayLike, digits: int = 3) -> Fraction | None:
    """Return exactly what a calculator makes of a column of numbers (n,), each written with so many digits, or None."""
    column = np.asarray(values, np.float64)
    if not np.isfinite(column).all():
        return None
    return sum((Fraction(f"{value:.{digits - 1}e}") for value in column), Fraction(0))


def _value(node: ast.expr) -> Fraction:
    match node:
        case ast.Constant(value=int() | float()):
            return Fraction(str(node.value))
        case ast.UnaryOp(op=ast.USub()):
            return -_value(node.operand)
        case ast.BinOp() if type(node.op) in _OPERATORS:
            result: Fraction = _OPERATORS[type(node.op)](_value(node.left), _value(node.right))
            return result
    raise ValueError("no arithmetic of numbers")


def agrees(value: float | Fraction, written: str) -> bool:
    """Return whether a value, rounded to the digits written, is the number written; only a 0 is written as 0.

    What lies in the middle is rounded as at school, away from zero: −0.1685 is −0.169 and not −0.168.
    """
    mantissa, _, power = written.partition("×10")
    number_written, places = calculated(written), len(mantissa.partition(".")[2])
    if number_written is None or not math.isfinite(value):
        return False
    if not number_written:
        return value == 0
    unit = Fraction(10) ** (int(power.translate(_PLAIN) or 0) - places)
    exact = value if isinstance(value, Fraction) else Fraction(repr(float(value)))
    larger = (exact - number_written) * (1 if number_written > 0 else -1)
    return -unit / 2 <= larger < unit / 2
