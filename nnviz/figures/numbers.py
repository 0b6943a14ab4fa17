"""Numbers as people read them: three significant digits and a true minus sign."""

import math

MINUS = "−"
_EXPONENT = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def number(value: float, digits: int = 3) -> str:
    """Return `value` with `digits` significant digits, as 0.0312, −1.50, 42,000 or 1.2×10⁻⁷."""
    value = float(value)
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


def signed(value: float, digits: int = 3) -> str:
    """Return `value` as the second term of a sum: '+ 0.100' or '− 0.100'."""
    text = number(value, digits)
    return f"{MINUS} {text[1:]}" if text.startswith(MINUS) else f"+ {text}"
