"""What is said of chips: three sentences and a table, each with its source, and numbers that can be reckoned."""

import re

from nnviz.lessons.gpus.chips import CHIPS, NONE, SENTENCES, chips


def peak(text):
    return float(re.match(r"[\d,.]+", text)[0].replace(",", ""))


def test_there_are_three_sentences_and_each_names_its_source():
    assert len(SENTENCES) == 3
    for sentence, kind in zip(SENTENCES, ("GPU", "ASIC", "FPGA"), strict=True):
        assert kind in sentence
        assert re.search(r"\]\(https://[^)\s]+\)", sentence)
        assert sentence.count(". ") == 0
        assert sentence.endswith(".")


def test_every_chip_has_a_source_and_shorter_numbers_are_never_slower():
    for chip in CHIPS:
        assert chip.sources
        assert all(address.startswith("https://") for _, address in chip.sources)
        peaks = [peak(text) for text in (chip.bits32, chip.bits16, chip.bits8) if text != NONE]
        assert peaks == sorted(peaks)
    assert [chip.year for chip in CHIPS] == sorted(chip.year for chip in CHIPS)


def test_the_first_tpus_peak_is_that_of_its_multipliers():
    """Jouppi et al. (2017): 65,536 multipliers, a beat of 700 MHz; a multiplication with its addition is two."""
    first = next(chip for chip in CHIPS if "first" in chip.name)
    assert abs(65_536 * 700e6 * 2 / 1e12 - peak(first.bits8)) < 0.5


def test_the_h100s_peak_is_that_of_its_cores():
    """132 units of 128 cores at 1,980 MHz (the white paper's table), each with a multiplication and an addition."""
    h100 = next(chip for chip in CHIPS if "H100" in chip.name)
    assert abs(132 * 128 * 1980e6 * 2 / 1e12 - peak(h100.bits32)) < 0.5


def test_the_table_shows_all_of_them():
    assert all(f"| **{chip.name}** ({chip.kind}, {chip.year})" in chips() for chip in CHIPS)
