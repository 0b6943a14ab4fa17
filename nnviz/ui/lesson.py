"""What every lesson asks and offers: a question to answer before the run shows it, and things to try in class."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from urllib.parse import urlencode

import streamlit as st


@dataclass(frozen=True)
class Question:
    """A question about a run. `answer` is the place of the right option; it and `why` come from the run itself."""

    text: str
    options: tuple[str, ...]
    answer: int
    why: str


@dataclass(frozen=True)
class Try:
    """Something to try in class: what to look at, and the settings (the URL's parameters) that show it."""

    text: str
    settings: Mapping[str, str]


def predict(question: Question, key: str) -> None:
    """Ask; once a prediction is made, say whether it holds and why. Another run asks anew."""
    st.markdown("#### Predict, then run")
    mark = hashlib.sha256(repr(question).encode()).hexdigest()[:8]
    guess = st.radio(question.text, question.options, index=None, key=f"{key}_{mark}")
    if guess is None:
        st.caption("Choose an answer first, then press play and see.")
    elif guess == question.options[question.answer]:
        st.success(f"**Yes.** {question.why}", icon=":material/check_circle:")
    else:
        right = question.options[question.answer]
        st.info(f"**Not this time: {right}.** {question.why}", icon=":material/lightbulb:")


def classroom(*tries: Try) -> None:
    """Offer links that set this page to something worth trying together; they can be copied and handed out.

    They are plain links, so that the page starts afresh with exactly these settings and no others.
    """
    items = (
        f'<li><a href="?{escape(urlencode(one.settings))}" target="_self">{escape(one.text)}</a></li>' for one in tries
    )
    st.markdown("#### In the classroom")
    st.html(f"<ul>{''.join(items)}</ul>")
