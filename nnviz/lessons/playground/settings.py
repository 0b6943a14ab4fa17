"""Everything that a visitor of the playground can set, and how it is written in a link."""

import re
from dataclasses import dataclass
from typing import Any

from nnviz.core import ACTIVATIONS, DATASETS, FEATURES, INITIALIZERS, LOSSES
from nnviz.lessons import Choice, Number, Switch, Text, common, setting
from nnviz.lessons.parameters import Agreed, Chosen
from nnviz.lessons.playground.own import RULES, SOME, kinds_of, pens, table_of
from nnviz.lessons.playground.stages import (
    MOST_EPOCHS,
    MOST_STAGES,
    PENALTY_RATES,
    RATES,
    Stage,
    stages_of,
    stages_said,
    stages_text,
)
from nnviz.lessons.playground.stops import MOST
from nnviz.lessons.tables import OWN, Lost, Table, from_link, lost, to_link

DATA = (
    "wide_circle", "wide_xor", "gaussians", "spiral", "above_line", "above_parabola", "above_sine", "above_corner",
    "four_gaussians", "iris", "plane", "cones",
)  # fmt: skip
NOISES, SHARES = tuple(range(0, 55, 5)), tuple(range(10, 100, 10))
BATCHES = (1, 2, 5, 10, 20, 30, 50, 100, common.ALL)
MOST_LAYERS, MOST_NEURONS = 6, 8
DRAWS = 21
SAME = "same"
NO_PENALTY = "none"
PENALTIES = {NO_PENALTY: "No penalty", "l1": "L1", "l2": "L2"}
_LAYERS = re.compile(rf"[1-{MOST_NEURONS}](-[1-{MOST_NEURONS}]){{0,{MOST_LAYERS - 1}}}")


def layers_of(text: str) -> tuple[int, ...] | None:
    """Return the neurons of each hidden layer that a text such as "4-2" names; "0" is no layer, all else None."""
    if text == "0":
        return ()
    return tuple(map(int, text.split("-"))) if _LAYERS.fullmatch(text) else None


def layers_text(layers: tuple[int, ...]) -> str:
    """Return hidden layers as a link has them."""
    return "-".join(map(str, layers)) or "0"


def inputs_of(text: str) -> tuple[str, ...] | None:
    """Return the inputs that a text such as "x1-x2_squared" names, in the registry's order; None for anything else."""
    names = set(text.split("-"))
    return tuple(name for name in FEATURES if name in names) if names <= set(FEATURES) else None


def inputs_said(inputs: tuple[str, ...]) -> str:
    """Return inputs as people write them."""
    return ", ".join(FEATURES[name].title for name in inputs)


def own_activation(layer: int) -> Choice:
    """Return the activation of one hidden layer, from 1: that of all, or one of its own."""
    titles = {SAME: "as all", **{name: ACTIVATIONS[name].title for name in common.HIDDEN}}
    label = f"φ of layer {'ABCDEF'[layer - 1]}"
    return Choice(f"phi{layer}", label, options=tuple(titles), default=SAME, title=titles.__getitem__, tacit=True)


def of_all(activation: str) -> dict[str, str]:
    """Return the parameters that give every hidden layer this activation."""
    return {"activation": activation, **{f"phi{layer}": SAME for layer in range(1, MOST_LAYERS + 1)}}


def source_of(data: str, own: Table | Lost | None) -> str:
    """Return what is learned from: a data set's name, or OWN; where a link lost own points it is the circle."""
    return DATA[0] if data == OWN and isinstance(own, Lost) else data


def classes_in(data: str, own: Table | Lost | None) -> int:
    """Return how many classes the data have; 0 where their targets are values."""
    if source_of(data, own) == OWN:
        return len(kinds_of(table_of(own) or SOME))
    entry = DATASETS[source_of(data, own)]
    return 0 if entry.task == "regression" else max(len(entry.outputs), 2)


def losses_for(chosen: Chosen) -> tuple[str, ...]:
    """Return the losses that the data chosen before allow, the usual one first."""
    classes = classes_in(chosen.get("data", DATA[0]), chosen.get("points"))
    if classes > 2:
        return ("cross_entropy",)
    return ("half_mse", "mse", "bce") if classes else ("half_mse", "mse")


def _own(text: str) -> Table | Lost | None:
    """Return the points that a link brings, or what is said where it should and does not."""
    return (from_link(text, RULES) or lost(text, RULES)) if text else None


def _own_text(own: Table | Lost) -> str | None:
    """Return own points as a link has them; those that are lost, or too many, it has not."""
    return to_link(own, RULES) if isinstance(own, Table) else None


def _epoch(text: str) -> int | None:
    """Return the epoch that a link asks for, or None for what is no epoch of any run."""
    epoch = int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 0
    return epoch if 0 < epoch <= MOST_EPOCHS * (MOST_STAGES + 1) else None


def _plain(value: Any) -> str:
    return f"{value:g}"


@dataclass(frozen=True)
class PlaygroundSettings:
    """The data, the network, how it learns, and where a visitor has changed something on the way (`stages`)."""

    data: str = setting(common.dataset((*DATA, OWN), own="Your own points"))
    own: Table | Lost | None = setting(Text("points", "Your own points", meaning=_own, text=_own_text))
    data_seed: int = setting(
        Number(
            "draw", "Draw", low=0, high=DRAWS - 1, step=1, default=0, help="Each number stands for other random points."
        )
    )
    pen: str = setting(
        Choice("pen", "A click on the plane adds", options=lambda chosen: pens(chosen.get("points")), default="cats",
               tacit=True)
    )  # fmt: skip
    noise: int = setting(
        Choice("noise", "Noise", options=NOISES, default=0, look="scale", title=lambda noise: f"{noise} %",
               help="How far points, or what their class or value is read from, are moved about.")
    )  # fmt: skip
    share: int = setting(
        Choice("share", "For training", options=SHARES, default=50, look="scale", title=lambda share: f"{share} %",
               help="So many of the points are learned from; the others only test what was learned.")
    )  # fmt: skip
    inputs: tuple[str, ...] = setting(
        Text("inputs", "Inputs", default=tuple(FEATURES)[:2], meaning=inputs_of, text="-".join, words=inputs_said)
    )
    layers: tuple[int, ...] = setting(
        Text("layers", "Hidden layers", default=(4, 2), meaning=layers_of, text=layers_text)
    )
    activation: str = setting(common.activation("tanh"))
    learning_rate: float = setting(
        Choice("rate", "Rate η", options=RATES, default=0.03, title=_plain, help="A step is η times the gradient.")
    )
    batch: int | str = setting(
        Choice("batch", "Batch", options=BATCHES, default=10, title=str,
               help="How many points each step looks at; “all” is every point for training.")
    )  # fmt: skip
    penalty: str = setting(
        Choice("penalty", "Penalty", options=tuple(PENALTIES), default=NO_PENALTY, title=PENALTIES.__getitem__,
               help="What large weights cost: L1 λ·|w| each, which takes some to 0 for good, L2 ½λ·w².")
    )  # fmt: skip
    penalty_rate: float = setting(
        Choice(
            "penalty_rate", "λ", options=PENALTY_RATES, default=0.01, title=_plain, help="How strong the penalty is."
        )
    )
    loss: str = setting(
        Choice("loss", "Loss", options=losses_for, default="half_mse", title=lambda name: LOSSES[name].title)
    )
    optimizer: str = setting(common.optimizer())
    initializer: str = setting(
        Choice("start", "Weights start", options=tuple(INITIALIZERS), default="uniform",
               title=lambda name: INITIALIZERS[name].title, help="From what the first weights are drawn.")
    )  # fmt: skip
    seed: int = setting(common.seed("Start", starts=common.STARTS))
    epochs: int = setting(common.epochs(300))
    phi1: str = setting(own_activation(1))
    phi2: str = setting(own_activation(2))
    phi3: str = setting(own_activation(3))
    phi4: str = setting(own_activation(4))
    phi5: str = setting(own_activation(5))
    phi6: str = setting(own_activation(6))
    log: bool = setting(Switch("log", "Loss on a logarithmic axis", tacit=True))
    stages: tuple[Stage, ...] = setting(
        Text("more", "Trained on", default=(), meaning=stages_of, text=stages_text, words=stages_said)
    )
    asked: int | None = setting(Text("asked", "Stop at epoch", meaning=_epoch))
    long: bool = setting(Agreed("long", "Train as long as it takes"))

    def __post_init__(self) -> None:
        """Forget what has no effect, so that equal runs have equal settings."""
        for layer in range(len(self.layers) + 1, MOST_LAYERS + 1):
            object.__setattr__(self, f"phi{layer}", SAME)
        if self.penalty == NO_PENALTY:
            object.__setattr__(self, "penalty_rate", 0.01)
        if self.data != OWN:
            object.__setattr__(self, "own", None)
            object.__setattr__(self, "pen", pens(None)[0])
        if self.source == OWN or DATASETS[self.source].noise is None:
            object.__setattr__(self, "noise", 0)
        if not self.stages and self.epochs < MOST:  # there each epoch is a stop
            object.__setattr__(self, "asked", None)
        allowed = losses_for({"data": self.data, "points": self.own})
        object.__setattr__(self, "loss", self.loss if self.loss in allowed else allowed[0])

    @property
    def source(self) -> str:
        """What is learned from: a data set's name, or OWN."""
        return source_of(self.data, self.own)

    @property
    def hidden(self) -> tuple[str, ...]:
        """The activation of each hidden layer."""
        own = [getattr(self, f"phi{layer}") for layer in range(1, len(self.layers) + 1)]
        return tuple(self.activation if name == SAME else name for name in own)
