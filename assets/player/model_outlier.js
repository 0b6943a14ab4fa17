/* Points of which one is dragged: the line of least Σ (ŷ − y)², and one of least Σ |ŷ − y| (nnviz/figures/handle.py). */

export function outlier(moved, given) {
  const [x, y] = [[...given.x, moved.x], [...given.y, moved.y]];
  const [squares, distances] = [leastSquares(x, y), leastDistances(x, y)];
  const heights = ([m, c]) => Array.from(given.ends, (end) => m * end + c);
  return {
    squares_line: heights(squares), squares_m: squares[0], squares_c: squares[1],
    distances_line: heights(distances), distances_m: distances[0], distances_c: distances[1],
    total: sum(x, y, squares, (error) => error * error), absolute: sum(x, y, distances, Math.abs),
  };
}

function sum(x, y, [m, c], of) {
  let total = 0;
  for (let i = 0; i < x.length; i++) total += of(m * x[i] + c - y[i]);
  return total;
}

function leastSquares(x, y) {
  const mean = (values) => values.reduce((a, b) => a + b, 0) / values.length;
  const [middle, level] = [mean(x), mean(y)];
  const spread = mean(x.map((value) => (value - middle) ** 2));
  const m = spread && mean(x.map((value, i) => (value - middle) * (y[i] - level))) / spread;
  return [m, level - m * middle];
}

/** Among the lines of least Σ |ŷ − y| there is always one through two of the points: try them all; of equals, the first. */
function leastDistances(x, y) {
  let [best, least] = [leastSquares(x, y), Infinity];
  const rounding = 1e-12 * sum(y, y, [0, 0], Math.abs);
  for (let i = 0; i < x.length; i++) {
    for (let j = 0; j < i; j++) {
      if (x[i] === x[j]) continue;
      const m = (y[i] - y[j]) / (x[i] - x[j]);
      const through = [m, y[i] - m * x[i]];
      const total = sum(x, y, through, Math.abs);
      if (total < least - rounding) [best, least] = [through, total];
    }
  }
  return best;
}
