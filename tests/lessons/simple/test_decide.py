"""What a person decides: each decision has a link that opens the place of the course that shows it."""

from urllib.parse import parse_qsl

from nnviz.lessons import all_lessons, from_link
from nnviz.lessons.simple.decide import DECISIONS, decisions


def test_each_link_opens_a_part_with_these_settings():
    for _, _, place, link in DECISIONS:
        page, _, query = link.partition("?")
        lesson, asked = all_lessons()[page], dict(parse_qsl(query, strict_parsing=True))
        assert set(asked) <= set(lesson.parameters)
        part = lesson.part_of(asked)
        assert part.title == asked[f"{page}_part"]
        settings = from_link(part.settings, lesson.prefix, asked)
        assert (settings != part.settings()) == (len(asked) > 1)
        assert f"[{place}]({link})" in decisions()
