"""Arrays as they are written into a program: every digit, and lines that fit on a screen."""

from textwrap import fill, indent

from nnviz.core import Array

WIDTH, FEW = 112, 8


def written(values: Array) -> str:
    """Return numbers, rows of them, or rows of rows, as Python writes lists; each number is that very float64."""
    whole = repr(values.tolist())
    if len(whole) <= 60:
        return whole
    if values.ndim == 1:
        body = fill(", ".join(map(repr, values.tolist())), WIDTH - 4, break_long_words=False)
        return f"[\n{indent(body, '    ')},\n]"
    rows = [repr(row) for row in values.tolist()]
    lines, line = [], ""
    for row in rows:  # a few rows, of weights say, have a line each
        if line and (len(rows) <= FEW or len(line) + len(row) + 2 > WIDTH - 4):
            lines.append(line)
            line = ""
        line += f"{row}, "
    return "[\n" + "".join(f"    {one.rstrip()}\n" for one in (*lines, line)) + "]"


def array(values: Array, make: str = "np.array") -> str:
    """Return an array as NumPy takes it, or a tensor as PyTorch does."""
    return f"{make}({written(values)})"


def arrays(name: str, all_of_them: list[Array], make: str = "np.array") -> str:
    """Return a list of arrays, one for each layer, under a name."""
    return f"{name} = [\n" + "".join(indent(f"{array(one, make)},\n", "    ") for one in all_of_them) + "]"
