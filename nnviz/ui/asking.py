"""The control of a job: asks for it, shows how far it has come, and stops it."""

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from nnviz.lessons.job import Job
from nnviz.ui import page
from nnviz.ui.jobs import JOBS, Standing

EVERY = 1.0
"""After how many seconds a visitor who waits sees how far it has come."""
TIMES = 4
"""How often at most the figures are drawn anew on the way: all who wait have it drawn for them."""


def asked(job: Job) -> Standing:
    """Show the control of a job, and return how far it has come."""
    visitor = _visitor()
    standing = JOBS.standing(job, visitor)
    with st.container(key="job", gap="xsmall"):
        if standing.going:
            _watch(job, _drawn(job, standing))
        else:
            _offer(job, standing, visitor)
    return standing


def _offer(job: Job, standing: Standing, visitor: str) -> None:
    done, pieces = len(standing.found), len(job.pieces)
    if standing.problem:
        page.problem(standing.problem)
    if done < pieces or standing.stale:
        title = f"Go on: {done} of {pieces} are done" if 0 < done < pieces else job.title
        st.button(title, key=f"{job.name}_ask", on_click=_ask, args=(job, visitor), width="stretch")
    if full := st.session_state.pop("job_full", None):
        page.problem(full)


def _ask(job: Job, visitor: str) -> None:
    st.session_state["job_full"] = JOBS.ask(job, visitor)


@st.fragment(run_every=EVERY)
def _watch(job: Job, drawn: int) -> None:
    """Show how far a job is until it ends or the figures are to be drawn anew: then the whole page runs."""
    visitor = _visitor()
    standing = JOBS.standing(job, visitor)
    if not standing.going or _drawn(job, standing) != drawn:
        st.rerun()
    done, pieces = len(standing.found), len(job.pieces)
    text = f"{done} of {pieces} done" if not standing.ahead else f"Waiting: {standing.ahead} before this one"
    # Streamlit's own bar is loaded when it is first needed: from a server that is just being started again, it is not.
    st.html(f'<label>{text} <progress value="{done}" max="{pieces}" style="width: 100%"></progress></label>')
    if standing.mine:
        st.button("Stop", key=f"{job.name}_stop", on_click=JOBS.withdraw, args=(job, visitor), width="stretch")
    else:
        st.caption("Someone else has asked for it, too.")


def _drawn(job: Job, standing: Standing) -> int:
    """Return how many times by now the figures are to have been drawn since the job began."""
    return TIMES * len(standing.found) // len(job.pieces)


def _visitor() -> str:
    context = get_script_run_ctx()
    return context.session_id if context else ""
