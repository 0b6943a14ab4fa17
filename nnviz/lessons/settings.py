"""Settings written down: in the parameters of a link, in a file, and in words."""

import json
from dataclasses import fields
from typing import Any

from nnviz.lessons.parameters import chosen, parameters

LARGEST = 200_000
"""Bytes of a file of settings: two thousand points with all their digits take half of that."""
NO_SETTINGS = "This is no file of settings: it is the one that this page gave out as “Settings” that is needed."


def values_of(settings: Any) -> dict[str, Any]:
    """Return the values that settings hold, nested ones too, by the parameters' short names."""
    found: dict[str, Any] = {}
    for one in fields(settings):
        if "nested" in one.metadata:
            found |= values_of(getattr(settings, one.name))
        elif "parameter" in one.metadata:
            found[one.metadata["parameter"].name] = getattr(settings, one.name)
    return found


def to_link(settings: Any, prefix: str) -> list[tuple[str, str]]:
    """Return the parameters of a link that asks for these settings, but for those that are the default."""
    values = values_of(settings)
    return [
        (key, text)
        for key, parameter in parameters(type(settings), prefix).items()
        if values[parameter.name] != parameter.default
        for text in parameter.write(values[parameter.name])
    ]


def in_words(settings: Any, whole: bool = False) -> dict[str, str]:
    """Return what settings are set to, in words, by the labels of their controls; what says nothing is left out.

    Of the `whole`, what is tacit is said, too.
    """
    values, declared = values_of(settings), parameters(type(settings)).values()
    worth = [one for one in declared if whole or not (one.tacit and values[one.name] == one.default)]
    said = {one.label: one.say(values[one.name]) for one in worth}
    return {label: words for label, words in said.items() if words}


def as_dict(settings: Any, prefix: str) -> dict[str, Any]:
    """Return settings as JSON holds them, by the names that they have in a link."""
    values = values_of(settings)
    return {key: one.dump(values[one.name]) for key, one in parameters(type(settings), prefix).items()}


def to_json(settings: Any, prefix: str, **more: Any) -> str:
    """Return settings as JSON, by the names that they have in a link, behind what else is told of them."""
    return json.dumps({**more, "settings": as_dict(settings, prefix)}, ensure_ascii=False, indent=2) + "\n"


def read_json(raw: bytes) -> dict[str, Any]:
    """Return what a file of settings says; ValueError, with one sentence, for anything else."""
    if len(raw) > LARGEST:
        raise ValueError(f"The file is larger than {LARGEST // 1000} kB; a file of settings is smaller.")
    try:
        said = json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise ValueError(NO_SETTINGS) from error
    if not isinstance(said, dict) or not isinstance(said.get("settings"), dict):
        raise ValueError(NO_SETTINGS)
    return said


def from_json(said: dict[str, Any], settings: type, prefix: str) -> Any:
    """Return the settings that a file says; what is not allowed there falls back to its default."""
    values: dict[str, Any] = {}
    for key, parameter in parameters(settings, prefix).items():
        values[parameter.name] = parameter.load(said["settings"].get(key), values)
    return chosen(settings, values)
