"""The lines fitted by hand, and the outliers, that the tests of this lesson look at."""

from nnviz.lessons.fit.outlier import WhySettings
from nnviz.lessons.fit.points import PointSettings
from nnviz.lessons.fit.study import FitSettings
from nnviz.lessons.tables import OWN, Table


def own(*rows):
    """Return points of one's own."""
    return PointSettings(OWN, Table(tuple(tuple(map(float, row)) for row in rows), ("time (s)", "way (m)")))


KEPT = ((0.5, 2.0), (1.0, 1.0), (0.8, 1.5), (-2.0, 9.0))
STEEP = own((0, 0), (0.5, 900), (1, 500))
FITS = {
    "four points": FitSettings(),
    "kept lines": FitSettings(m=0.7, c=2.0, kept=KEPT),
    "asked": FitSettings(m=0.7, c=2.0, answer=True, errors="squares"),
    "a neuron": FitSettings(m=-0.4, c=3.0, neuron=True, kept=KEPT),
    "a neuron from the best line": FitSettings(m=0.8, c=1.5, neuron=True),
    "a neuron, many steps": FitSettings(PointSettings("anscombe_3"), neuron=True, errors="sticks"),
    "a neuron in a narrow valley": FitSettings(own((900, 1), (901, 5), (903, 2)), m=0.01, c=-5.0, neuron=True),
    "other units": FitSettings(STEEP, m=300.0, c=100.0, kept=((500.0, 200.0),)),
    "all x are equal": FitSettings(own((2, 1), (2, 3), (2, 7)), neuron=True),
    "two points": FitSettings(own((0, 1), (1, 0))),
}
OUTLIERS = {
    "four points": WhySettings(),
    "in the middle": WhySettings(x=2.5, y=8.0),
    "many points": WhySettings(PointSettings("anscombe_1"), x=4.0, y=12.0),
    "far away": WhySettings(x=-500.0, y=3000.0),
    "one point decides": WhySettings(PointSettings("anscombe_4")),
    "all on a line": WhySettings(own((0, 0), (1, 1), (2, 2)), x=3.0, y=3.0),
    "on the line of the others": WhySettings(x=5.0, y=5.5),
    "one point and its own mirror": WhySettings(own((0, 0), (0, 1), (1, 0)), x=1.0, y=1.0),
    "all x are equal": WhySettings(own((2, 1), (2, 3), (2, 7)), x=2.0, y=9.0),
}
