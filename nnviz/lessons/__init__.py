"""The lessons, one folder each, and what a lesson is: all of it works without Streamlit.

`all_lessons()` finds them by listing the folders, so a lesson is known by being there.
"""

from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from nnviz.lessons.course import Course, Trained, course_of
from nnviz.lessons.lesson import Lesson, Part, Question, Try
from nnviz.lessons.parameters import (
    Choice,
    Entry,
    Number,
    Parameter,
    Several,
    Step,
    Switch,
    Text,
    from_link,
    nested,
    parameters,
    setting,
)

__all__ = [
    "Choice",
    "Course",
    "Entry",
    "Lesson",
    "Number",
    "Parameter",
    "Part",
    "Question",
    "Several",
    "Step",
    "Switch",
    "Text",
    "Trained",
    "Try",
    "all_lessons",
    "course_of",
    "from_link",
    "nested",
    "parameters",
    "setting",
]


@cache
def all_lessons() -> dict[str, Lesson]:
    """Return every lesson by the name of its folder: each folder's package names its own `LESSON`."""
    folders = sorted(module.name for module in iter_modules(__path__) if module.ispkg)
    return {name: import_module(f"{__name__}.{name}").LESSON for name in folders}
