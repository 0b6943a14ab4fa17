/* Where the layers of a network move places of the plane, from stage to stage (nnviz/figures/space.py). A test compares
   each stage with the core's. */

import { NetworkPass } from "./network.js";

export class Stages {
  constructor(spec, x1, x2) {
    this.all = spec.stages;
    this.pass = new NetworkPass(spec, x1, x2, true);
    this.n = x1.length;
    this.seen = this.all.map(() => undefined);
  }

  /** Take θ. */
  take(theta) {
    this.pass.run(theta);
    this.seen.fill(undefined);
  }

  /** The output (n) of the network. */
  get output() {
    return this.pass.a.at(-1)[0];
  }

  /** Where all places are seen at a stage, an array (n) for each direction: from −1 to 1 within its axes. */
  at(s) {
    return (this.seen[s] ??= this.#project(this.all[s]));
  }

  /** The same at a position between two stages: as far on the straight way from one to the other. */
  between(position) {
    const from = Math.min(Math.floor(position), this.all.length - 1);
    const share = position - from;
    if (!share) return this.at(from);
    const [a, b] = [this.at(from), this.at(from + 1)];
    return a.map((values, axis) => values.map((value, k) => value + share * (b[axis][k] - value)));
  }

  #project({ layer, summed, mean, basis, ends }) {
    const values = (summed ? this.pass.z : this.pass.a)[layer];
    return ends.map(([low, high], axis) => Float64Array.from({ length: this.n }, (_, k) => {
      let sum = 0;
      for (let j = 0; j < values.length; j++) sum += (values[j][k] - mean[j]) * basis[j][axis];
      return (2 * (sum - low)) / (high - low) - 1;
    }));
  }
}

/**
 * Where w·a + b = 0 lies in the box from −1 to 1 of a stage that shows its layer as it is: the corners of a line's or a
 * polygon's outline, none where it does not cross the box.
 */
export function parting({ ends, basis }, weights, bias) {
  const d = ends.length;
  const slopes = ends.map(([low, high], axis) => ((high - low) / 2) * basis.reduce((sum, row, j) => sum + row[axis] * weights[j], 0));
  const middle = ends.reduce((sum, [low, high], axis) =>
    sum + ((low + high) / 2) * basis.reduce((all, row, j) => all + row[axis] * weights[j], 0), bias);
  const value = (place) => place.reduce((sum, at, axis) => sum + slopes[axis] * at, middle);
  const corners = Array.from({ length: 2 ** d }, (_, k) => Array.from({ length: d }, (_, axis) => (k & (1 << axis) ? 1 : -1)));
  const found = [];
  for (const [k, from] of corners.entries()) {
    for (let axis = 0; axis < d; axis++) {
      if (k & (1 << axis)) continue;
      const to = corners[k | (1 << axis)];
      const [p, q] = [value(from), value(to)];
      if (p < 0 !== q < 0) found.push(from.map((at, i) => at + (p / (p - q)) * (to[i] - at)));
    }
  }
  return d === 3 ? around(found, slopes) : found;
}

/** The corners of a polygon in a plane with this normal, one after the other around its middle. */
function around(places, normal) {
  if (places.length < 3) return [];
  const middle = normal.map((_, axis) => places.reduce((sum, place) => sum + place[axis], 0) / places.length);
  const cross = ([a, b, c], [d, e, f]) => [b * f - c * e, c * d - a * f, a * e - b * d];
  const dot = (a, b) => a.reduce((sum, one, i) => sum + one * b[i], 0);
  const away = (place) => place.map((at, axis) => at - middle[axis]);
  const along = away(places[0]);
  const aside = cross(normal, along);
  const [size, wide] = [Math.hypot(...along), Math.hypot(...aside)];
  const angle = (place) => Math.atan2(dot(away(place), aside) / wide, dot(away(place), along) / size);
  return [...places].sort((a, b) => angle(a) - angle(b));
}
