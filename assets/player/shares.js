/* A network of one input and one output as the sum of what its last hidden neurons contribute, from which any of them can
   be taken away (nnviz/figures/shares.py says what its outputs are). A test compares each with the core's. */

import { ACTIVATIONS } from "./activations.js";
import { reader, restored } from "./unpack.js";

const PALE = 0.25;

/** It says "change" when something was taken away or given back. */
export class Shares extends EventTarget {
  taken = new Set(); // the names of what is taken away

  /** Take a scene's shares. What was taken away before stays away, where it is there. */
  load({ header: { shares }, arrays }) {
    this.spec = shares && { ...restored(shares, arrays), theta: reader(shares.theta, arrays) };
    if (shares?.bends) this.spec.bends = reader(shares.bends, arrays);
    this.names = shares?.names ?? [];
    for (const name of this.taken) if (!this.names.includes(name)) this.taken.delete(name);
    this.made = undefined;
  }

  /** Take one away or give it back; "all" takes all away or, where none is left, gives all back. */
  toggle(name) {
    const [names, away] = [name === "all" ? this.names : [name], this.isTaken(name)];
    for (const one of names) this.taken[away ? "delete" : "add"](one);
    this.made = undefined;
    this.dispatchEvent(new Event("change"));
  }

  isTaken(name) {
    return name === "all" ? this.names.length > 0 && this.names.every((one) => this.taken.has(one)) : this.taken.has(name);
  }

  /** The outputs at a place on the timeline, made once for all who draw them. */
  at(index) {
    if (this.made?.index !== index) {
      const { theta, bends, ...spec } = this.spec;
      const there = this.names.map((name) => !this.taken.has(name));
      this.made = { index, outputs: outputs(spec, theta(index), there, bends?.(index)) };
    }
    return this.made.outputs;
  }
}

/** All outputs of a network with θ, of whose last hidden neurons these are there. */
export function outputs({ sizes, activations, x, X, y, point, below }, theta, there, bends) {
  const at = (places) => Array.from(places, (place) => contributions(theta, sizes, activations, place));
  const left = ({ shares, bias }) => shares.reduce((sum, share, k) => (there[k] ? sum + share : sum), bias);
  const whole = ({ shares, bias }) => shares.reduce((sum, share) => sum + share, bias);
  const curves = at(x);
  const [seen] = at([X[point]]);
  const out = { whole: curves.map(whole), left: curves.map(left), mark: [left(seen)], sum: left(seen) };
  out.gap = [...out.whole, ...[...out.left].reverse()];
  there.forEach((is, k) => {
    out[`share${k + 1}`] = curves.map(({ shares }) => shares[k]);
    out[`mark${k + 1}`] = [seen.shares[k]];
    out[`seen${k + 1}`] = is ? 1 : PALE;
  });
  if (bends) out.bends = at(bends).map((one, k) => (there[k] ? left(one) : below));
  out.loss = at(X).reduce((sum, one, i) => sum + (left(one) - y[i]) ** 2, 0) / (2 * X.length);
  return out;
}

/** What each neuron of the last hidden layer adds to the output's z for an input, w·a, and the bias that is added, too. */
function contributions(theta, sizes, activations, x) {
  let [a, start] = [[x], 0];
  for (let layer = 1; layer < sizes.length - 1; layer++) {
    const [fanIn, fanOut, phi] = [sizes[layer - 1], sizes[layer], ACTIVATIONS[activations[layer - 1]]];
    const next = [];
    for (let j = 0; j < fanOut; j++) {
      let z = theta[start + fanIn * fanOut + j];
      for (let i = 0; i < fanIn; i++) z += a[i] * theta[start + i * fanOut + j];
      next.push(phi(z));
    }
    [a, start] = [next, start + (fanIn + 1) * fanOut];
  }
  return { shares: a.map((one, k) => one * theta[start + k]), bias: theta[start + a.length] };
}
