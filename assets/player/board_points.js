/* The datapoints of a board: shape and colour say of which class they are, hollow ones had no part in the training. */

import { rgbOf } from "./board_paint.js";
import { list } from "./unpack.js";

const DARKER = 0.4; // than its class's colour in the picture, or a point would not be seen on its own class's side

const SHAPES = [
  (pen, x, y, r) => pen.arc(x, y, r, 0, 2 * Math.PI),
  (pen, x, y, r) => pen.rect(x - 0.9 * r, y - 0.9 * r, 1.8 * r, 1.8 * r),
  (pen, x, y, r) => corners(pen, [[x, y - 1.3 * r], [x + 1.2 * r, y + 0.9 * r], [x - 1.2 * r, y + 0.9 * r]]),
  (pen, x, y, r) => corners(pen, [[x, y - 1.35 * r], [x + 1.35 * r, y], [x, y + 1.35 * r], [x - 1.35 * r, y]]),
];

function corners(pen, places) {
  for (const [i, place] of places.entries()) pen[i ? "lineTo" : "moveTo"](...place);
  pen.closePath();
}

/** Packed points as { x1, x2, target, hollow, shape, colour }; without classes, in the colour of their target. */
export function datapointsOf(points, arrays, { classes, table, span: [low, high], text }) {
  if (!points) return [];
  const [places, targets, held] = [points.places, points.targets, points.held].map((one) => list(one, arrays));
  const last = table.length / 3 - 1;
  const dark = (rgb) => `rgb(${rgb.map((part, i) => Math.round(part + DARKER * (rgbOf(text)[i] - part))).join()})`;
  const shade = (target) => {
    const at = 3 * Math.round(Math.max(0, Math.min(1, (target - low) / (high - low))) * last);
    return dark(Array.from(table.subarray(at, at + 3)));
  };
  const colours = classes.map(({ colour }) => dark(rgbOf(colour)));
  return places.map(([x1, x2], k) => {
    const look = classes.length ? { shape: targets[k] % SHAPES.length, colour: colours[targets[k]] } : { shape: 0, colour: shade(targets[k]) };
    return { x1, x2, target: targets[k], hollow: Boolean(held[k]), ...look };
  });
}

/** Draw datapoints { x, y, … }, in px. */
export function drawPoints(pen, points, page) {
  const radius = points.length > 400 ? 2.8 : points.length > 120 ? 3.4 : 5;
  for (const { x, y, colour, shape, hollow } of points) {
    pen.beginPath();
    SHAPES[shape](pen, x, y, radius);
    Object.assign(pen, { fillStyle: hollow ? page : colour, strokeStyle: hollow ? colour : page, lineWidth: hollow ? 1.6 : 1 });
    pen.fill();
    pen.stroke();
  }
}
