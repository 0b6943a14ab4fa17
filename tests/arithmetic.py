"""What a calculator makes of the digits that a page shows, by Python's decimals alone."""

import re
from decimal import ROUND_HALF_UP, Decimal

RAISED = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")


def plain(text: str) -> str:
    """Return Markdown with its colours and bold letters taken off."""
    return re.sub(r":\w+\[([^\]]*)\]", r"\1", text.replace("**", ""))


def bold(text: str) -> list[str]:
    """Return the numbers set in bold."""
    return re.findall(r"\*\*([^*]+)\*\*", text)


def calculate(text: str) -> Decimal:
    """Return what a calculator makes of the digits shown."""
    text = re.sub("×10([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)", lambda power: "e" + power[1].translate(RAISED), text)
    text = text.translate(str.maketrans({"−": "-", "·": "*", ",": ""}))
    numbers = re.sub(r"\d+(\.\d+)?(e-?\d+)?", lambda number: f"Decimal('{number[0]}')", text)
    return Decimal(eval(numbers, {"Decimal": Decimal}))


def comes_to(formula: str, result: str) -> bool:
    """Return whether a formula comes to the result, when it is rounded at school to the digits that this shows."""
    mantissa, _, power = result.partition("×10")
    unit = Decimal(10) ** (int(power.translate(RAISED) or 0) - len(mantissa.partition(".")[2]))
    shown = calculate(result)
    units = (calculate(formula) / unit).quantize(Decimal(1), ROUND_HALF_UP) if shown else calculate(formula)
    return units * (unit if shown else 1) == shown
