/* Lines in a surface's space, cut into pieces no longer than a cell: each may be hidden by the surface, or not. */

/** The pieces of a line through places [u, v, w], each from −1 to 1 within the box, in order; the k-th place ends it. */
export function piecesOf(places, columns, rows) {
  const pieces = [];
  for (let k = 1; k < places.length; k++) {
    const ends = clipped(places[k - 1], places[k]);
    if (!ends) continue;
    const [a, b] = ends;
    const n = Math.max(1, Math.ceil((Math.abs(b[0] - a[0]) * columns + Math.abs(b[1] - a[1]) * rows) / 2));
    for (let i = 0; i < n; i++) {
      pieces.push({ from: between(a, b, i / n), middle: between(a, b, (i + 0.5) / n), to: between(a, b, (i + 1) / n), k });
    }
  }
  return pieces;
}

export const within = (place) => place.every((at) => Math.abs(at) <= 1 + 1e-6);

const between = (a, b, share) => a.map((at, i) => at + share * (b[i] - at));

/** The part of a straight line that lies within the box, after Liang and Barsky; undefined where none does. */
function clipped(a, b) {
  let [from, to] = [0, 1];
  for (let i = 0; i < 3; i++) {
    const run = b[i] - a[i];
    if (!run && Math.abs(a[i]) > 1) return undefined;
    if (!run) continue;
    const [enters, leaves] = [(-1 - a[i]) / run, (1 - a[i]) / run].sort((p, q) => p - q);
    [from, to] = [Math.max(from, enters), Math.min(to, leaves)];
  }
  if (!(from <= to)) return undefined;
  return [between(a, b, from), between(a, b, to)];
}
