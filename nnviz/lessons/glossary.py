"""The glossary: every term of the course in plain words, and the link to where it is said.

It is data, in the order in which the course comes to its terms; pages/glossary.py shows it.
"""

from nnviz.lessons.terms import Term
from nnviz.lessons.terms_of_networks import OF_NETWORKS
from nnviz.lessons.terms_of_neurons import NEURONS


def term(name: str, shown: str | None = None) -> str:
    """Return a Markdown link from a page of the course to a term of the glossary, shown under its name or another.

    The link is relative to the page, so it works below a base path too. Raises KeyError for a term that is not there.
    """
    return f"[{shown or name}](glossary#{_ANCHORS[name]})"


GLOSSARY: dict[str, tuple[Term, ...]] = {**NEURONS, **OF_NETWORKS}
_ANCHORS = {one.name: one.anchor for group in GLOSSARY.values() for one in group}
