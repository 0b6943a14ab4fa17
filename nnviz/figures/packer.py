"""What a scene is packed with: arrays one behind the other, and where in the bytes each one lies."""

from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnviz.figures.palette import Colour

PLAIN = {str, int, float, bool}
"""What JSON has as it is: most of what a figure is made of."""


class Packer:
    """Collects arrays one behind the other, each on a multiple of eight bytes, and says where each one lies.

    Equal bytes lie there once, however many figures use them: a table of colours, the steps.
    """

    def __init__(self) -> None:
        """Begin with nothing."""
        self.chunks: list[bytes] = []
        self.size = 0
        self.places: dict[bytes, int] = {}

    def add(self, values: NDArray[Any], exact: bool = False) -> dict[str, Any]:
        """Return the description of `values` that goes into the header; strings become places in a word list."""
        if values.dtype.kind in "UO":
            words, places = np.unique(values.astype(str), return_inverse=True)
            least = np.uint16 if len(words) <= 65_536 else np.uint32
            return {**self.add(places.reshape(values.shape).astype(least)), "words": words.tolist()}
        data: NDArray[Any] = np.ascontiguousarray(values, dtype=values.dtype if exact else _small(values))
        raw = data.tobytes()
        at = self.places.setdefault(raw, self.size)
        if at == self.size:
            self.chunks.append(raw + bytes(-len(raw) % 8))
            self.size += len(self.chunks[-1])
        return {"type": f"{data.dtype.kind}{data.dtype.itemsize}", "shape": data.shape, "at": at}

    def plain(self, value: Any) -> Any:
        """Return a part of a figure as JSON has it: arrays lie with the others, and Python's None is left out."""
        if value.__class__ in PLAIN:
            return value
        if isinstance(value, np.ndarray):
            kept = value.astype(np.int32) if value.dtype.kind == "i" else value
            return {"packed": self.add(kept, exact=True)}
        if isinstance(value, np.generic):
            return value.item()
        if isinstance(value, dict):
            return {key: self.plain(inner) for key, inner in value.items() if inner is not None}
        return [self.plain(inner) for inner in value] if isinstance(value, (list, tuple)) else value


def _small(values: NDArray[Any]) -> type:
    """Return the type to send: single precision draws as well as double, but ends at 10³⁸."""
    if values.dtype.kind == "f":
        return np.float64 if (np.abs(values) > 1e30).any() else np.float32  # nan is not larger
    return np.int32 if values.dtype.kind == "i" else values.dtype.type


@cache
def shades(table: tuple[Colour, ...]) -> NDArray[np.uint8]:
    """Return a colour table as (2, n, 3) bytes: red, green and blue on the light page and on the dark one.

    There are a handful of tables in all; a training of 12 neurons has 25 pictures that use them.
    """
    return np.array([[list(bytes.fromhex(colour[look][1:])) for colour in table] for look in (0, 1)], dtype=np.uint8)
