/* Where the parts of a board lie, in px of the page. Columns are the inputs, the hidden layers and the outputs. */

const HEAD = 30; // px, the height of a line of buttons above the layers
const LABEL = 46; // px, left of the inputs, for their names
const BESIDE = 32; // px more, where buttons stand there too
const LEAST = { column: 44, row: 36 };
const SIDES = [22, 54]; // px, of a small picture
const NAME = 17; // px, below it
const NAMED = 32; // px, the least of a picture with a name
const [CAPTION, TICKS, KEYS] = [30, 26, 150]; // px, above a lean board's picture, below it, and beside it where alone
export const SHARE = 0.42; // of the width, at most, for the large picture
export const ASIDE = 56; // px, left of it
const ENTRY = 0.7; // links enter a picture over this part of its height

/** Left of the inputs: their names, and where buttons stand beside them, these. */
const leftOf = (beside) => LABEL + (beside ? BESIDE : 0);

export const least = (counts, heads, beside) => ({
  width: leftOf(beside) + counts.length * LEAST.column,
  height: heads * HEAD + Math.max(...counts) * LEAST.row,
});

/**
 * How large the picture of a lean board is, px: beside the network, between its caption and ticks; or alone below the
 * title, with its legend beside it, where there is no room for the network.
 */
export function leanLayout(width, height, need, title) {
  const side = Math.min(height - CAPTION - TICKS, SHARE * width);
  const alone = width - side - ASIDE < need.width;
  return { alone, side: alone ? Math.min(height - title - TICKS, width - KEYS) : side };
}

/** Places for columns of so many units each, `heads` lines of buttons above them, in a room of this size. */
export function laidOut(counts, heads, { width, height }, beside) {
  const left = leftOf(beside);
  const top = heads * HEAD;
  const column = (width - left) / counts.length;
  const row = Math.min((height - top) / Math.max(...counts), 90);
  const named = row - NAME - 2 >= NAMED; // else there is room for the pictures alone
  const high = named ? row - NAME - 2 : 0.86 * row;
  const side = Math.round(Math.min(SIDES[1], Math.max(SIDES[0], Math.min(high, 0.62 * column))));
  const middle = top + (height - top - (named ? NAME : 0)) / 2;
  const x = (layer) => left + column * (layer + 0.5) - (layer ? 0 : column / 2 - side / 2);
  const unit = (layer, j) => [x(layer), middle + row * (j - (counts[layer] - 1) / 2)];
  const head = (layer, line) => [x(layer), top - HEAD * (line + 0.5)];
  return { side, row, named, x, unit, head };
}

/** The four corners of a link's curve from one unit to the i-th entry of n of another. */
export function courseOf(from, to, side, i, n) {
  const [x0, y0] = [from[0] + side / 2, from[1]];
  const [x1, y1] = [to[0] - side / 2, to[1] + (n > 1 ? (i / (n - 1) - 0.5) * ENTRY * side : 0)];
  const half = (x1 - x0) / 2;
  return [x0, y0, x0 + half, y0, x1 - half, y1, x1, y1];
}

/** How far a place is from a link's curve, seen at seventeen places of it. */
export function distanceTo([x0, y0, x1, y1, x2, y2, x3, y3], x, y) {
  let nearest = Infinity;
  for (let k = 0; k <= 16; k++) {
    const [t, s] = [k / 16, 1 - k / 16];
    const [a, b, c, d] = [s * s * s, 3 * s * s * t, 3 * s * t * t, t * t * t];
    nearest = Math.min(nearest, Math.hypot(a * x0 + b * x1 + c * x2 + d * x3 - x, a * y0 + b * y1 + c * y2 + d * y3 - y));
  }
  return nearest;
}
