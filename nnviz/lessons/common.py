"""What lessons share: settings, each by what it is called in a link, and what is said of the update that is read.

The lesson says with which default.
"""

from collections.abc import Callable

from nnviz.core import ACTIVATIONS, DATASETS, OPTIMIZERS
from nnviz.core.arrays import Steps
from nnviz.lessons.parameters import Choice, Chosen, Number, Parameter

RATES = (*(float(f"{m}e{e}") for e in range(-4, 1) for m in (1, 2, 3, 5)), 10.0)
EPOCHS = (1, 2, 5, 10, 20, 50, 100, 200, 300, 500, 1000)
BATCHES = (1, 2, 4, 10, 25, 50, 100)
CLEARLY = 0.99
"""A rate that is offered lies below this part of the limit: nearer to it a line hardly settles within a run."""
ALL = "all"
STARTS = 32
"""How many starts there are where one can ask for the same run from all of them (nnviz/lessons/luck.py)."""
HIDDEN = tuple(name for name, entry in ACTIVATIONS.items() if not entry.is_joint)
"""The activations that a hidden neuron may have: those that need its own z alone."""

SIDE = Choice("update", "Which update", options=("From here", "What led here"), default="From here", look="segments")
"""Which update of a step is read: the one that leaves it, or the one that led to it."""


def where(steps: Steps, place: int, led: bool, diverged: bool = False) -> str:
    """Return from which step to which the update goes that is read at a stop, and the stops where they are others.

    `steps` (K,) are the stops of the timeline, and `led` says that it is the update that led to the step. At the end a
    run that `diverged` has no other update.
    """
    step = int(steps[place])
    if led and place == 0:
        return "Step 0 is the start: no update led here."
    if led:
        before = int(steps[place - 1])
        more = "" if before == step - 1 else f" The stop before this one on the timeline is step {before:,}."
        return f"This update led from step {step - 1:,} to step {step:,}.{more}"
    if place == len(steps) - 1 and diverged:
        return f"The run ends at step {step:,}, the last whose loss is still a number that the computer can hold."
    if place == len(steps) - 1:
        return "The run ends here. This is the update that would come next."
    after = int(steps[place + 1])
    more = "" if after == step + 1 else f" The next stop on the timeline is step {after:,}."
    return f"This update leads from step {step:,} to step {step + 1:,}.{more}"


def learning_rate(default: float, name: str = "rate") -> Parameter:
    """Return the learning rate η, chosen on a logarithmic scale."""
    return Choice(
        name, "Learning rate η", options=RATES, default=default, title=lambda rate: f"{rate:g}", look="scale",
        help="A step is η (“eta”) times the gradient of the loss, downhill.",
    )  # fmt: skip


def rate_below(limit: float) -> float | None:
    """Return the largest rate that can be chosen and lies clearly below a limit, or None."""
    return max((rate for rate in RATES if rate < CLEARLY * limit), default=None)


def epochs(default: int, options: tuple[int, ...] = EPOCHS, help: str | None = None) -> Parameter:
    """Return for how many epochs to train."""
    return Choice("epochs", "Epochs", options=options, default=default, look="scale",
                  help=help or "How often training goes through all points.")  # fmt: skip


def batch_size(n_examples: Callable[[Chosen], int]) -> Parameter:
    """Return how many examples make a step; "all" is the whole data set, which a smaller number has to be below."""
    return Choice("batch", "Batch size", default=ALL, look="scale",
                  options=lambda chosen: (*(size for size in BATCHES if size < n_examples(chosen)), ALL),
                  help="How many points each step looks at before the line is moved.")  # fmt: skip


def examples_a_step(batch: int | str, n_examples: int) -> int:
    """Return how many of n_examples a chosen batch size means."""
    return n_examples if batch == ALL else min(int(batch), n_examples)


def optimizer(default: str = "sgd", options: tuple[str, ...] = tuple(OPTIMIZERS)) -> Parameter:
    """Return the optimizer, one of the registry's."""
    return Choice("optimizer", "Optimizer", options=options, default=default,
                  title=lambda name: OPTIMIZERS[name].title,
                  help="How a step is made of the gradient. All but gradient descent remember earlier ones.",
                  )  # fmt: skip


def seed(label: str, name: str = "seed", starts: int = 21) -> Parameter:
    """Return the seed of whatever the run starts with, one of so many."""
    return Number(name, label, low=0, high=starts - 1, step=1, default=0,
                  help="The number means nothing by itself: each stands for another random start, always the same one.",
                  )  # fmt: skip


def dataset(names: tuple[str, ...], default: str | None = None, help: str | None = None, **titles: str) -> Parameter:
    """Return which of these data sets is learned from; `titles` are those of names that the registry does not have."""
    known = {name: entry.title for name, entry in DATASETS.items()} | titles
    return Choice("data", "Data", options=names, default=default or names[0], title=known.__getitem__, help=help)


def activation(
    default: str, title: Callable[[str], str] | None = None, name: str = "activation", options: tuple[str, ...] = HIDDEN
) -> Parameter:
    """Return the activation of the hidden neurons, one of the registry's."""
    return Choice(name, "Activation φ", options=options, default=default,
                  title=title or (lambda name: ACTIVATIONS[name].title), help="Of the hidden neurons.")  # fmt: skip
