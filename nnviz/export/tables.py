"""A run and its data as CSV, as spreadsheets and programs read them: every number with all its digits."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from nnviz.core import Network, Sample
from nnviz.figures.network import link_names, names
from nnviz.lessons.course import Trained

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What begins a cell that a spreadsheet takes for a formula: a stranger's name is not to be one."""
PLAIN = str.maketrans("₀₁₂₃₄₅₆₇₈₉ŷ", "0123456789y")


def parameter_names(net: Network) -> tuple[str, ...]:
    """Return what each parameter is called, in θ's order: m and c of a line, else w_x1_A1 and b_A1."""
    if net.sizes == (1, 1):
        return ("m", "c") if net.output == "identity" else ("w", "b")
    links, neurons = iter(link_names(net.sizes)), iter(names(net.sizes)[net.sizes[0] :])
    found: list[str] = []
    for fan_in, fan_out in zip(net.sizes, net.sizes[1:], strict=False):
        found += [f"w_{next(links)}".replace("→", "_") for _ in range(fan_in * fan_out)]
        found += [f"b_{next(neurons)}" for _ in range(fan_out)]
    return tuple(name.translate(PLAIN) for name in found)


def run_as_csv(runs: Sequence[Trained]) -> bytes:
    """Return runs as CSV, a row for each recorded step: step, epoch, loss of all examples, and every parameter.

    Of several runs, the first column names the run; what a run's network does not have stays empty.
    """
    several = len(runs) > 1
    names = list(dict.fromkeys(name for one in runs for name in parameter_names(one.run.net)))
    rows: list[Sequence[Any]] = [[*(["run"] if several else []), "step", "epoch", "loss", *names]]
    for called, run, sample in runs:
        losses, own = run.losses(sample.X, sample.y), parameter_names(run.net)
        for step, loss, theta in zip(run.step.tolist(), losses.tolist(), run.theta.tolist(), strict=True):
            values = dict(zip(own, theta, strict=True))
            cells = [values.get(name, "") for name in names]
            rows.append([*([called] if several else []), step, run.epoch(step), loss, *cells])
    return _csv(rows)


def data_as_csv(sample: Sample) -> bytes:
    """Return a sample as CSV: a column for each input and each target, by their names."""
    heads = [_safe(name) for name in (*sample.inputs, *sample.outputs)]
    return _csv([heads, *np.hstack([sample.X, sample.y]).tolist()])


def _safe(name: str) -> str:
    return f"'{name}" if name.startswith(FORMULA) else name


def _csv(rows: Iterable[Sequence[Any]]) -> bytes:
    """Return rows as CSV in UTF-8; where that is more than ASCII, with the mark that Excel knows it by."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    return text.getvalue().encode("ascii" if text.getvalue().isascii() else "utf-8-sig")
