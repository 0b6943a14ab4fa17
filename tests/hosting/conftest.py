"""What the tests of the hosted course share: nginx and two replicas, as the README sets them up."""

import os
from collections.abc import Callable, Iterator

import pytest

from tests.hosting.stand import NGINX, NO_NGINX, Stand, stand
from tests.hosting.visitor import Visitor


@pytest.fixture(scope="session")
def nginx() -> None:
    """Skip without nginx, but not where the tests have to prove something."""
    if NGINX is None:
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(NO_NGINX)


@pytest.fixture(scope="session")
def hosted(nginx: None) -> Iterator[Stand]:
    """Start nginx and two replicas once for all tests; each leaves them as it found them."""
    with stand() as started:
        yield started
        assert not [log.name for log in started.folder.glob("*.log") if "Traceback" in log.read_text()]


@pytest.fixture(scope="session")
def below(nginx: None) -> Iterator[Stand]:
    """Start the course as another host has it: below a path, shown by a school's own pages, with fewer openings."""
    changed = {"\"'self'\"": "\"'self' https://school.example\"",
               "rate=20r/s": "rate=1r/s", "openings burst=1500": "openings burst=30"}  # fmt: skip
    with stand("course", changed) as started:
        yield started


@pytest.fixture
def visitor(hosted: Stand) -> Iterator[Callable[..., Visitor]]:
    """Return a function that opens a page as a new visitor; all pages are closed in the end."""
    come: list[Visitor] = []

    def new(page: str = "line", query: str = "", **own: str) -> Visitor:
        come.append(Visitor(hosted.url, **own))
        return come[-1].open(page, query)

    yield new
    for one in come:
        one.close()
