/* What Python packed (nnviz/figures/pack.py), taken apart: descriptions as JSON, and arrays that are read where they lie. */

import { recoloured } from "./theme.js";

const ARRAYS = {
  f4: Float32Array, f8: Float64Array,
  i1: Int8Array, i2: Int16Array, i4: Int32Array,
  u1: Uint8Array, u2: Uint16Array, u4: Uint32Array,
};

/** Take one part, [u32 length][JSON], off the front of some bytes: what it says, and the bytes behind it. */
export function part(bytes) {
  const end = 4 + new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
  return [JSON.parse(new TextDecoder().decode(bytes.subarray(4, end))), bytes.subarray(end)];
}

/** A packed scene, [u32 length][JSON header][arrays, each on a multiple of eight bytes]. */
export function unpack(bytes) {
  const [header, behind] = part(bytes);
  const front = bytes.length - behind.length;
  return { header, arrays: bytes.slice(Math.ceil(front / 8) * 8).buffer };
}

/** One packed array as a function from a place on its first axis to what stands there: a value, or a row of them. */
export function reader(packed, arrays, twins = {}) {
  const [rows, ...rest] = packed.shape;
  const size = rest.reduce((a, b) => a * b, 1);
  const all = new ARRAYS[packed.type](arrays, packed.at, rows * size);
  const words = packed.words && recoloured(packed.words, twins);
  const word = words && ((i) => words[i]);
  if (!rest.length) return word ? (k) => word(all[k]) : (k) => all[k];
  const row = (k) => all.subarray(k * size, (k + 1) * size);
  return word ? (k) => Array.from(row(k), word) : row;
}

/** All that stands on the first axis of a packed array. */
export function list(packed, arrays) {
  const at = reader(packed, arrays);
  return Array.from({ length: packed.shape[0] }, (_, k) => at(k));
}

/** What rows (r,) make of a basis (r, n): their products with its rows, added up. */
export function blend(row, basis, arrays) {
  const [rank, n] = basis.shape;
  const parts = list(basis, arrays);
  return (k) => {
    const weights = row(k);
    const sum = new Float64Array(n);
    for (let i = 0; i < rank; i++) for (let j = 0; j < n; j++) sum[j] += weights[i] * parts[i][j];
    return sum;
  };
}

/** A copy of a part of the header, with the arrays that were packed out of it back in their places. */
export function restored(part, arrays) {
  if (Array.isArray(part)) return part.map((inner) => restored(inner, arrays));
  if (part === null || typeof part !== "object") return part;
  if (part.packed) return whole(part.packed, arrays);
  return Object.fromEntries(Object.entries(part).map(([key, inner]) => [key, restored(inner, arrays)]));
}

/** A packed array as one: numbers (n,) where they lie, anything else as a list. */
function whole(packed, arrays) {
  if (packed.words || packed.shape.length > 1) return list(packed, arrays);
  return new ARRAYS[packed.type](arrays, packed.at, packed.shape[0]);
}
