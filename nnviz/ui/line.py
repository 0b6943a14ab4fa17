"""The line's page: its controls, its run, and the words under it."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import streamlit as st

from nnviz.core import DATASETS, LeastSquares, Network, Run, TrainConfig, least_squares, standardized, train
from nnviz.figures import arithmetic
from nnviz.figures.line import Data, line_scene
from nnviz.figures.numbers import number
from nnviz.ui import controls
from nnviz.ui.lesson import Question
from nnviz.ui.own_points import OWN, edit_points, own_points
from nnviz.ui.player import pack
from nnviz.ui.points import Points

NEURON = Network((1, 1), output="identity")
LINES = tuple(name for name, d in DATASETS.items() if d.task == "regression" and len(d.inputs) == 1)
TABLE_HEIGHT = 300
MAX_STEPS = 5_000
"""More steps than this would keep other visitors waiting; training then ends in an earlier epoch."""


@dataclass(frozen=True)
class LineSettings:
    """Everything that decides a run. `points` are the visitor's own, where `data` is "own"."""

    data: str
    points: Points | None
    learning_rate: float
    epochs: int
    batch_size: int
    optimizer: str
    seed: int
    standardize: bool


class LineLesson(NamedTuple):
    """A run, what it was trained on, the answer it is compared with, and its figures as the player takes them."""

    data: Data
    run: Run
    answer: LeastSquares
    scene: bytes
    question: Question
    epochs_wanted: int


def points_of(name: str, own: Points | None) -> Data:
    """Return the data chosen: a data set of the course, or the visitor's own points."""
    if own is not None:
        return Data(np.array(own.x)[:, None], np.array(own.y)[:, None], own.x_name, own.y_name)
    dataset = DATASETS[name]
    X, y, *_ = dataset.make(np.random.default_rng(0))
    return Data(X, y, dataset.inputs[0], dataset.outputs[0])


def line_question(data: Data, run: Run, answer: LeastSquares) -> Question:
    """Ask where this run will end; the answer is read off the run."""
    first, last = run.net.loss(run.theta[[0, -1]], data.X, data.y, run.config.loss)
    best, limit = answer.loss, answer.rate_limit
    left = (last - best) / max(first - best, 1e-12)
    rate = float(np.min(run.config.learning_rate))
    side = "below" if rate < limit else "above"
    return Question(
        f"At the learning rate {rate:g}, where will the line be after {run.step[-1]:,} steps?",
        (
            "As good as there: at least 99 % of the way down to the smallest loss",
            "On its way, but not there yet",
            "Further off than at the start: the loss grows",
        ),
        0 if left <= 0.01 else 1 if left <= 1 else 2,
        f"The loss goes from {number(first)} to {number(last)}, and the smallest there is is {number(best)}. "
        f"The rate {rate:g} is {side} {number(limit)}, the limit for plain descent on these points.",
    )


def trained(settings: LineSettings) -> tuple[Data, Run, LeastSquares]:
    """Return the data, the run and the answer of these settings; the same settings give the same bits."""
    data = points_of(settings.data, settings.points)
    if settings.standardize:
        data = data._replace(X=standardized(data.X), x_name=f"{data.x_name}, standardized")
    batches = -(-len(data.X) // settings.batch_size)
    config = TrainConfig(
        loss="half_mse",
        optimizer=settings.optimizer,
        learning_rate=settings.learning_rate,
        batch_size=settings.batch_size,
        epochs=max(1, min(settings.epochs, MAX_STEPS // batches)),
        seed=settings.seed,
        shuffle=batches > 1,
    )
    theta = NEURON.init("uniform", np.random.default_rng(settings.seed))
    return data, train(NEURON, theta, data.X, data.y, config), least_squares(data.X, data.y)


@st.cache_data(max_entries=500, show_spinner=False)
def line_lesson(settings: LineSettings) -> LineLesson:
    """Return the run of these settings with its figures and its question."""
    data, run, answer = trained(settings)
    scene = pack(line_scene(run, data, answer))
    return LineLesson(data, run, answer, scene, line_question(data, run, answer), settings.epochs)


def line_settings() -> LineSettings:
    """Show the controls and return what they are set to."""
    titles = {name: DATASETS[name].title for name in LINES} | {OWN: "Your own points"}
    data = st.selectbox("Data", list(titles), format_func=titles.__getitem__, key="line_data", bind="query-params")
    own = own_points("line_points") if data == OWN else None
    name = LINES[0] if data == OWN else data
    chosen = points_of(name, own)
    if st.button("Edit points, or load a CSV", icon=":material/edit:", width="stretch"):
        edit_points(Points(tuple(chosen.X[:, 0]), tuple(chosen.y[:, 0])), "line_points", "line_data")
    return LineSettings(
        data=name,
        points=own,
        learning_rate=controls.learning_rate("line_rate", 0.03),
        epochs=controls.epochs("line_epochs", 200),
        batch_size=controls.batch_size("line_batch", len(chosen.X)),
        optimizer=controls.optimizer("line_optimizer"),
        seed=controls.seed("line_seed", "Starting line"),
        standardize=st.toggle(
            "Standardize x", key="line_standardize", bind="query-params",
            help="Shift and scale x to mean 0 and standard deviation 1 before training.",
        ),
    )  # fmt: skip


def show_step(lesson: LineLesson, step: int) -> None:
    """Show the arithmetic of the update made at this step, all of it from one call of the core."""
    run, data = lesson.run, lesson.data
    k = int(np.argmin(np.abs(run.step - step)))
    update = run.update(k, data.X, data.y)
    limit = arithmetic.rate_limit(run, lesson.answer)
    if run.diverged_at is not None:
        st.warning(limit, icon=":material/warning:")
    which = "all points" if len(update.batch) == run.n_examples else f"{len(update.batch)} of {run.n_examples:,} points"
    st.markdown(f"#### Step {run.step[k]:,}: what the neuron computes from {which}")
    table, slopes, result = st.columns([1.3, 1, 1], gap="large")
    table.container(height=TABLE_HEIGHT if len(update.batch) > 6 else "content", border=False).markdown(
        arithmetic.errors(data, update)
    )
    slopes.markdown(arithmetic.gradients(update))
    result.markdown(arithmetic.new_line(run, update))
    if run.diverged_at is None:
        st.markdown(limit)
    if run.config.epochs < lesson.epochs_wanted:
        st.caption(f"Training ends after epoch {run.config.epochs:,}: a run here has at most {MAX_STEPS:,} steps.")
