"""A visitor's own table of numbers: where it is kept, and the dialog in which it is edited."""

from collections.abc import Sequence

import streamlit as st

from nnviz.lessons.tables import OWN, Rules, Table, from_csv, from_link, from_rows, to_link
from nnviz.ui.page import problem


def own_table(key: str, rules: Rules) -> Table | None:
    """Return the table in the URL's parameter `key`; one that is too long for a link is kept with the session."""
    text = st.query_params.get(key)
    if text is not None:
        return from_link(text, rules)
    table: Table | None = st.session_state.get(_many(key))
    if table:
        st.caption(f"These {rules.row}s are too many for a link: it opens with {rules.instead} instead.")
    return table


def edit_table(
    title: str,
    start: Sequence[Sequence[float]],
    rules: Rules,
    key: str,
    data_key: str | None = None,
    with_file: bool = False,
) -> None:
    """Open a dialog with a table that begins with the rows `start`, and with a CSV file to load, where wanted.

    On agreeing, the table is kept for `own_table`, and the control `data_key`, if there is one, is set to OWN.
    """
    st.dialog(title)(_editor)(start, rules, key, data_key, with_file)


def _editor(start: Sequence[Sequence[float]], rules: Rules, key: str, data_key: str | None, with_file: bool) -> None:
    try:
        table = _table(start, rules, key, with_file)
    except ValueError as error:
        problem(str(error))
        return
    count = len(table.rows)
    label = f"Use this {rules.row}" if count == 1 else f"Use these {count:,} {rules.row}s"
    if st.button(label, type="primary", width="stretch"):
        _keep(table, rules, key)
        if data_key:
            st.session_state[data_key] = OWN
        st.rerun()


def _table(start: Sequence[Sequence[float]], rules: Rules, key: str, with_file: bool) -> Table:
    """Show the table, and the place for a file, and return what they hold; ValueError says what is wrong."""
    file = None
    if with_file:
        what = f"{rules.file_needs}, at most 1 MB and {rules.most:,} rows"
        file = st.file_uploader(f"A CSV file: {what}", key=f"{key}_file")
    else:
        st.caption(f"{rules.least:,} to {rules.most:,} rows of numbers between {rules.between}.")
    columns = st.data_editor(
        {name: [row[i] for row in start] for i, name in enumerate(rules.columns)},
        num_rows="dynamic", height=300 if with_file else 330, width="stretch", hide_index=True,
        disabled=file is not None, key=f"{key}_table",
    )  # fmt: skip
    if file:
        return from_csv(file.getvalue(), rules)
    return from_rows(zip(*(columns[name] for name in rules.columns), strict=True), rules)


def _keep(table: Table, rules: Rules, key: str) -> None:
    text = to_link(table, rules)
    st.session_state[_many(key)] = None if text else table
    st.query_params.pop(key, None)
    if text:
        st.query_params[key] = text


def _many(key: str) -> str:
    """Return where the session keeps the table of this key."""
    return f"{key}_many"
