/* A figure at the step shown as a picture of its own, for paper: SVG or PNG, light and on white, with its title and step. */

import { el } from "./dom.js";
import { merge } from "./figure.js";
import { loadPlotly } from "./plotly.js";
import { Surface } from "./surface.js";
import { Tracks } from "./tracks.js";
import { restored } from "./unpack.js";

const SIZE = [900, 600]; // px, of a figure that names no size of its own
const SHARP = 2; // pixels of a PNG, and of a canvas in an SVG, for each px
const PAPER = "#ffffff";
const SVG = "http://www.w3.org/2000/svg";

/** Buttons that save each figure of a player (but boards), at the step that is shown when they are pressed. */
export function pictureButtons(player) {
  const all = [...player.scene.header.figures.entries()].filter(([, { kind }]) => !kind || kind === "surface");
  return all.map(([i, spec]) => {
    const button = (format) => {
      const made = el("button", { type: "button", "aria-label": `${spec.name}, as ${format.toUpperCase()}` }, format.toUpperCase());
      made.onclick = async () => save(await pictureOf(player, i, format), `${named(spec.name)}-step-${player.timeline.step}.${format}`);
      return made;
    };
    return el("p", { class: "nn-picture" }, el("span", {}, spec.name), button("svg"), button("png"));
  });
}

/** The picture of a player's figure as a data URL. */
export async function pictureOf(player, i, format) {
  const { scene, timeline, shares, host: { look: { font }, plotly } } = player;
  const spec = scene.header.figures[i];
  const look = { dark: false, font, twins: {} };
  const make = spec.kind === "surface" ? surfacePicture : flatPicture;
  return make({ spec, look, scene, timeline, shares, format, shown: player.figures.all[i] }, await loadPlotly(plotly));
}

async function flatPicture({ spec, look, scene: { arrays }, timeline, shares, format }, Plotly) {
  const { data, layout } = restored(spec.figure, arrays);
  const tracks = new Tracks(spec.tracks, data, arrays, look, shares);
  for (const [trace, patch] of tracks.patches(timeline.index)) merge(data[trace], patch);
  for (const [image, source] of tracks.pictures(timeline.index)) layout.images[image].source = source;
  const [width, height] = spec.least ?? SIZE;
  const text = [layout.title.text, timeline.name].filter(Boolean).join(" · ");
  Object.assign(layout, { title: { ...layout.title, text }, paper_bgcolor: PAPER, font: { ...layout.font, family: look.font } });
  return Plotly.toImage({ data, layout }, { format, width, height, scale: format === "png" ? SHARP : 1 });
}

async function surfacePicture({ spec, look, scene: { arrays }, timeline, format, shown }) {
  const [width, height] = SIZE;
  const place = el("div", { style: `position: fixed; left: -9999px; width: ${width}px; height: ${height}px` });
  const copy = new Surface();
  Object.assign(copy.plot.style, { width: "100%", height: "100%" });
  place.append(copy.plot);
  document.body.append(place);
  try {
    await copy.load(spec, arrays, look, timeline.index);
    copy.view.turn(shown.view.angle - copy.view.angle, shown.view.tilt - copy.view.tilt);
    copy.resize();
    const canvas = el("canvas", { width: width * SHARP, height: height * SHARP });
    const pen = canvas.getContext("2d");
    pen.fillStyle = PAPER;
    pen.fillRect(0, 0, canvas.width, canvas.height);
    for (const layer of [copy.under, copy.canvas]) pen.drawImage(layer, 0, 0, canvas.width, canvas.height);
    const text = `${spec.title} · ${timeline.name}`;
    if (format === "svg") return wrapped(canvas.toDataURL(), text, look.font);
    Object.assign(pen, { fillStyle: spec.inks.text[0], font: `${15 * SHARP}px ${look.font}` });
    pen.fillText(text, 8 * SHARP, 20 * SHARP);
    return canvas.toDataURL();
  } finally {
    copy.purge();
    place.remove();
  }
}

/** An SVG that holds a canvas's picture, and the title as text. */
function wrapped(source, text, font) {
  const [width, height] = SIZE;
  const svg = document.createElementNS(SVG, "svg");
  const add = (tag, attributes) => {
    const child = document.createElementNS(SVG, tag);
    for (const [key, value] of Object.entries(attributes)) child.setAttribute(key, value);
    svg.append(child);
    return child;
  };
  for (const [key, value] of Object.entries({ width, height, viewBox: `0 0 ${width} ${height}` })) svg.setAttribute(key, value);
  add("image", { href: source, width, height });
  add("text", { x: 8, y: 20, "font-size": 15, "font-family": font }).textContent = text;
  return `data:image/svg+xml,${encodeURIComponent(new XMLSerializer().serializeToString(svg))}`;
}

function save(address, name) {
  const link = el("a", { href: address, download: name });
  document.body.append(link);
  link.click();
  link.remove();
}

/** A figure's name as a file may have it. */
const named = (name) => name.toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "").slice(0, 40);
