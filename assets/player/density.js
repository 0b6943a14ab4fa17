/* How many pixels a canvas has for each px of the page: as many as the screen, or for paper more. */

let fixed;

export const density = () => fixed ?? devicePixelRatio;

/** Do some drawing, all of it at once, with so many pixels for each px. */
export function withDensity(pixels, draw) {
  fixed = pixels;
  try {
    return draw();
  } finally {
    fixed = undefined;
  }
}
