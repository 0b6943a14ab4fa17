"""How gradient descent moves a weight or a bias, written with the digits that lead from the old to the new."""

from dataclasses import dataclass

from nnviz.figures.numbers import calculated, digits_between, enough_digits, number
from nnviz.figures.text import factor


@dataclass(frozen=True)
class Move:
    """A step new = old − rate · slope, for a learning rate as it is written."""

    old: float
    slope: float
    new: float
    rate: str

    @property
    def formula(self) -> str:
        """The step with its numbers: 0.512 − 0.5 · (−0.120)."""
        return self._written(self.digits)

    @property
    def result(self) -> str:
        """What it comes to, with as many digits as show the step."""
        return number(self.new, self._seen)

    @property
    def digits(self) -> int:
        """With how many digits the slope is written: three, or more where the step takes nearly all of the old."""
        return enough_digits(lambda digits: calculated(self._written(digits)), self.new, self._seen)

    @property
    def _seen(self) -> int:
        return digits_between(self.old, self.new)

    def _written(self, digits: int) -> str:
        return f"{number(self.old, max(digits, self._seen))} − {self.rate} · {factor(self.slope, digits)}"
