"""Runs of the playground, each trained once for all tests."""

from functools import cache

import pytest

from nnviz.lessons.playground.settings import PlaygroundSettings
from nnviz.lessons.playground.study import play


@cache
def _run(items):
    return play(PlaygroundSettings(**dict(items)))


@pytest.fixture(scope="session")
def run():
    """Return the run of some settings."""
    return lambda **settings: _run(tuple(settings.items()))
