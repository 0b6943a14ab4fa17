/* What stands on the page as an SVG for paper: canvases as images, words as words, frames and fills as they are. */

const SVG = "http://www.w3.org/2000/svg";
const CLEAR = "rgba(0, 0, 0, 0)";
const COLOUR = /rgba?\([^)]*\)/g;

let count = 0;

/** An SVG of this size in px, with nothing on it yet but one colour. */
export function sheet(width, height, colour) {
  return make("svg", { width, height, viewBox: `0 0 ${width} ${height}` }, make("rect", { width, height, fill: colour }));
}

/** Words into an SVG, their baseline beginning at x, y. */
export function write(svg, words, x, y, { font, size = 15, colour, weight = 400, halo }) {
  const look = { x, y, "font-size": size, "font-family": font, "font-weight": weight, fill: colour };
  const around = halo ? { stroke: halo, "stroke-width": 3, "stroke-linejoin": "round", "paint-order": "stroke" } : {};
  svg.append(make("text", { ...look, ...around }, words));
}

/** All that an element shows into an SVG, its corner at `left`, `top`. */
export function draw(svg, root, [left, top]) {
  const { x, y } = root.getBoundingClientRect();
  element(svg, root, { dx: left - x, dy: top - y }, 1);
}

/** An SVG as a data URL. */
export const addressOf = (svg) => `data:image/svg+xml,${encodeURIComponent(new XMLSerializer().serializeToString(svg))}`;

function element(svg, one, move, seen) {
  const look = getComputedStyle(one);
  const { x, y, width, height } = one.getBoundingClientRect();
  if (look.display === "none" || look.visibility === "hidden") return;
  const opacity = seen * look.opacity;
  const box = { x: x + move.dx, y: y + move.dy, width, height };
  if (width && height) {
    fill(svg, look, box, opacity);
    if (one.tagName === "CANVAS") svg.append(make("image", { ...box, opacity, href: one.toDataURL(), preserveAspectRatio: "none" }));
    frame(svg, box, opacity, parseFloat(look.borderTopWidth), look.borderTopStyle, look.borderTopColor, look, 0);
    frame(svg, box, opacity, parseFloat(look.outlineWidth), look.outlineStyle, look.outlineColor, look, parseFloat(look.outlineOffset));
  }
  for (const child of one.childNodes) {
    if (child.nodeType === Node.TEXT_NODE) words(svg, child, look, move);
    else if (child.nodeType === Node.ELEMENT_NODE) element(svg, child, move, opacity);
  }
}

function fill(svg, { backgroundColor, backgroundImage, borderTopLeftRadius }, box, opacity) {
  const rx = parseFloat(borderTopLeftRadius) || 0;
  if (backgroundColor !== CLEAR) svg.append(make("rect", { ...box, rx, opacity, fill: backgroundColor }));
  const colours = backgroundImage.match(COLOUR);
  if (!colours) return;
  const id = `nn-paper-${count++}`;
  const stops = colours.map((colour, i) => make("stop", { offset: i / (colours.length - 1), "stop-color": colour }));
  svg.append(make("linearGradient", { id }, ...stops), make("rect", { ...box, rx, opacity, fill: `url(#${id})` }));
}

/** A border, or an outline so far outside of the box. */
function frame(svg, { x, y, width, height }, opacity, thick, style, colour, { borderTopLeftRadius }, outside) {
  if (!thick || style === "none" || colour === CLEAR) return;
  const grow = outside ? outside + thick / 2 : -thick / 2;
  const place = { x: x - grow, y: y - grow, width: width + 2 * grow, height: height + 2 * grow };
  const rx = Math.max(0, (parseFloat(borderTopLeftRadius) || 0) + grow);
  svg.append(make("rect", { ...place, rx, opacity, fill: "none", stroke: colour, "stroke-width": thick }));
}

/** A text as it is broken into lines. */
function words(svg, node, look, { dx, dy }) {
  const size = parseFloat(look.fontSize);
  const font = { font: look.fontFamily, size, weight: look.fontWeight, colour: look.color };
  const halo = look.textShadow === "none" ? undefined : look.textShadow.match(COLOUR)?.[0];
  const range = document.createRange();
  const lines = [];
  for (const { 0: word, index } of node.data.matchAll(/\S+/g)) {
    range.setStart(node, index);
    range.setEnd(node, index + word.length);
    const box = range.getBoundingClientRect();
    const line = lines.at(-1);
    if (line && Math.abs(line.box.y - box.y) < 2) line.words.push(word);
    else lines.push({ box, words: [word] });
  }
  for (const { box, words: some } of lines) {
    if (box.width) write(svg, some.join(" "), box.x + dx, box.y + dy + box.height / 2 + 0.35 * size, { ...font, halo });
  }
}

function make(tag, attributes, ...children) {
  const made = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}
