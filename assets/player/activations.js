/* The activation functions of nnviz/core/activations.py, for pictures while something moves: the same forms, one z at a
   time, in double precision. A test compares each with the core's. */

const EXP_LIMIT = 708; // beyond it, the core does not let an exponent go
const BELOW_ONE = 1 - 2 ** -53;

const sigmoid = (z) => Math.min(1 / (1 + Math.exp(Math.min(-z, EXP_LIMIT))), BELOW_ONE);

export const ACTIVATIONS = {
  identity: (z) => z,
  threshold: (z) => (z >= 0 ? 1 : 0),
  sigmoid,
  tanh: Math.tanh,
  relu: (z) => Math.max(0, z),
  leaky_relu: (z) => Math.max(0.01 * z, z),
  elu: (z) => Math.max(Math.expm1(Math.min(z, 0)), z),
  softplus: (z) => Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z))),
  gelu(z) {
    const u = Math.min(Math.max(z, -10), 10);
    return 0.5 * z * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * u * (1 + 0.044715 * u * u)));
  },
  silu: (z) => Math.max(z, -EXP_LIMIT) * sigmoid(z),
};

/** Fill heights (rows × columns, the lowest y first) with φ(w₁·x + w₂·y + b), evenly spaced from end to end. */
export function neuronHeights(heights, [columns, rows], [x0, x1, y0, y1], [w1, w2, b], activation) {
  const phi = ACTIVATIONS[activation];
  const [across, up] = [(x1 - x0) / (columns - 1), (y1 - y0) / (rows - 1)];
  for (let j = 0, at = 0; j < rows; j++) {
    const row = w2 * (y0 + j * up) + b;
    for (let i = 0; i < columns; i++) heights[at++] = phi(w1 * (x0 + i * across) + row);
  }
  return heights;
}
