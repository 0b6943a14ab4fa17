"""What it costs to compare runs, to ask for luck, and to take a page home: `python tests/benchmarks/takeaway.py`.

CPU of one thread: runs side by side beside one run; 32 starts of the playground's default (300 epochs of 250 points in
batches of 10); a page as a file; and the whole course as a folder.
"""

import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from statistics import median
from time import process_time

os.environ["OPENBLAS_NUM_THREADS"] = os.environ["OMP_NUM_THREADS"] = "1"
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from nnviz.export.course import Made, export
from nnviz.export.sheet import page_of
from nnviz.figures.pack import pack
from nnviz.lessons import all_lessons
from nnviz.lessons.compare import compare_scene, compared
from nnviz.lessons.luck import luck, luck_scene
from nnviz.lessons.parameters import chosen

REPEATS = 7
PARTS = {part.key: (lesson, part) for lesson in all_lessons().values() for part in lesson.parts}


def spent(work: Callable[[], object]) -> float:
    """Return the median CPU milliseconds of some work, once it has been done."""
    work()
    times = []
    for _ in range(REPEATS):
        begun = process_time()
        work()
        times.append(1000 * (process_time() - begun))
    return median(times)


def side_by_side() -> None:
    """Print what two runs cost one by one, and what side by side."""
    print(f"{'two runs':34}{'one by one, ms':>16}{'side by side, ms':>18}")
    for key, (_, part) in PARTS.items():
        if part.compared is None:
            continue
        both = (part.settings(), chosen(part.settings, {"rate": 0.1}))

        def alone(part=part, both=both) -> None:  # type: ignore[no-untyped-def]
            for settings in both:
                pack(part.scene(part.study(settings)))

        def together(part=part, both=both) -> None:  # type: ignore[no-untyped-def]
            pack(compare_scene(compared(part, both, [part.study(settings) for settings in both])))

        single, double = spent(alone), spent(together)
        print(f"{key:34}{single:16.1f}{double:18.1f}")


def luck_of_the_playground() -> None:
    """Print what 32 starts of the playground's default cost, trained, measured on the test points and drawn."""
    part = PARTS["playground"][1]
    study = part.study(part.settings())
    cost = spent(lambda: pack(luck_scene(luck(part, study, 0))))
    print(f"\n32 starts of the playground, 300 epochs of 250 points by 10: {cost:.0f} ms")


def taken_home() -> None:
    """Print what a page as a file costs, the largest of all parts, and the whole course as a folder."""
    made = {key: Made.of(part, part.settings()) for key, (_, part) in PARTS.items()}
    costs = {
        key: spent(lambda key=key, lesson=lesson, part=part: page_of(lesson, part, part.settings(), made[key], 0))
        for key, (lesson, part) in PARTS.items()
    }
    worst = max(costs, key=costs.__getitem__)
    print(f"one page as a file: {median(costs.values()):.1f} ms, at most {costs[worst]:.1f} ms ({worst})")
    with tempfile.TemporaryDirectory() as folder:
        begun = process_time()
        files = export(Path(folder))
        size = sum(file.stat().st_size for file in files) / 1e6
        print(f"the course: {len(files)} files, {size:.1f} MB, {process_time() - begun:.1f} s")


def main() -> None:
    """Measure all, and print it."""
    side_by_side()
    luck_of_the_playground()
    taken_home()


if __name__ == "__main__":
    main()
