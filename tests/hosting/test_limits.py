"""What one address may do: all that a class of two hundred behind it does, and not without end."""

from concurrent.futures import ThreadPoolExecutor

from nnviz.figures.assets import PLOTLY_JS, STYLE
from nnviz.ui.player import ENTRY, address
from tests.hosting.visitor import Visitor

CLASS = 200


def many(count, ask):
    """Return the statuses of requests that are sent as fast as sixteen browsers can."""
    with ThreadPoolExecutor(16) as pool:
        return [answer.status for answer in pool.map(ask, range(count))]


def test_a_class_comes_and_loads_its_files_all_at_once(hosted):
    students = [Visitor(hosted.url, "127.0.0.2") for _ in range(CLASS)]
    files = [address(file) for file in (ENTRY, STYLE, PLOTLY_JS)]
    with ThreadPoolExecutor(16) as pool:
        list(pool.map(Visitor.connect, students))
    try:
        loaded = many(CLASS * 10, lambda i: students[i % CLASS].ask(files[i % len(files)]))
        uploads = many(CLASS, lambda i: students[i].ask("/_stcore/upload_file/none/none", "PUT", b""))
    finally:
        for student in students:
            student.close()
    assert {replica.port for replica in hosted.replicas} == {student.seat for student in students}
    assert set(loaded) == {200}
    assert 429 not in uploads


def test_who_opens_pages_or_sends_files_without_pause_is_stopped_and_nobody_else(below):
    for path, method, most in (("/_stcore/stream", "GET", 30), ("/_stcore/upload_file/none/none", "PUT", 300)):

        def ask(address, path=path, method=method):
            return Visitor(below.url, address).ask(path, method)

        statuses = many(most + 200, lambda _, ask=ask: ask("127.0.0.3"))
        assert 429 not in statuses[: most - 20]
        assert statuses.count(429) > 50
        assert ask("127.0.0.4").status != 429
