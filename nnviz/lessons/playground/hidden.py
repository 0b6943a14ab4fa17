"""What of the playground can be hidden for a lesson: a link names it, and it stays as it is set."""

from nnviz.lessons.parameters import Several

CONTROLS = {
    "Data": ("data", "pen", "edit"),
    "Noise": ("noise",),
    "For training": ("share",),
    "Batch": ("batch",),
    "Rate": ("rate",),
    "Activation": ("activation",),
    "Penalty": ("penalty", "penalty_rate"),
    "Epochs": ("epochs", "go_on"),
}
"""Controls, by the parameters that they set."""
IN_FIGURES = ("Inputs", "Layers", "New start and points", "Weights by hand", "Loss")
BELOW = {
    "Question": ("question", "answer", "verdict"),
    "What is going on": ("going_on",),
    "Training on": ("train_on",),
    "Answers in numbers": ("answers",),
}
"""Parts of the page, by the names of their places."""

HIDE = Several(
    "hide", "Hide for a lesson", options=(*CONTROLS, *IN_FIGURES, *BELOW),
    most=len(CONTROLS) + len(IN_FIGURES) + len(BELOW),
    help="Whoever gets the link of this page does not see these parts. They work on as they are set, and come back "
    "when they are taken out of this list.",
)  # fmt: skip
