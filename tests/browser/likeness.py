"""How much two pictures of the same thing differ, whatever draws them: what the approved pictures are compared with."""

from itertools import product

import numpy as np
from PIL import Image

from nnviz.core import Array

BLOCK = 8
LEVELS = 16
SLACK = 255 / (LEVELS - 1) / 2
"""So far a colour may lie from its own: an approved picture keeps 16 levels of each of red, green and blue."""
TOLERANCE = 3.0
"""The largest difference between pictures that are alike.

Measured on all pictures of the course. Drawn again, by Chromium 150 beside 156, or with font hinting none and full or
without subpixel text antialiasing: at most 0.8. What must not pass: grid lines gone 6.0 at least, the end of a colour
scale a fifth further away 20 where the colours are deepest, a line 3 wide in place of 2 26, a label moved by three
pixels 45. Without subpixel positions of letters, numbers on top of lines give up to 6.2: such a change is looked at.
"""


def kept(picture: Image.Image) -> Image.Image:
    """Return a picture with few colours, which makes a small file: each a little off, by SLACK as a rule.

    Where there are too many of them, those that are seldom (of a grid, say) are not given up for many that are alike.
    """
    step = 2 * SLACK
    levels = np.round(np.asarray(picture.convert("RGB")) / step) * step
    return Image.fromarray(levels.astype(np.uint8)).quantize(256, kmeans=3, dither=Image.Dither.NONE)


def difference(approved: Image.Image, seen: Image.Image) -> Array:
    """Return how much two pictures differ, 0 to 255, for each block of 8 × 8 pixels.

    It is the mean over the block of what exceeds SLACK in the worst of the three colours. Of the nine ways to lay one
    picture on the other, a pixel aside at most, the best counts, block by block: letters may settle on another pixel.
    Ways are tried until all blocks are alike. Pictures of different sizes differ everywhere.
    """
    if approved.size != seen.size:
        return np.full((1, 1), 255.0)
    a, b = (np.array(picture.convert("RGB").split()) for picture in (approved, seen))
    best: Array = np.array(np.inf)
    for way in product((0, 1, -1), repeat=2):
        c = np.roll(b, way, axis=(1, 2))
        best = np.minimum(best, _blocks((np.maximum(a, c) - np.minimum(a, c)).max(axis=0)))
        if best.max() <= TOLERANCE:
            break
    return best


def _blocks(off: Array) -> Array:
    """Return the mean over each block of what exceeds SLACK in `off` (height, width); beyond the edge nothing does."""
    height, width = off.shape
    excess = np.pad(np.maximum(off - SLACK, 0), ((0, -height % BLOCK), (0, -width % BLOCK)))
    means: Array = excess.reshape(len(excess) // BLOCK, BLOCK, -1, BLOCK).mean(axis=(1, 3))
    return means


def side_by_side(approved: Image.Image, seen: Image.Image) -> Image.Image:
    """Return the approved picture, the one seen, and, in red, the blocks in which they are not alike."""
    wrong = Image.fromarray(np.uint8(255 * (difference(approved, seen) > TOLERANCE)))
    where = Image.composite(Image.new("RGB", wrong.size, "red"), Image.new("RGB", wrong.size, "white"), wrong)
    scaled = where.resize([BLOCK * side for side in where.size], Image.Resampling.NEAREST)
    three = (approved.convert("RGB"), seen.convert("RGB"), scaled)
    sheet = Image.new("RGB", (sum(one.width for one in three) + 2 * BLOCK, max(one.height for one in three)), "grey")
    left = 0
    for one in three:
        sheet.paste(one, (left, 0))
        left += one.width + BLOCK
    return sheet
