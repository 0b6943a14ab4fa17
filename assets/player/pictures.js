/* A figure at the step shown as a picture of its own, for paper: SVG or PNG, light and on white, with its title and step. */

import { Board } from "./board.js";
import { withDensity } from "./density.js";
import { el } from "./dom.js";
import { merge } from "./figure.js";
import { addressOf, draw, sheet, write } from "./paper.js";
import { loadPlotly } from "./plotly.js";
import { Space } from "./space.js";
import { Surface } from "./surface.js";
import { Tracks } from "./tracks.js";
import { restored } from "./unpack.js";

const SIZE = [900, 600]; // px, of a figure that names no size of its own
const HAND = { board: [Board, [1000, 440]], space: [Space, [760, 620]], surface: [Surface, SIZE] };
const [HEAD, SIDE] = [36, 10]; // px, above what is drawn by hand, for title and step; and at its sides
const SHARP = 2; // pixels of a PNG, and of a canvas in an SVG, for each px
const PAPER = "#ffffff";
const INVITES = /: (turn it|point at one)$/; // at the end of a title: paper cannot

/** Buttons that save each figure of a player, at the step that is shown when they are pressed. */
export function pictureButtons(player) {
  return player.scene.header.figures.map((spec, i) => {
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
  const spec = still(scene.header.figures[i]);
  const look = { dark: false, font, twins: {} };
  const about = { spec, look, scene, timeline, shares, format, shown: player.figures.all[i] };
  return spec.kind ? drawnPicture(about) : flatPicture(about, await loadPlotly(plotly));
}

/** What stands above a picture: the figure's title, where it has one, and the step. */
export const headOf = (title, { name }) => [title.replace(INVITES, ""), name].filter(Boolean).join(" · ");

/** A figure without the buttons in it, and without the inputs that a network could have but has not. */
function still(spec) {
  if (spec.kind !== "board") return spec;
  return { ...spec, buttons: [], heads: 0, lean: false, offered: spec.offered.filter(({ name }) => spec.features.includes(name)) };
}

async function flatPicture({ spec, look, scene: { arrays }, timeline, shares, format }, Plotly) {
  const { data, layout } = restored(spec.figure, arrays);
  const tracks = new Tracks(spec.tracks, data, arrays, look, shares);
  for (const [trace, patch] of tracks.patches(timeline.index)) merge(data[trace], patch);
  for (const [image, source] of tracks.pictures(timeline.index)) layout.images[image].source = source;
  const [width, height] = spec.least ?? SIZE;
  const text = headOf(layout.title.text, timeline);
  Object.assign(layout, { title: { ...layout.title, text }, paper_bgcolor: PAPER, font: { ...layout.font, family: look.font } });
  return Plotly.toImage({ data, layout }, { format, width, height, scale: format === "png" ? SHARP : 1 });
}

/** What the player draws by hand: a copy of it, out of sight, is drawn once more, large and light. */
async function drawnPicture({ spec, look, scene: { arrays }, timeline, format, shown }) {
  const [Kind, [width, height]] = HAND[spec.kind];
  const copy = new Kind(undefined, {});
  const place = el("div", { class: "nn-player nn-paper", style: `width: ${width}px; height: ${height}px` });
  const inks = Object.entries({ text: spec.inks.text, page: spec.inks.page, border: spec.inks.grid, pale: spec.inks.quiet });
  for (const [name, [light]] of inks) place.style.setProperty(`--nn-${name}`, light);
  place.style.setProperty("--nn-font", look.font);
  place.append(copy.plot);
  document.body.append(place);
  try {
    await withDensity(SHARP, () => {
      alike(copy, shown, spec);
      const loaded = copy.load(spec, arrays, look, timeline.index);
      turned(copy, shown);
      copy.resize();
      return loaded;
    });
    const [wide, high] = [width + 2 * SIDE, height + HEAD + SIDE];
    const svg = sheet(wide, high, PAPER);
    write(svg, headOf(spec.title || spec.name, timeline), SIDE, 24, { font: look.font, colour: spec.inks.text[0] });
    draw(svg, copy.plot, [SIDE, HEAD]);
    return format === "svg" ? addressOf(svg) : painted(addressOf(svg), wide, high);
  } finally {
    copy.purge();
    place.remove();
  }
}

/** Let a copy show what the visitor looks at: the neuron they chose, what they set by hand, how far they went. */
function alike(copy, shown, spec) {
  if (shown instanceof Board) {
    copy.chosen = shown.chosen;
    for (const [name, { box }] of Object.entries(shown.plane.switches)) copy.plane.switches[name].box.checked = box.checked;
  }
  if (shown instanceof Space) Object.assign(copy, { spec, position: shown.position });
}

function turned(copy, shown) {
  if (shown instanceof Board) copy.overrides = new Map(shown.overrides);
  const [to, from] = shown instanceof Space ? [copy.round, shown.round] : [copy.view, shown.view];
  if (from) to.turn(from.angle - to.angle, from.tilt - to.tilt);
}

async function painted(address, width, height) {
  const image = new Image();
  image.src = address;
  await image.decode();
  const canvas = el("canvas", { width: width * SHARP, height: height * SHARP });
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  return canvas.toDataURL();
}

function save(address, name) {
  const link = el("a", { href: address, download: name });
  document.body.append(link);
  link.click();
  link.remove();
}

/** A figure's name as a file may have it. */
const named = (name) => name.toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "").slice(0, 40);
