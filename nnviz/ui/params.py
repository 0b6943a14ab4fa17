"""Controls for the parameters that lessons declare: each keeps its value in the URL, under its name there."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import streamlit as st

from nnviz.lessons.parameters import Choice, Chosen, Entry, Number, Parameter, Several, Switch, Text, chosen, parameters
from nnviz.lessons.rows import Rows
from nnviz.lessons.settings import values_of
from nnviz.ui.puts import put
from nnviz.ui.table_editor import keep_table


class Controls:
    """The controls of a part: asked for one by one where the page wants them, or all in the order declared."""

    def __init__(self, settings: type, prefix: str) -> None:
        """Look up what the settings declare; in a link their names begin with `prefix`."""
        self.settings, self.prefix = settings, prefix
        self.declared = {parameter.name: parameter for parameter in parameters(settings).values()}
        self.values: dict[str, Any] = {}

    def key(self, name: str) -> str:
        """Return a parameter's full name, in the URL and in the session."""
        return f"{self.prefix}_{name}"

    def ask(self, name: str, **how: Any) -> Any:
        """Show the control of a parameter and return what it is set to; `how` is Streamlit's."""
        self.values[name] = show(self.declared[name], self.key(name), self.values, **how)
        return self.values[name]

    def ask_in_row(self, *names: str, **how: Sequence[Any]) -> None:
        """Show the controls of these parameters beside each other; `how` is Streamlit's, with a value for each.

        A value may be a function of what is chosen up to there.
        """
        for i, (place, name) in enumerate(zip(st.columns(len(names), gap="xsmall"), names, strict=True)):
            with place:
                each = {word: values[i] for word, values in how.items()}
                self.ask(name, **{word: one(self.values) if callable(one) else one for word, one in each.items()})

    def give(self, name: str, value: Any) -> None:
        """Set a parameter that has no control: what a visitor made themselves."""
        self.values[name] = value

    def also(self, parameter: Text) -> Any:
        """Take a parameter that the settings do not declare, as it changes nothing of a run; return its value."""
        self.declared[parameter.name] = parameter
        return self.bring(parameter.name)

    def bring(self, name: str) -> Any:
        """Take a parameter that has no control from the URL, or as it was set before on this page; return its value."""
        key = self.key(name)
        text = st.query_params.get(key)
        if text is None:
            text = str(st.session_state.get(_told(key), ""))
            if text:
                st.query_params[key] = text  # who comes back by the navigation finds the URL as it was
        self.give(name, self.declared[name].read(text, self.values))
        return self.values[name]

    def put(self, values: Mapping[str, Any]) -> None:
        """Set parameters by their short names, before their controls are shown."""
        for name, value in values.items():
            key = self.key(name)
            how = _tell if isinstance(self.declared[name], Text) else st.session_state.__setitem__
            put(key, partial(how, key, value))

    def restore(self, settings: Any) -> None:
        """Set all parameters to those of settings, before their controls are shown."""
        for name, value in values_of(settings).items():
            parameter, key = self.declared[name], self.key(name)
            if isinstance(parameter, Rows):
                keep_table(None if value == parameter.default else value, parameter.rules, key)
            elif isinstance(parameter, Text):
                self.put({name: "".join(parameter.write(value))})
            else:
                self.put({name: value})

    def ask_rest(self) -> None:
        """Show the controls of all parameters not asked for yet, in the order in which they are declared."""
        for name in self.declared:
            if name not in self.values:
                self.ask(name)

    def chosen(self) -> Any:
        """Return the settings that the controls are set to."""
        return chosen(self.settings, self.values)


def _told(key: str) -> str:
    """Return where the session keeps the text of a parameter that has no control."""
    return f"{key}_told"


def _tell(key: str, text: str) -> None:
    """Let the session and the URL hold the text of a parameter that has no control; without any it is as by default."""
    if text:
        st.session_state[_told(key)] = text
        st.query_params[key] = text
    else:
        st.session_state.pop(_told(key), None)
        st.query_params.pop(key, None)


def show(parameter: Parameter, key: str, before: Chosen, **how: Any) -> Any:
    """Show the control of a parameter and return what it is set to; `before` are the values chosen already."""
    bound = {"key": key, "bind": "query-params", "help": parameter.help, **how}
    label, default = parameter.label, parameter.default
    match parameter:
        case Choice():
            return _choice(parameter, key, parameter.options_for(before), bound)
        case Several(options=options, title=title, most=most):
            return tuple(st.multiselect(label, options, default, format_func=title, max_selections=most, **bound))
        case Entry(low=low, high=high, step=step):
            return st.number_input(label, low, high, None, step, format="%g", **bound)
        case Number(low=low, high=high, step=step):
            kind = type(default)
            return st.slider(label, kind(low), kind(high), default, kind(step), **bound)
        case Switch():
            return _switch(label, default, bound)
    raise TypeError(f"{key} is no parameter that a control can set")


def _switch(label: str, default: bool, bound: dict[str, Any]) -> bool:
    """Show a switch, and its help beside it: Streamlit's own stands within, and who touches it turns the switch."""
    words = bound.pop("help")
    with st.container(horizontal=True, vertical_alignment="center", gap="xxsmall"):
        on = st.toggle(label, default, **bound)
        if words:
            st.markdown("", help=words, width="content")
    return bool(on)


def _choice(choice: Choice, key: str, options: tuple[Any, ...], bound: dict[str, Any]) -> Any:
    default = choice.default if choice.default in options else options[0]
    if callable(choice.options) and st.session_state.get(key, default) not in options:
        st.session_state[key] = default  # what other settings took away falls back to the default
    place, bound = options.index(default), {**bound, "format_func": choice.title}
    if choice.look == "scale":
        return st.select_slider(choice.label, options, default, **bound)
    if choice.look == "segments":
        return st.segmented_control(choice.label, options, default=default, required=True, **bound)
    if choice.look == "radio":
        return st.radio(choice.label, options, place, **bound)
    return st.selectbox(choice.label, options, place, **bound)
