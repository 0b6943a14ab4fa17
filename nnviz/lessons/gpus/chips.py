"""What chips do about it, and what they do at most: nothing of this is measured here, and all of it has a source."""

from typing import NamedTuple

from nnviz.figures.text import table

CUDA = "https://docs.nvidia.com/cuda/archive/11.4.0/cuda-c-programming-guide/#benefits-of-using-gpus"
TPU = "https://arxiv.org/abs/1704.04760"
FPGA = "https://docs.amd.com/r/2023.2-English/ug1393-vitis-application-acceleration/Using-Alveo-Accelerator-Cards"

SENTENCES = (
    "A **graphics processor (GPU)** is built for very much of the same at once: where a CPU runs a few tens of threads "
    f"side by side, it is [designed for thousands]({CUDA}), with more of its transistors for computing and fewer for "
    "storing and steering.",
    "An **ASIC** is a chip made for one task: the heart of Google’s first TPU is a unit for matrix products with "
    f"[65,536 workers]({TPU}), each of which multiplies 8-bit numbers and adds.",
    f"An **FPGA** is a chip that is [essentially blank]({FPGA}) until it is configured: its user lays out in it the "
    "circuit that one network needs, and later another one.",
)


class Chip(NamedTuple):
    """A chip, its kind and year, and its peak in 10¹² operations a second with numbers of 32, 16 and 8 bits."""

    name: str
    kind: str
    year: int
    bits32: str
    bits16: str
    bits8: str
    sources: tuple[tuple[str, str], ...]


NONE = "–"
CHIPS = (
    Chip("Google TPU, the first", "ASIC", 2015, NONE, NONE, "92", (("Jouppi et al. 2017", TPU),)),
    Chip(
        "Intel Stratix 10", "FPGA", 2016, "10", "12", "31",
        (
            ("Intel, in Tom’s Hardware", "https://www.tomshardware.com/news/intel-altera-stratix-10-fpga-cpu,32850.html"),
            ("Microsoft, in TOP500, 2017",
             "https://www.top500.org/news/microsoft-takes-fpga-powered-deep-learning-to-the-next-level/"),
        ),
    ),
    Chip(
        "NVIDIA A100 (SXM)", "GPU", 2020, "19.5", "312", "624",
        (("datasheet", "https://www.nvidia.com/content/dam/en-zz/Solutions/Data-Center/a100/pdf/"
          "nvidia-a100-datasheet-us-nvidia-1758950-r4-web.pdf"),),
    ),
    Chip(
        "NVIDIA H100 (SXM)", "GPU", 2022, "67", "989", "1,979",
        (("white paper", "https://resources.nvidia.com/en-us-tensor-core/gtc22-whitepaper-hopper"),),
    ),
    Chip("Google TPU v5e", "ASIC", 2023, NONE, "197", "393",
         (("documentation", "https://docs.cloud.google.com/tpu/docs/v5e"),)),
)  # fmt: skip
COUNTED = (
    "In 10¹² operations a second, as the sources give them, some rounded. A multiplication and its addition count as "
    "two operations, so half of them are multiplications. They are **peaks**, the most that the chip could ever do. "
    "32 bits are FP32, 16 are FP16 or BF16 in the units for matrix products (of the FPGA: integers), 8 are integers, "
    "INT8. All are *dense*: weights that are 0 are multiplied like all others. A dash: the source gives none."
)


def chips_table() -> str:
    """Return the table of the chips; their sources stand behind their names."""
    rows = [
        (f"**{chip.name}** ({chip.kind}, {chip.year}): {_links(chip)}", chip.bits32, chip.bits16, chip.bits8)
        for chip in CHIPS
    ]
    return table(("chip, and source", "32 bits", "16 bits", "8 bits"), rows, left=(0,))


def _links(chip: Chip) -> str:
    return ", ".join(f"[{name}]({address})" for name, address in chip.sources)


def chips() -> str:
    """Return the three sentences, the table, and what its numbers count."""
    sentences = "\n".join(f"- {sentence}" for sentence in SENTENCES)
    return f"{sentences}\n\n{chips_table()}\n\n{COUNTED}"
