/* A place in the plane of all lines that is pointed at: its line, and its loss, in the figure with the points. */

import { number } from "./numbers.js";
import { placeAt, plotArea } from "./plotly.js";

const SVG = "http://www.w3.org/2000/svg";

/** Draw the line of each place that a pointer touches in a figure that has one, and take it away when it leaves. */
export function listenToPointing(figures) {
  for (const figure of figures) {
    let drawn;
    const leave = () => drawn?.remove();
    const point = (event) => {
      leave();
      const place = figure.aim && placeAt(figure.plot, event);
      if (!place) return;
      const { plot } = figures[figure.aim.figure];
      plot.append((drawn = lineOf(place, plotArea(plot), lossAt(place, figure.aim))));
    };
    for (const event of ["pointermove", "pointerdown"]) figure.plot.addEventListener(event, point);
    for (const event of ["pointerleave", "pointercancel"]) figure.plot.addEventListener(event, leave);
  }
}

/** The loss of a line: a line fit's loss is a bowl, lowest + ½ (θ − centre)ᵀ hessian (θ − centre). */
export function lossAt([m, c], { centre, hessian, lowest }) {
  const [a, b] = [m - centre[0], c - centre[1]];
  return lowest + 0.5 * (a * a * hessian[0][0] + 2 * a * b * hessian[0][1] + b * b * hessian[1][1]);
}

/** A line y = m·x + c over a plot, with its equation and its loss written above. */
function lineOf([m, c], { left, top, width, height, ends, up }, loss) {
  const svg = element("svg", { class: "nn-pointed", width, height });
  Object.assign(svg.style, { left: `${left}px`, top: `${top}px` });
  const [y1, y2] = ends.map((x) => Math.max(-1e5, Math.min(1e5, up(m * x + c))));
  const said = element("text", { x: 6, y: 16 });
  said.textContent = `ŷ = ${number(m)}·x ${c < 0 ? "−" : "+"} ${number(Math.abs(c))}, loss ${number(loss)}`;
  svg.append(element("line", { x1: 0, x2: width, y1, y2 }), said);
  return svg;
}

function element(name, attributes) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}
