"""A visitor's own table of numbers: where it is kept, and the dialog in which it is edited."""

from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

from nnviz.lessons.advice import Advice
from nnviz.lessons.tables import MANY, OWN, Lost, Rules, Table, from_csv, from_link, from_rows, lost, to_link
from nnviz.ui.page import problem
from nnviz.ui.puts import put_all


def own_table(key: str, rules: Rules) -> Table | None:
    """Return the visitor's table that the URL's parameter `key` brings, or None.

    The session keeps it too: for one that is too long for a link, and for a visitor who comes back by the navigation,
    which brings no parameters; the URL then has it again.
    """
    text = st.query_params.get(key)
    if text not in (None, MANY):
        st.session_state[_kept(key)] = from_link(text, rules)
    table: Table | None = st.session_state.get(_kept(key))
    if table and text is None:
        keep_table(table, rules, key)
    if table and text == MANY and to_link(table, rules):
        return None  # it is another one than the link speaks of
    if table and st.query_params[key] == MANY:
        st.caption(f"These {rules.row}s are too many for a link: it opens with {rules.instead} instead.")
    return table


def lost_table(key: str, rules: Rules) -> Lost | None:
    """Return what is said where the URL's parameter `key` should bring a table, and `own_table` has none."""
    text = st.query_params.get(key)
    return lost(text, rules) if text else None


def edit_table(
    title: str,
    start: Table | Sequence[Sequence[float]],
    rules: Rules,
    key: str,
    data_key: str | None = None,
    with_file: bool = False,
    names: tuple[str, ...] = (),
    advise: Callable[[Table], Advice | None] = lambda table: None,
) -> None:
    """Open a dialog with a table that begins with the rows `start`, and with a CSV file to load, where wanted.

    `names` are those of the columns, where they bring any, and `advise` says what a visitor has to know of a table.
    On agreeing, the table is kept for `own_table`, and the control `data_key`, if there is one, is set to OWN.
    """
    begin = start if isinstance(start, Table) else from_rows(start, rules, names)
    st.dialog(title)(_editor)(begin, rules, key, data_key, with_file, advise)


def _editor(
    start: Table,
    rules: Rules,
    key: str,
    data_key: str | None,
    with_file: bool,
    advise: Callable[[Table], Advice | None],
) -> None:
    try:
        table = _table(start, rules, key, with_file)
    except ValueError as error:
        problem(str(error))
        return
    count = len(table.rows)
    use = f"Use this {rules.row}" if count == 1 else f"Use these {count:,} {rules.row}s"
    advice = advise(table)
    if advice:
        st.warning(advice.sentence, icon=":material/warning:")
    buttons = st.container(gap="xsmall")
    for label, sets in (*(advice.ways if advice else ()), (use, {})):
        if buttons.button(label, type="secondary" if advice and not sets else "primary", width="stretch"):
            keep_table(table, rules, key)
            put_all(sets if data_key is None else {**sets, data_key: OWN})
            st.rerun()


def _table(start: Table, rules: Rules, key: str, with_file: bool) -> Table:
    """Show the table, a loaded file's in place of the one to start with, and return what it holds.

    ValueError says what is wrong with the file, of which then nothing is shown, or with the table.
    """
    file = None
    if with_file:
        what = f"{rules.file_needs}, at most 1 MB and {rules.most:,} rows"
        file = st.file_uploader(f"A CSV file: {what}", key=f"{key}_file")
    else:
        st.caption(f"{rules.least:,} to {rules.most:,} rows of numbers between {rules.between}.")
    if file:
        start = from_csv(file.getvalue(), rules)
        st.caption("What the file holds. It is used as it stands here, and can be edited first.")
    # Columns of text, because a column of numbers reads "7,5" as the browser's language does, often as 75.
    columns = st.data_editor(
        {str(i): [_said(start, row, i) for row in start.rows] for i in range(len(start.names))},
        column_config={
            str(i): st.column_config.TextColumn(name, alignment="right") for i, name in enumerate(start.names)
        },
        num_rows="dynamic", height=220 if with_file else 330, width="stretch", hide_index=True,
        key=f"{key}_table_{file.file_id if file else ''}",
    )  # fmt: skip
    return from_rows(zip(*columns.values(), strict=True), rules, start.names)


def _said(table: Table, row: tuple[float, ...], i: int) -> str:
    """Return a cell as it stands in the table: a number, or the name of a class."""
    return table.kinds[int(row[i])] if table.kinds and i == len(row) - 1 else _written(row[i])


def _written(value: float) -> str:
    """Return a number as it stands in the table: with all its digits, and no more."""
    return repr(value).removesuffix(".0")


def keep_table(table: Any, rules: Rules, key: str) -> None:
    """Keep a table for `own_table`, also in the URL as far as it has room there; what is no table takes its place."""
    if isinstance(table, Table):
        st.session_state[_kept(key)] = table
        st.query_params[key] = to_link(table, rules) or MANY
    else:
        st.session_state.pop(_kept(key), None)
        st.query_params.pop(key, None)


def _kept(key: str) -> str:
    """Return where the session keeps the table of this key."""
    return f"{key}_kept"
