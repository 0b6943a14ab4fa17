/* The box that a surface lies in: its floor and its two walls behind, ticks, and the titles of its axes. */

import { density } from "./density.js";

const FONT = 14;
const AXES = [0, 1, 2];

/** Draw the box behind a surface; `axes` hold their title and ticks [[place from −1 to 1, text], …]. */
export function drawBox(pen, view, axes, inks, font) {
  const far = [view.sin > 0 ? -1 : 1, view.cos > 0 ? 1 : -1]; // the corner that is farthest away
  const line = (...ends) => {
    pen.beginPath();
    for (const end of ends) pen.lineTo(...view.place(end));
    pen.stroke();
  };
  Object.assign(pen, { strokeStyle: inks.grid, lineWidth: 1 });
  for (const [u] of axes[0].ticks) line([u, -1, -1], [u, 1, -1]), line([u, far[1], -1], [u, far[1], 1]);
  for (const [v] of axes[1].ticks) line([-1, v, -1], [1, v, -1]), line([far[0], v, -1], [far[0], v, 1]);
  for (const [w] of axes[2].ticks) line([far[0], -far[1], w], [far[0], far[1], w], [-far[0], far[1], w]);
  pen.strokeStyle = inks.quiet;
  line([-1, -1, -1], [1, -1, -1], [1, 1, -1], [-1, 1, -1], [-1, -1, -1]);
  const left = [[far[0], -far[1]], [-far[0], far[1]]].sort((a, b) => view.across(...a) - view.across(...b))[0];
  line([...left, -1], [...left, 1]);
  Object.assign(pen, { fillStyle: inks.text, font: `${FONT}px ${font}`, textBaseline: "middle" });
  const edges = [(at) => [at, -far[1], -1], (at) => [-far[0], at, -1], (at) => [...left, at]];
  for (const axis of AXES) label(pen, view, axes[axis], edges[axis], axis, inks);
}

/** Write an axis's ticks and title along its edge, away from the box. */
function label(pen, view, { title, ticks }, edge, axis, inks) {
  const upright = axis === 2;
  const middle = view.place(edge(0));
  const aside = upright ? -1 : Math.sign(middle[0] - view.middle[0]) || 1;
  const slant = upright ? 0 : steepness(view, edge);
  pen.textAlign = upright ? "right" : slant < 0.12 ? "center" : aside < 0 ? "right" : "left";
  const [right, down] = upright ? [-8, 0] : slant < 0.12 ? [0, 14] : [aside * 6, 11];
  pen.fillStyle = inks.quiet;
  const written = ticks.map(([at, text]) => ({ place: view.place(edge(at)), text, width: pen.measureText(text).width }));
  const widest = Math.max(0, ...written.map(({ width }) => width));
  for (const { place: [x, y], text } of apart(written)) pen.fillText(text, x + right, y + down);
  pen.fillStyle = inks.text;
  if (upright) {
    const [x, y] = view.place(edge(1));
    pen.textAlign = "left";
    pen.fillText(title, Math.max(4, x - 8 - widest), y - 16);
  } else {
    const away = slant < 0.12 ? [0, 34] : [aside * (12 + widest * Math.min(1, 2 * slant)), 20 + 14 * (1 - slant)];
    pen.fillText(title, ...inside(pen, middle[0] + away[0], middle[1] + away[1], title));
  }
}

/** As many of an axis's ticks as can be read: each, or each second, third …, 0 among them where there is one. */
export function apart(ticks) {
  const meet = (a, b) => (
    Math.abs(a.place[0] - b.place[0]) < (a.width + b.width) / 2 + 4 && Math.abs(a.place[1] - b.place[1]) < 1.2 * FONT);
  const zero = ticks.findIndex(({ text }) => Number(text) === 0);
  for (let each = 1; ; each++) {
    const some = ticks.filter((_, i) => (i - zero) % each === 0);
    if (some.every((tick, i) => !i || !meet(some[i - 1], tick))) return some;
  }
}

/** How steep an edge is on the screen: 0 lies flat, 1 is upright. */
function steepness(view, edge) {
  const [[x0, y0], [x1, y1]] = [view.place(edge(-1)), view.place(edge(1))];
  return Math.abs(y1 - y0) / Math.hypot(x1 - x0, y1 - y0);
}

/** Move a text so far that it ends within the canvas. */
function inside(pen, x, y, text) {
  const width = pen.measureText(text).width;
  const before = { left: 0, center: width / 2, right: width }[pen.textAlign];
  const room = pen.canvas.width / density();
  return [Math.min(Math.max(x, before + 2), room - 2 - width + before), Math.min(y, pen.canvas.height / density() - 9)];
}
