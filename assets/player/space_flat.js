/* A space of two directions, seen from above: where its places come on the screen, and its axes. */

const ROOM = { left: 52, right: 14, top: 10, bottom: 42 }; // px, for titles and ticks
const FONT = 14;

export class FlatView {
  /** Fit a square from −1 to 1 into a canvas of this size in px. */
  fit(width, height) {
    const side = Math.max(20, Math.min(width - ROOM.left - ROOM.right, height - ROOM.top - ROOM.bottom));
    this.scale = side / 2;
    this.middle = [ROOM.left + (width - ROOM.left - ROOM.right) / 2, ROOM.top + side / 2];
  }

  place([u, v]) {
    return [this.middle[0] + this.scale * u, this.middle[1] - this.scale * v];
  }
}

/** Draw the square and its two axes; they hold their title and ticks [[place from −1 to 1, text], …]. */
export function drawFlatBox(pen, view, axes, inks, font) {
  const [left, top] = view.place([-1, 1]);
  const [right, bottom] = view.place([1, -1]);
  const line = (x0, y0, x1, y1) => {
    pen.beginPath();
    pen.moveTo(x0, y0);
    pen.lineTo(x1, y1);
    pen.stroke();
  };
  Object.assign(pen, { strokeStyle: inks.grid, lineWidth: 1, font: `${FONT}px ${font}`, fillStyle: inks.quiet });
  Object.assign(pen, { textAlign: "center", textBaseline: "top" });
  for (const [at, text] of axes[0].ticks) {
    const [x] = view.place([at, 0]);
    line(x, top, x, bottom);
    pen.fillText(text, x, bottom + 5);
  }
  Object.assign(pen, { textAlign: "right", textBaseline: "middle" });
  for (const [at, text] of axes[1].ticks) {
    const [, y] = view.place([0, at]);
    line(left, y, right, y);
    pen.fillText(text, left - 6, y);
  }
  pen.strokeRect(left, top, right - left, bottom - top);
  Object.assign(pen, { fillStyle: inks.text, textAlign: "center", textBaseline: "top" });
  pen.fillText(axes[0].title, (left + right) / 2, bottom + 22);
  pen.save();
  pen.translate(left - 46, (top + bottom) / 2);
  pen.rotate(-Math.PI / 2);
  pen.fillText(axes[1].title, 0, 0);
  pen.restore();
}
