"""What an entry of the glossary is, and the pages of the course that one can point to."""

from dataclasses import dataclass

LINE, DESCENT, SHAPES, NETWORKS, NETWORK, SIMPLE, GPUS, PLAYGROUND = (
    "[A neuron learns a line](line)",
    "[Gradient descent](descent)",
    "[Activation functions](activation)",
    "[Networks](networks)",
    "[Backpropagation](backprop)",
    "[Too simple, too complex](simple)",
    "[Why GPUs](gpus)",
    "[Playground](playground)",
)


@dataclass(frozen=True)
class Term:
    """A term: the name that `term` links it by, its sign in formulas, where it is seen, and what it is (Markdown)."""

    name: str
    sign: str
    seen: str
    text: str

    @property
    def title(self) -> str:
        """The heading it stands under."""
        return f"{self.name[0].upper()}{self.name[1:]}{self.sign and f': {self.sign}'}"

    @property
    def anchor(self) -> str:
        """Its place on the page of the glossary: learning-rate."""
        return self.name.lower().replace(" ", "-")
