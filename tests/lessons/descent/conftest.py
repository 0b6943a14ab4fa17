"""What tests of gradient descent share: the runs that they look at."""

import pytest

from nnviz.lessons.descent.race_scene import race_scene
from nnviz.lessons.descent.race_study import RaceSettings, race_study
from nnviz.lessons.descent.surface_scene import surface_scene
from nnviz.lessons.descent.surface_study import SurfaceSettings, surface_study
from tests.lessons.descent.races import RACES
from tests.lessons.descent.surfaces import RUNS, Case


@pytest.fixture(scope="session", params=RUNS.values(), ids=RUNS)
def case(request):
    study = surface_study(SurfaceSettings(**request.param))
    return Case(study, surface_scene(study))


@pytest.fixture(scope="session", params=RACES.values(), ids=RACES)
def race(request):
    settings = RaceSettings(**request.param)
    study = race_study(settings)
    return settings, study, race_scene(study)
