"""What a visitor changes on the way: each change is one more stage of the run, from the stop that is shown."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from nnviz.lessons.playground.own import RULES, SOME, table_of, with_point
from nnviz.lessons.playground.settings import PlaygroundSettings
from nnviz.lessons.playground.stages import LARGEST, MOST_EPOCHS, MOST_STAGES, Stage, stages_text
from nnviz.lessons.playground.study import Play
from nnviz.lessons.tables import to_link


def with_stage(play: Play, stage: Stage) -> dict[str, Any]:
    """Return the settings of a run that goes on with this stage, at its epoch; what came after that is let go.

    There are at most MOST_STAGES of them: beyond that nothing changes.
    """
    before = tuple(one for one in play.settings.stages if one.at <= stage.at)
    if len(before) >= MOST_STAGES:
        return {}
    return {"more": stages_text((*before, stage)), "step": stage.at}


def longer(settings: PlaygroundSettings) -> dict[str, Any]:
    """Return the settings of a run that goes on from its end, for as many epochs as it had at first.

    One that went on before, with nothing changed, goes on longer; beyond MOST_STAGES nothing changes.
    """
    *others, last = settings.stages or (Stage(0, settings.epochs, settings.learning_rate),)
    if last == Stage(last.at, last.epochs) and last.epochs + settings.epochs <= MOST_EPOCHS:
        return {"more": stages_text((*others, replace(last, epochs=last.epochs + settings.epochs)))}
    more = (*settings.stages, Stage(last.at + last.epochs, settings.epochs))
    return {"more": stages_text(more)} if len(more) <= MOST_STAGES else {}


def visited(play: Play, epoch: int) -> dict[str, Any]:
    """Return the settings of the same run at an epoch: where its timeline has no stop there, it gets some around it."""
    there = epoch in play.epochs[play.stops] or epoch not in play.epochs
    return {"step": epoch} if there else {"asked": str(epoch), "step": epoch}


def by_hand(play: Play, said: Mapping[str, Any]) -> dict[str, Any]:
    """Return the settings that follow from what was done in the drawing: a weight set, or a point drawn."""
    return point_drawn(play, said) if "x1" in said else weight_set(play, said)


def point_drawn(play: Play, said: Mapping[str, Any]) -> dict[str, Any]:
    """Return the settings with one more of the visitor's own points; nothing where they are too many for a link."""
    table = with_point(table_of(play.settings.own) or SOME, said["x1"], said["x2"], play.settings.pen)
    text = to_link(table, RULES) if len(table.rows) <= RULES.most else None
    return {"points": text} if text else {}


def weight_set(play: Play, said: Mapping[str, Any]) -> dict[str, Any]:
    """Return the settings of a run that goes on from an epoch with a weight or a bias that was set by hand there.

    Weights set at the same epoch, one after the other, are one stage.
    """
    place, value, at = said["parameter"], float(said["value"]), int(said["step"])
    at = int(play.epochs[abs(play.epochs - at).argmin()])
    value = round(min(max(value, -LARGEST), LARGEST), 4)
    *others, last = play.settings.stages or (None,)
    if last is not None and last.at == at:
        weights = tuple(one for one in last.weights if one[0] != place)
        stage = Stage(at, last.epochs, last.rate, last.penalty_rate, (*weights, (place, value)))
        return {"more": stages_text((*(one for one in others if one), stage)), "step": at}
    return with_stage(play, Stage(at, play.settings.epochs, weights=((place, value),)))
