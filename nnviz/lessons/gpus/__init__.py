"""Why GPUs: a layer is one matrix product, and all of its cells can be computed at once."""

from nnviz.lessons import Lesson, Part, Try
from nnviz.lessons.gpus.fill_scene import fill_scene
from nnviz.lessons.gpus.fill_study import FillSettings, fill_study
from nnviz.lessons.gpus.fill_words import fill_question
from nnviz.lessons.gpus.timing_scene import timing_scene
from nnviz.lessons.gpus.timing_study import TimingSettings, timing_job, timing_study
from nnviz.lessons.gpus.timing_words import timing_question

LESSON = Lesson(
    prefix="gpus",
    parts=(
        Part(
            "gpus_fill", "All at once", FillSettings, fill_study, fill_scene, fill_question,
            "A layer is **one matrix product**, and no cell of it waits for another.",
            step="fill_step",
        ),
        Part(
            "gpus_timing", "Timed here", TimingSettings, timing_study, timing_scene, timing_question,
            "The same layer in three ways, **timed on this server**, for sizes that grow.",
            step="size_step", job=timing_job,
        ),
    ),
    tries=(
        Try(
            "More points and more neurons: more work for one worker, and as few steps as before for all at once",
            {"gpus_points": "5", "gpus_neurons": "6"},
        ),
        Try(
            "Two points, two neurons: four workers are all that this layer can use, and the sums are as long as before",
            {"gpus_points": "2", "gpus_neurons": "2"},
        ),
        Try("One input: each cell is a single product, and all at once is done in one step", {"gpus_inputs": "1"}),
        Try(
            "How fast is this very server? Guess first, then press play",
            {"gpus_part": "Timed here"},
        ),
    ),
    terms=("weight", "bias", "weighted sum", "layer", "matrix product", "batch", "GPU"),
)  # fmt: skip
