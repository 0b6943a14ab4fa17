"""How too simple, too complex is drawn: an axis of logarithms that can be read, however short it is."""

import numpy as np
import pytest

from nnviz.lessons.simple.grid_scene import grid_scene
from nnviz.lessons.simple.grid_study import GridSettings, grid_study
from nnviz.lessons.simple.looks import decades


@pytest.mark.parametrize(
    ("low", "high"), [(-1.6, -0.7), (-0.2, 0.2), (-0.15, 0.15), (-0.4, 0.9), (0.1, 0.5), (-80, -2), (-3, 0), (11, 11.4)]
)
def test_a_logarithmic_axis_has_two_ticks_at_least_each_with_its_own_value(low, high, read):
    axis = decades(low, high)
    ticks, words = axis["tickvals"], axis["ticktext"]
    assert 2 <= len(ticks) <= 6
    assert all(axis["range"][0] <= tick <= axis["range"][1] for tick in ticks)
    if high - low < 10:
        assert np.allclose([read(word)[0] for word in words], 10.0 ** np.array(ticks), rtol=0.01)


def test_the_name_of_the_target_stands_where_no_loss_runs_at_the_start():
    for target in (0.1, 0.05, 0.02, 0.01):
        study = grid_study(GridSettings(optimizer="sgd", learning_rate=0.1, target=target))
        note = grid_scene(study).animations[1].layout["annotations"][0]
        assert note["yanchor"] == "top"
        assert note["y"] == np.log10(target)
        assert study.cell.losses[:20].min() > target / 2
