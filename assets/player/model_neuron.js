/* A neuron a = φ(w₁·x₁ + … + b), and what it looks like over its inputs (nnviz/figures/handle.py). */

import { ACTIVATIONS } from "./activations.js";

export function neuron(values, { activation, over = [], plane, tall }) {
  const phi = ACTIVATIONS[activation];
  const theta = [];
  const out = { sum: 0, theta };
  for (let i = 1; `w${i}` in values; i++) {
    out[`p${i}`] = values[`w${i}`] * values[`x${i}`];
    out.sum += out[`p${i}`];
    theta.push(values[`w${i}`]);
  }
  theta.push(values.b);
  out.z = out.sum + values.b;
  out.a = phi(out.z);
  out.line = Array.from(over, (x1) => out.z + values.w1 * (x1 - values.x1));
  out.curve = out.line.map(phi);
  if (tall) out.high = out.z / tall;
  if (plane) [out.zero_x, out.zero_y] = zeroLine(values, plane);
  return out;
}

/** The x₁ and the x₂ of the two ends of the line z = 0 within a plane; nan where it does not cross it. */
function zeroLine({ w1, w2, b }, [x0, x1, y0, y1]) {
  const ends = [];
  const [dx, dy] = [1e-9 * (x1 - x0), 1e-9 * (y1 - y0)]; // one through a corner meets two edges there
  const meet = (x, y) => {
    const inside = x >= x0 - dx && x <= x1 + dx && y >= y0 - dy && y <= y1 + dy;
    if (inside && !ends.some(([u, v]) => Math.abs(u - x) <= dx && Math.abs(v - y) <= dy)) ends.push([x, y]);
  };
  if (w2) for (const x of [x0, x1]) meet(x, -(w1 * x + b) / w2);
  if (w1) for (const y of [y0, y1]) meet(-(w2 * y + b) / w1, y);
  const [[u0, v0], [u1, v1]] = ends.length < 2 ? [[NaN, NaN], [NaN, NaN]] : ends;
  return [[u0, u1], [v0, v1]];
}
