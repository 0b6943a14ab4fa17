"""A visitor's own points: files good and bad, classes by name, values, and a link that brings them."""

import numpy as np
import pytest

from nnviz.lessons import from_link
from nnviz.lessons.playground.changes import point_drawn
from nnviz.lessons.playground.own import RULES, SOME, how_used, kinds_of, own_points, pens, with_point
from nnviz.lessons.playground.settings import PlaygroundSettings
from nnviz.lessons.playground.study import play
from nnviz.lessons.tables import OWN, Lost, Table, from_csv, to_link
from nnviz.lessons.tables import from_link as table_of

CATS = b"length,weight,animal\n1.5,2,cat\n3,4,dog\n2,2.5,cat\n4,5,dog\n2.5,3,cat\n"


def test_a_file_with_names_of_classes():
    table = from_csv(CATS, RULES)
    assert table.kinds == ("cat", "dog")
    assert table.names == ("length", "weight", "animal")
    assert table.rows[1] == (3, 4, 1)
    assert how_used(table) == "2 classes: cat (3), dog (2)."
    points = own_points(table, 50, 0)
    assert points.classes == ("cat", "dog")
    back = sorted(zip(points.X.tolist(), points.actual.tolist(), strict=True))
    assert back == sorted(([x, y], int(kind)) for x, y, kind in table.rows), "they lie in the plane already"


def test_a_file_with_values():
    table = from_csv(b"100;0,1;7,5\n200;0,2;8\n300;0,3;9,5\n400;0,1;7,5\n", RULES)
    assert (table.kinds, kinds_of(table)) == ((), ())
    points = own_points(table, 50, 0)
    assert points.classes == ()
    assert (points.y.min(), points.y.max()) == (-1, 1)
    assert np.abs(points.X).max(axis=0) == pytest.approx([5, 5])
    first = points.X * points.scaling.unit + points.scaling.middle
    assert sorted(first[:, 0].tolist()) == pytest.approx([100, 200, 300, 400])


def test_two_numbers_as_targets_are_two_classes():
    table = from_csv(b"1,2,0\n3,4,1\n2,5,0\n5,1,1\n", RULES)
    assert kinds_of(table) == ("0", "1.00")
    assert set(own_points(table, 50, 0).y.ravel()) == {-1, 1}


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"", "none"),
        (b"1,2,a\n3,4,a\n5,6,a\n7,8,a\n", "names one class"),
        (b"".join(b"1,2,k%d\n" % i for i in range(5)), "names 5 classes"),
        (b"1,2\n3,4\n5,6\n7,8\n", "columns"),
        (b"1,2,a\nx,4,b\n5,6,a\n7,8,b\n", "not a number"),
        (b"1,2,a\n3,4,\n5,6,a\n7,8,b\n", "empty cell"),
        (b"1,2,nan\n3,4,inf\n5,6,nan\n7,1e99,inf\n", "not a number"),
        (b"1,2,3\n" * 1300, "at most 1,200"),
        (bytes(range(256)), "not a text file"),
    ],
)
def test_a_bad_file_gets_one_sentence(raw, said):
    with pytest.raises(ValueError, match=said) as error:
        from_csv(raw, RULES)
    assert "\n" not in str(error.value)


def test_a_link_brings_the_points():
    table = from_csv(CATS, RULES)
    assert table_of(to_link(table, RULES), RULES) == table
    odd = Table(table.rows, table.names, ("a|b%7C", "<b>x</b>"))
    assert table_of(to_link(odd, RULES), RULES) == odd
    link = {"playground_data": "Your own points", "playground_points": to_link(table, RULES)}
    settings = from_link(PlaygroundSettings, "playground", link)
    assert settings.own == table
    assert len(play(settings).points.X) == 5
    lost = from_link(PlaygroundSettings, "playground", link | {"playground_points": "1,2;3"})
    assert isinstance(lost.own, Lost)
    assert len(play(lost).points.X) == 500, "shown instead: the circle"
    assert PlaygroundSettings(own=table) == PlaygroundSettings(), "they are not what is learned from"


def test_four_classes_learn_with_softmax():
    rows = tuple((float(x), float(y), float(2 * (x > 0) + (y > 0))) for x in (-4, -3, 3, 4) for y in (-4, -3, 3, 4))
    table = Table(rows, RULES.columns, ("a", "b", "c", "d"))
    run = play(PlaygroundSettings(data=OWN, own=table, layers=(4,), learning_rate=0.1, share=80, epochs=200))
    assert run.net.output == "softmax"
    assert run.quality(run.points.training)[-1] == 1


def test_what_it_begins_with_can_be_learned():
    assert kinds_of(SOME) == ("cats", "dogs")
    assert play(PlaygroundSettings(data=OWN, own=SOME, epochs=50)).training_loss[-1] < 0.5


def test_a_point_is_drawn_with_the_pen_that_is_chosen():
    run = play(PlaygroundSettings(data=OWN, pen="dogs", epochs=1))
    link = point_drawn(run, {"x1": 1.5, "x2": -2.25, "step": 0})["points"]
    table = table_of(link, RULES)
    assert table.rows == (*SOME.rows, (1.5, -2.25, 1.0))
    assert table.kinds == SOME.kinds
    values = from_csv(b"100,1,7\n200,2,8\n300,3,9\n400,4,10\n", RULES)
    assert pens(values) == ("lowest", "middle", "highest")
    # In a plane into which inputs were scaled, the place is scaled back.
    assert with_point(values, 5.0, -5.0, "middle").rows[-1] == pytest.approx((400, 1, 8.5))
    many = Table(tuple((float(i % 11 - 5), i / 100, float(i % 2)) for i in range(300)), RULES.columns)
    full = play(PlaygroundSettings(data=OWN, own=many, pen="0", epochs=1))
    assert point_drawn(full, {"x1": 0.0, "x2": 0.0, "step": 0}) == {}, "more than a link holds"
