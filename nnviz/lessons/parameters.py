"""The parameters of a link, each declared once: what it may be, what it is by default, and how a page asks for it.

A lesson's settings are a frozen dataclass whose fields are made by `setting`; `nnviz/ui/params.py` shows them as
controls, and `from_link` reads them without any. What stands in a link is hostile: what is not allowed is the default.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any

Chosen = Mapping[str, Any]
"""What was read of a link so far, by the parameters' short names."""


@dataclass(frozen=True, kw_only=True)
class Parameter:
    """One setting: its short name in a link, the label of its control, its default, and a word of help.

    What is `tacit` is not worth a word among others while it is the default.
    """

    name: str = field(kw_only=False)
    label: str = field(kw_only=False)
    default: Any = None
    help: str | None = None
    tacit: bool = False

    def read(self, text: str, chosen: Chosen) -> Any:
        """Return what `text` of a link means, or the default where it means nothing that is allowed."""
        raise NotImplementedError

    def write(self, value: Any) -> tuple[str, ...]:
        """Return the texts by which a link names this value: one, or none where there is nothing to name."""
        return () if value is None else (str(value),)

    def say(self, value: Any) -> str:
        """Return a value in words; empty where it says nothing."""
        return ", ".join(self.write(value))

    def dump(self, value: Any) -> Any:
        """Return a value as a file of settings (JSON) holds it: the text of a link, or a list of them."""
        texts = self.write(value)
        return texts[0] if len(texts) == 1 else list(texts)

    def load(self, said: Any, chosen: Chosen) -> Any:
        """Return what a file of settings says, or the default; it may say anything."""
        return self.read(said if isinstance(said, str) else "", chosen)


@dataclass(frozen=True, kw_only=True)
class Choice(Parameter):
    """One of some options, which are shown, and written into a link, by their `title`.

    `look` is how it is asked for: a "list" to unfold, a "scale", a "radio" or "segments". Options that depend on
    other settings are a function of those chosen before it.
    """

    options: tuple[Any, ...] | Callable[[Chosen], tuple[Any, ...]]
    title: Callable[[Any], str] = str
    look: str = "list"

    def options_for(self, chosen: Chosen) -> tuple[Any, ...]:
        """Return the options there are, given what was chosen before."""
        return self.options(chosen) if callable(self.options) else self.options

    def read(self, text: str, chosen: Chosen) -> Any:
        """Return the option of that title."""
        options = self.options_for(chosen)
        fallback = self.default if self.default in options else options[0]
        return {self.title(option): option for option in options}.get(text, fallback)

    def write(self, value: Any) -> tuple[str, ...]:
        """Return the option's title."""
        return (self.title(value),)


@dataclass(frozen=True, kw_only=True)
class Several(Parameter):
    """Some of the options, at most `most` of them; a link names them one by one."""

    options: tuple[Any, ...]
    most: int
    title: Callable[[Any], str] = str
    default: tuple[Any, ...] = ()

    def read(self, text: str, chosen: Chosen) -> tuple[Any, ...]:
        """Return the one option of that title, as the only one."""
        return self._titled([text])

    def write(self, value: Any) -> tuple[str, ...]:
        """Return the titles."""
        return tuple(map(self.title, value))

    def load(self, said: Any, chosen: Chosen) -> tuple[Any, ...]:
        """Return the options that a file names, one or a list of them."""
        return self._titled([said] if isinstance(said, str) else said if isinstance(said, list) else [])

    def _titled(self, titles: Sequence[Any]) -> tuple[Any, ...]:
        return tuple(option for option in self.options if self.title(option) in titles)[: self.most] or self.default


@dataclass(frozen=True, kw_only=True)
class Number(Parameter):
    """A number from `low` to `high`; whole where its default is."""

    low: float
    high: float
    step: float

    def read(self, text: str, chosen: Chosen) -> Any:
        """Return the number, where it is one within the limits."""
        value = _number(text, self.low, self.high)
        return self.default if value is None else type(self.default)(value)

    def say(self, value: Any) -> str:
        """Return the number as people write it."""
        return f"{value:,g}".replace("-", "−")


@dataclass(frozen=True, kw_only=True)
class Entry(Parameter):
    """A number from `low` to `high` that is written into a field; None while that is empty: the lesson says what then.

    `step` is by how much the field's own buttons change it.
    """

    low: float
    high: float
    step: float

    def read(self, text: str, chosen: Chosen) -> float | None:
        """Return the number, where it is one within the limits."""
        return _number(text, self.low, self.high)

    def say(self, value: Any) -> str:
        """Return the number as people write it, if there is one."""
        return "" if value is None else f"{value:,g}".replace("-", "−")


@dataclass(frozen=True, kw_only=True)
class Switch(Parameter):
    """Something that is on or off."""

    default: bool = False

    def read(self, text: str, chosen: Chosen) -> bool:
        """Return whether it is on."""
        return {"true": True, "false": False}.get(text.lower(), self.default)

    def write(self, value: Any) -> tuple[str, ...]:
        """Return the word of a link."""
        return (str(value).lower(),)

    def say(self, value: Any) -> str:
        """Return the word that people use."""
        return "on" if value else "off"


@dataclass(frozen=True, kw_only=True)
class Text(Parameter):
    """What a visitor made themselves (points, examples), written as text; `meaning` gives None for anything else.

    `text` writes what `meaning` reads, or gives None where that is too long for a link; `words` are for people.
    """

    meaning: Callable[[str], Any]
    text: Callable[[Any], str | None] = str
    words: Callable[[Any], str] | None = None

    def read(self, text: str, chosen: Chosen) -> Any:
        """Return what the text means."""
        value = self.meaning(text)
        return self.default if value is None else value

    def write(self, value: Any) -> tuple[str, ...]:
        """Return the text that means this."""
        text = None if value is None else self.text(value)
        return (text,) if text else ()

    def say(self, value: Any) -> str:
        """Return it in words, or as a link has it where there are none."""
        return self.words(value) if self.words else super().say(value)


@dataclass(frozen=True, kw_only=True)
class Agreed(Parameter):
    """Something that a visitor agrees to on the page, each for themselves: no link can say it for them."""

    default: bool = False
    tacit: bool = True

    def read(self, text: str, chosen: Chosen) -> bool:
        """Return that nobody has agreed to it yet."""
        return self.default


@dataclass(frozen=True)
class Step(Parameter):
    """Where a timeline stands: the number of a step."""

    name: str = "step"
    label: str = "Step"
    default: int = 0

    def read(self, text: str, chosen: Chosen) -> int:
        """Return the step; what is no step is 0."""
        return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def _number(text: str, low: float, high: float) -> float | None:
    """Return the number that a text is, where it is one from `low` to `high`."""
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) and low <= value <= high else None


def setting(parameter: Parameter) -> Any:
    """Return the field of a settings dataclass that this parameter sets."""
    return field(default=parameter.default, metadata={"parameter": parameter})


def nested(settings: type) -> Any:
    """Return the field that holds settings which several parts share."""
    return field(default_factory=settings, metadata={"nested": settings})


def parameters(settings: type, prefix: str = "") -> dict[str, Parameter]:
    """Return the parameters that a settings dataclass declares, nested ones too, in order, by their names in a link."""
    found: dict[str, Parameter] = {}
    for one in fields(settings):
        if "nested" in one.metadata:
            found |= parameters(one.metadata["nested"], prefix)
        elif "parameter" in one.metadata:
            parameter = one.metadata["parameter"]
            found[f"{prefix}_{parameter.name}" if prefix else parameter.name] = parameter
    return found


def chosen(settings: type, values: Chosen) -> Any:
    """Return the settings made of values by the parameters' short names; what is missing is the default."""
    made = {}
    for one in fields(settings):
        if "nested" in one.metadata:
            made[one.name] = chosen(one.metadata["nested"], values)
        elif "parameter" in one.metadata and one.metadata["parameter"].name in values:
            made[one.name] = values[one.metadata["parameter"].name]
    return settings(**made)


def from_link(settings: type, prefix: str, query: Mapping[str, str]) -> Any:
    """Return the settings that a link's parameters ask for; what is not allowed there falls back to its default."""
    values: dict[str, Any] = {}
    for key, parameter in parameters(settings, prefix).items():
        values[parameter.name] = parameter.read(query.get(key, ""), values)
    return chosen(settings, values)
