"""What is worked out less often is what Streamlit itself would have worked out."""

import pytest
from streamlit import config
from streamlit.proto.NewSession_pb2 import CustomThemeConfig
from streamlit.runtime import app_session
from streamlit.runtime.state.session_state import SessionState
from streamlit.testing.v1 import AppTest

from nnviz.ui.reruns import Values, _copied, _everything, lighten_reruns

SECTIONS = [f"theme.{category.value}" for category in config.CustomThemeCategories]


def page():
    import streamlit as st

    if "own" not in st.session_state:
        st.session_state.update(own=[1, 2], idle=0)
    st.selectbox("A list", ["a", "b"], key="list")
    st.radio("None of these", ["a", "b"], index=None, key="none")
    st.slider("Without a key", 0, 9)
    if st.button("Away", key="away"):
        del st.session_state["own"]


def own_theme():
    """Return the function that fills in the theme as Streamlit has it."""
    return getattr(app_session._populate_theme_msg, "__wrapped__", app_session._populate_theme_msg)


@pytest.mark.parametrize("section", ["theme", *SECTIONS])
def test_a_section_of_the_theme_is_sent_as_streamlit_would_send_it_also_the_second_time(section):
    filled, copy = CustomThemeConfig(), _copied(own_theme())
    own_theme()(filled, section)
    for _ in range(2):
        copied = CustomThemeConfig()
        copy(copied.light, section)
        assert copied.light == filled
        assert copied.HasField("light") == bool(filled.ByteSize())


def test_the_options_of_the_theme_are_read_once(monkeypatch):
    copy, reads = _copied(own_theme()), []
    own = config.get_options_for_section
    monkeypatch.setattr(config, "get_options_for_section", lambda section: reads.append(section) or own(section))
    for _ in range(3):
        copy(CustomThemeConfig(), "theme.light")
    assert reads == ["theme.light"]


def test_a_sessions_values_are_those_that_streamlit_gathers():
    app = AppTest.from_function(page).run()
    app.selectbox(key="list").select("b").run()
    for _ in range(2):
        state = app.session_state._state._state
        values, gathered = Values(state), _everything(state)
        assert "list" in gathered
        assert dict(values) == gathered
        assert len(values) == len(gathered)
        for key in ("list", "none", "own", "idle", "away", "nobody's", "$$ID-of-no-widget", *state._keys()):
            assert (key in values) == (key in gathered), key
        app.button(key="away").click().run()
    values = Values(state)
    assert values["list"] == "b"
    assert values["none"] is None
    assert "own" not in values


def test_one_value_is_looked_up_without_gathering_all(monkeypatch):
    monkeypatch.setattr(SessionState, "filtered_state", SessionState.filtered_state)
    monkeypatch.setattr(app_session, "_populate_theme_msg", app_session._populate_theme_msg)
    state = AppTest.from_function(page).run().session_state._state._state
    lighten_reruns()
    gathered = []
    monkeypatch.setattr(SessionState, "_keys", lambda state: gathered.append(state) or set())
    assert state.filtered_state["list"] == "a"
    assert "nobody's" not in state.filtered_state
    assert gathered == []
