"""A few examples to learn from, edited in a table or read from a link: all of them hostile until checked."""

from collections.abc import Iterable, Sequence

import streamlit as st

from nnviz.ui.page import problem
from nnviz.ui.points import checked_number

MAX_EXAMPLES = 8
LARGEST = 10.0
Examples = tuple[tuple[float, ...], ...]


def from_rows(rows: Iterable[Sequence[object]], columns: Sequence[str]) -> Examples:
    """Return the examples of rows with one number for each of `columns`.

    Raises ValueError with one sentence for anything but 1 to 8 rows of numbers between −10 and 10.
    """
    wanted = f"{len(columns)} numbers, {', '.join(columns[:-1])} and {columns[-1]}"
    examples = []
    for place, row in enumerate(rows, 1):
        if len(row) != len(columns):
            raise ValueError(f"Row {place} does not have {wanted}.")
        span = f"−{LARGEST:g} and {LARGEST:g}"
        examples.append(tuple(checked_number(cell, place, wanted, LARGEST, span) for cell in row))
        if len(examples) > MAX_EXAMPLES:
            raise ValueError(f"There are more than {MAX_EXAMPLES} rows; at most {MAX_EXAMPLES} are allowed.")
    if not examples:
        raise ValueError("At least one example is needed, and there are none.")
    return tuple(examples)


def from_link(text: str | None, columns: Sequence[str]) -> Examples | None:
    """Return the examples that `to_link` wrote into a link, or None where the text is anything else."""
    if text is None or len(text) > 600:
        return None
    try:
        return from_rows((row.split(",") for row in text.split(";")), columns)
    except ValueError:
        return None


def to_link(examples: Examples) -> str:
    """Return the examples as text for a link, such as '1,0.5,0;0.5,-1,1'."""
    return ";".join(",".join(f"{value:.6g}" for value in row) for row in examples)


@st.dialog("The examples")
def edit_examples(start: Examples, columns: Sequence[str], key: str) -> None:
    """Let the visitor edit the table of examples; on agreeing, keep them in the URL's parameter `key`."""
    st.caption(f"1 to {MAX_EXAMPLES} rows of numbers between −{LARGEST:g} and {LARGEST:g}.")
    table = st.data_editor(
        {name: [row[i] for row in start] for i, name in enumerate(columns)},
        num_rows="dynamic", height=330, width="stretch", hide_index=True, key=f"{key}_table",
    )  # fmt: skip
    try:
        examples = from_rows(zip(*(table[name] for name in columns), strict=True), columns)
    except ValueError as error:
        problem(str(error))
        return
    label = "Use this example" if len(examples) == 1 else f"Use these {len(examples)} examples"
    if st.button(label, type="primary", width="stretch"):
        st.query_params[key] = to_link(examples)
        st.rerun()
