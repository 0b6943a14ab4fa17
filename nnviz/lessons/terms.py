"""What an entry of the glossary is."""

from dataclasses import dataclass


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
