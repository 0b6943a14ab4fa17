/* A line y = m·x + c on points: its errors as sticks and squares, and its losses (nnviz/figures/handle.py). */

export function line({ m, c }, { x, y, ends, aspect = 1, top }) {
  const n = x.length;
  const out = { line: Array.from(ends, (end) => m * end + c), sticks: [], squares_x: [], squares_y: [], absolute: 0, total: 0 };
  for (let i = 0; i < n; i++) {
    const height = m * x[i] + c;
    const error = height - y[i];
    const right = x[i] + aspect * Math.abs(error);
    out[`e${i + 1}`] = error;
    out.absolute += Math.abs(error);
    out.total += error * error;
    out.sticks.push(y[i], height, NaN);
    out.squares_x.push(x[i], x[i], right, right, x[i], NaN);
    out.squares_y.push(y[i], height, height, y[i], y[i], NaN);
  }
  out.loss = (0.5 * out.total) / n;
  if (top) out.high = out.loss / top;
  return { ...out, bar: [0, out.loss], total_bar: [0, out.total], absolute_bar: [0, out.absolute] };
}
