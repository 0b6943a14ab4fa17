/* A network's forward pass over many places of the plane at once, for pictures while something moves: the form of
   nnviz/core/network.py, unit by unit over all places, nothing allocated after the first. A test compares it with the
   core's for every activation, from the same θ. */

import { ACTIVATIONS } from "./activations.js";
import { FEATURES } from "./features.js";

const BLOCK = 1024; // places at a time: what all layers hold of them fits a processor's cache
const REACH = 7.9; // beyond it, a rational tanh would leave ±1

/** tanh to 3e-7, as Eigen computes it: a ratio of polynomials of degrees 13 and 6. Any cheaper one is seen in depth. */
export function fastTanh(z) {
  const x = z > REACH ? REACH : z < -REACH ? -REACH : z;
  const s = x * x;
  let p = -2.76076847742355e-16 * s + 2.00018790482477e-13;
  p = p * s - 8.60467152213735e-11;
  p = p * s + 5.12229709037114e-8;
  p = p * s + 1.48572235717979e-5;
  p = p * s + 6.37261928875436e-4;
  p = (p * s + 4.89352455891786e-3) * x;
  const q = ((1.19825839466702e-6 * s + 1.18534705686654e-4) * s + 2.268434632439e-3) * s + 4.89352518554385e-3;
  return p / q;
}

const FAST = { tanh: fastTanh, sigmoid: (z) => 0.5 + 0.5 * fastTanh(0.5 * z) };

/** The φ of elementwise activations, each over all of z (n) in place; and of joint ones, over all units of a layer. */
const each = (phi) => (units) => {
  for (const z of units) for (let k = 0; k < z.length; k++) z[k] = phi(z[k]);
};
const PICTURED = Object.fromEntries(Object.entries({ ...ACTIVATIONS, ...FAST }).map(([name, phi]) => [name, each(phi)]));
const EXACT = Object.fromEntries(Object.entries(ACTIVATIONS).map(([name, phi]) => [name, each(phi)]));
const JOINT = {
  identity() {},
  softmax(units) {
    for (let k = 0; k < units[0].length; k++) {
      let [most, sum] = [-Infinity, 0];
      for (const z of units) if (z[k] > most) most = z[k];
      for (const z of units) sum += z[k] = Math.exp(z[k] - most);
      for (const z of units) z[k] /= sum;
    }
  },
};

/** Which activations the pass knows. */
export const KNOWN = Object.keys({ ...PICTURED, ...JOINT });

/** Where in θ each unit's column of weights begins, how far apart they lie, and its bias. */
export function placesInTheta(sizes) {
  const layers = [[]];
  for (let layer = 1, start = 0; layer < sizes.length; layer++) {
    const [before, n] = [sizes[layer - 1], sizes[layer]];
    layers.push(Array.from({ length: n }, (_, j) => ({ at: start + j, by: n, bias: start + before * n + j })));
    start += (before + 1) * n;
  }
  return layers;
}

export class NetworkPass {
  /**
   * A network { sizes, activations, features } over places x1 (n), x2 (n); `exact` for numbers and not for pictures, and
   * then with its sums z (layers, units, n), too.
   */
  constructor({ sizes, activations, features }, x1, x2, exact = false) {
    const inputs = features.map((name) => Float64Array.from(x1, (x, k) => FEATURES[name](x, x2[k])));
    const kinds = exact ? EXACT : PICTURED;
    this.phi = activations.map((name) => JOINT[name] ?? kinds[name]);
    this.places = placesInTheta(sizes);
    this.a = sizes.map((n, layer) => (layer ? Array.from({ length: n }, () => new Float64Array(x1.length)) : inputs));
    if (exact) this.z = this.a.map((layer) => layer.map((unit) => Float64Array.from(unit)));
    this.blocks = Array.from({ length: Math.ceil(x1.length / BLOCK) }, (_, i) =>
      [this.a, this.z].map((all) => all?.map((layer) => layer.map((unit) => unit.subarray(i * BLOCK, (i + 1) * BLOCK)))));
  }

  /** Compute a (layers, units, n) of θ, up to a layer. */
  run(theta, upto = this.a.length - 1) {
    for (const [a, sums] of this.blocks) {
      for (let layer = 1; layer <= upto; layer++) {
        this.places[layer].forEach((place, j) => weigh(a[layer][j], a[layer - 1], theta, place));
        sums?.[layer].forEach((z, j) => z.set(a[layer][j]));
        this.phi[layer - 1](a[layer]);
      }
    }
    return this.a;
  }
}

/** Write the z of one unit over all places: its bias and its inputs, each times its weight, four of them at a time. */
function weigh(z, inputs, theta, { at, by, bias }) {
  const n = z.length;
  let i = 0;
  z.fill(theta[bias]);
  for (; i + 3 < inputs.length; i += 4) {
    const [a, b, c, d] = [inputs[i], inputs[i + 1], inputs[i + 2], inputs[i + 3]];
    const first = at + i * by;
    const [u, v, w, x] = [theta[first], theta[first + by], theta[first + 2 * by], theta[first + 3 * by]];
    for (let k = 0; k < n; k++) z[k] += u * a[k] + v * b[k] + w * c[k] + x * d[k];
  }
  for (; i < inputs.length; i++) {
    const [a, u] = [inputs[i], theta[at + i * by]];
    for (let k = 0; k < n; k++) z[k] += u * a[k];
  }
}

/** A grid over a plane [x low, x high, y low, y high]: the middles of side × side cells, the uppermost row first. */
export function gridOf([x0, x1, y0, y1], side) {
  const across = Float64Array.from({ length: side * side }, (_, k) => x0 + (((k % side) + 0.5) / side) * (x1 - x0));
  const up = Float64Array.from({ length: side * side }, (_, k) => y1 - ((Math.floor(k / side) + 0.5) / side) * (y1 - y0));
  return [across, up];
}
