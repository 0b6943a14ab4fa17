"""What a person decides before and while a network learns, each with the place of the course that shows it."""

DECISIONS = (
    ("Data", "which points there are, and whether one of them is an outlier that squares make loud",
     "Why squares", "fit?fit_part=Why+squares"),
    ("Selection", "which points are trained on and which are held out, and how many there are",
     "More points", "simple?simple_part=Fitting+noise&simple_n=160"),
    ("Preparation", "in which units the inputs come: standardized, one rate suits all weights",
     "Why standardize", "descent?descent_part=Why+standardize"),
    ("Configuration", "how many layers and neurons, which activation and which start",
     "The grid", "simple?simple_part=Deep+and+wide"),
    ("Learning", "the loss, the optimizer and its rate: too small crawls, too large diverges",
     "Race", "descent?descent_part=Race"),
    ("Stopping", "for how long to train, and what to look at to know",
     "Stop early", "simple?simple_part=Fitting+noise&simple_early=true"),
)  # fmt: skip
"""Each a word, what is decided, the place that shows it by its name, and the link there."""


def decisions() -> str:
    """Return the decisions as a list with links, which are relative to the page."""
    rows = [f"- **{word}:** {what}. See [{place}]({link})." for word, what, place, link in DECISIONS]
    return "Training finds the weights. All else **a person decides**:\n\n" + "\n".join(rows)
