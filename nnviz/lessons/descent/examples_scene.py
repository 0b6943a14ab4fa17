"""The figures of one example at a time: three paths, the spread of the steps by batch size, and the losses."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnviz.figures import palette, timeline
from nnviz.figures.animation import Animation, Blend, Readout, Scene
from nnviz.figures.axes import layout
from nnviz.figures.marks import EXACT, here, line, note, points
from nnviz.figures.numbers import number
from nnviz.lessons.descent.bowl import from_above
from nnviz.lessons.descent.examples_study import ExamplesStudy, Walker, by_formula, by_rule
from nnviz.lessons.descent.race_scene import LOOKS, losses

TICKS = [digit * 10.0**power for power in range(-6, 6) for digit in (1, 3)]


def examples_scene(study: ExamplesStudy) -> Scene:
    """Return the figures of all three runs on one timeline."""
    looked = [" · ".join(f"{walker.size * step:,}" for walker in study.walkers) for step in study.steps.tolist()]
    return Scene(
        timeline=timeline.of_steps(study.steps),
        animations=(
            *(plane(study, i) for i in range(len(study.walkers))),
            spreads(study),
            losses(study.steps, study.above, "step"),
        ),
        readouts=(
            Readout("Step", timeline.numbered(study.steps)),
            *(
                Readout(
                    f"{look.sign} {name(study, walker)}: loss", np.array([number(loss) for loss in mine]), look.colour
                )
                for look, walker, mine in zip(LOOKS, study.walkers, study.losses, strict=False)
            ),
            Readout("Points looked at so far", np.array(looked)),
        ),
        grid=((0, 1, 2, 3), (0, 1, 2, 4)),
        columns=(1, 1, 1, 1.2),
    )


def name(study: ExamplesStudy, walker: Walker) -> str:
    """Return what a run is called: by the points that a step of it looks at."""
    return f"all {study.n}" if walker.size == study.n else "1 point" if walker.size == 1 else f"{walker.size} points"


def plane(study: ExamplesStudy, i: int) -> Animation:
    """Return the plane from above with the path of one run, and where other batches would lead it."""
    walker, look, bowl = study.walkers[i], LOOKS[i], study.bowl
    theta, walked, tips = bowl.drawable(walker.theta), bowl.walked(walker.theta), _drawable(study, walker)
    cloud = {"size": 5, "color": palette.DATA.light, "line": {"width": 0}, "opacity": 0.6}
    marks = (
        line(
            walked[:, 0], walked[:, 1], look.colour, width=2.5, line=EXACT,
            trail=np.minimum(study.steps + 1, len(walked)),
        ),
        points(tips[0, :, 0], tips[0, :, 1], {"x": tips[..., 0], "y": tips[..., 1]}, marker=cloud, hoverinfo="skip"),
        here(theta[:, 0], theta[:, 1], look.colour, marker={"symbol": look.symbol, "size": 12}),
        bowl.gone(theta, look.colour),
    )  # fmt: skip
    called = name(study, walker)
    title = f"{look.sign} {called} a step"
    return from_above(bowl, marks, title, f"The path with {called} a step, and where other batches would lead")


def _drawable(study: ExamplesStudy, walker: Walker) -> NDArray[np.float64]:
    tips = study.tips(walker)
    return study.bowl.drawable(tips.reshape(-1, 2)).reshape(tips.shape)


def spreads(study: ExamplesStudy) -> Animation:
    """Return the measured spread of a step by batch size, beside the rule 1/√size and the formula, on log axes."""
    sizes = np.array(study.sizes, float)
    fine = np.geomspace(1, 0.98 * study.n, 41)
    ends, one = np.array([1.0, study.n]), study.spreads[:, :1]
    rule, formula = (Blend(one, share[None]) for share in (by_rule(ends), by_formula(fine, study.n)))
    low, high = np.log10(min(study.spreads.min(), rule.values.min())), np.log10(study.spreads.max())
    across, log = np.log10(ends * [0.85, 1.1]).tolist(), {"type": "log", "zeroline": False}
    corner: dict[str, Any] = {"xref": "paper", "yref": "paper", "xanchor": "right", "yanchor": "top"}
    return Animation(
        marks=(
            line(ends, rule.values[0], palette.ANSWER, width=2, line={"dash": "dash"}, moves={"y": rule}),
            line(fine, formula.values[0], palette.QUIET, width=2, line=EXACT, moves={"y": formula}),
            points(
                sizes, study.spreads[0], {"y": study.spreads}, hoverinfo="skip",
                marker={"size": 11, "color": palette.ERROR.light, "line": {"width": 0}},
            ),
        ),
        layout=layout(
            x={"title": "points a step", "range": across, **log, "tickvals": sizes},
            y={"range": [low - 0.25, high + 0.2], **log, "tickvals": TICKS},
            title="Spread of a step, ● measured",
            annotations=[note("1/√size", 1, 1, palette.ANSWER, **corner)],
            uirevision=f"{study.n}{study.rate}",
        ),
        name="The spread of a step around the step of all points, for each batch size, beside 1/√size",
    )  # fmt: skip
