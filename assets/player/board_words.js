/* What a board says of the thing that is pointed at, in one sentence with its numbers. */

import { number } from "./numbers.js";

const signed = (value) => number(value).replace(/^(−?)/, (sign) => (sign ? "− " : "+ "));
const place = (x1, x2) => `(${number(x1)}, ${number(x2)})`;
const about = (value) => `≈ ${number(value)}`; // what a picture's arithmetic comes to

/** The sum of a unit, written out: z = 0.520·x₁ − 1.20·x₂ + 0.100. */
export function sumOf(names, weights, bias) {
  const terms = weights.map((w, i) => `${i ? signed(w) : number(w)}·${names[i]}`);
  return `z = ${terms.join(" ")} ${signed(bias)}`;
}

export const words = {
  input: (name) => `Input ${name}: what the network is given of each place of the plane.`,
  offered: (name) => `${name} is no input of this network.`,
  unit: (name, kind, phi, sum, more) => `${kind} ${name}: ${sum}, a = φ(z), φ: ${phi}.${more}`,
  steady: " It is the same everywhere: it sees nothing of the plane.",
  dead: " It is dead: for every point that is learned from a is 0, and φ is flat there.",
  link: (name, w, slope) => `Weight ${name}: ${number(w)}.` +
    (slope === undefined ? "" : ` The loss's slope along it is ${number(slope)}${downhill(slope)}`),
  bias: (name, b, slope) => `Bias of ${name}: ${number(b)}.` +
    (slope === undefined ? "" : ` The loss's slope along it is ${number(slope)}${downhill(slope)}`),
  place: (x1, x2, said) => `At ${place(x1, x2)} ${said}.`,
  point: (x1, x2, kind, target, said, off) =>
    `${kind} ${place(x1, x2)}: the target is ${target}; ${said}${off === undefined ? "" : `, off by ${about(off)}`}.`,
};

const downhill = (slope) => (slope > 0 ? ": downhill it shrinks." : slope < 0 ? ": downhill it grows." : ".");

/** What a unit says at a place, or the outputs that are several classes. */
export const says = (name, value) => `${name} is ${about(value)}`;
export function saysOfClasses(classes, values) {
  const best = values.indexOf(Math.max(...values));
  return `the likeliest class is ${classes[best].name}, with ${about(values[best])}`;
}
