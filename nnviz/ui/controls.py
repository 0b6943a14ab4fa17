"""The controls that pages share. Each keeps its value in the URL under its key, and falls back to its default."""

from typing import TypeVar

import streamlit as st

from nnviz.core import OPTIMIZERS

Option = TypeVar("Option")

RATES = (*(m * 10.0**e for e in range(-4, 1) for m in (1, 2, 3, 5)), 10.0)
EPOCHS = (1, 2, 5, 10, 20, 50, 100, 200, 300, 500, 1000)
BATCHES = (1, 2, 4, 10, 25, 50, 100)
ALL = "all"


def learning_rate(key: str, default: float) -> float:
    """Return the learning rate chosen on a logarithmic scale."""
    return float(
        st.select_slider(
            "Learning rate η", [f"{rate:g}" for rate in RATES], f"{default:g}", key=key, bind="query-params",
            help="How far each step goes along the slope of the loss.",
        )
    )  # fmt: skip


def epochs(key: str, default: int) -> int:
    """Return for how many epochs to train."""
    return st.select_slider(
        "Epochs", EPOCHS, default, key=key, bind="query-params", help="How often training goes through all points."
    )


def batch_size(key: str, n_examples: int) -> int:
    """Return how many examples make a step; "all" is the whole data set."""
    chosen = st.select_slider(
        "Batch size", [*map(str, BATCHES), ALL], ALL, key=key, bind="query-params",
        help="How many points each step looks at before the line is moved.",
    )  # fmt: skip
    return n_examples if chosen == ALL else min(int(chosen), n_examples)


def optimizer(key: str) -> str:
    """Return the optimizer's name."""
    return st.selectbox(
        "Optimizer", list(OPTIMIZERS), format_func=lambda name: OPTIMIZERS[name].title, key=key, bind="query-params"
    )


def seed(key: str, label: str) -> int:
    """Return the seed of whatever the run starts with."""
    return st.slider(label, 0, 20, 0, key=key, bind="query-params", help="Another number, another random start.")
