/* plotly.js beyond what it documents. Its private names (_fullData, _fullLayout, d2p, _imgSrc, the classes of what it drew) are
   used here and nowhere else; tests/browser/test_modules.py tells which of them a new version has changed. */

import { el } from "./dom.js";

let plotly;

/** Load plotly.js once, however many figures ask for it. */
export function loadPlotly(address) {
  plotly ??= new Promise((resolve, reject) => {
    if (window.Plotly) return resolve(window.Plotly);
    const script = el("script", { src: address });
    script.onload = () => (window.Plotly ? resolve(window.Plotly) : reject(new Error(address)));
    script.onerror = () => reject(new Error(address));
    document.head.append(script);
  });
  plotly.catch(() => (plotly = undefined)); // the next run tries again
  return plotly;
}

/**
 * Move lines, markers and their names and change texts by hand, for Plotly's own way works through every trace of the figure for each
 * frame. `patches` is a map from a trace's number to what changes. Returns false, and Plotly has to draw, where a patch is
 * more than a new place or a plain text, a mark does not exist yet, or a place lies far outside.
 */
export function glide(plot, patches) {
  for (const [trace, patch] of patches) {
    const full = plot._fullData[trace];
    if (Object.keys(patch).join() === "text") {
      if (!reword(plot, trace, patch.text)) return false;
      continue;
    }
    const isLine = full.mode === "lines";
    const simple = isLine ? ["none", "toself"].includes(full.fill) : ["markers", "markers+text"].includes(full.mode);
    if (!simple || Object.keys(patch).some((key) => key !== "x" && key !== "y")) return false;
    const { x, y } = Object.assign(plot.data[trace], patch);
    const places = placesOf(plot, full, x, y);
    const group = plot.querySelector(`.trace${full.uid}`);
    if (!group || places.some((place) => Math.max(Math.abs(place[0]), Math.abs(place[1])) > 1e5)) return false;
    const marks = [...group.querySelectorAll(isLine ? ".js-line" : ".point")];
    if (isLine ? !marks.length || places.length < 2 : marks.length !== places.length) return false;
    if (!isLine) {
      const names = [...group.querySelectorAll(".textpoint text")];
      if (names.length !== (full.mode === "markers" ? 0 : places.length) || names.some((name) => name.children.length)) return false;
      places.forEach((place, i) => {
        marks[i].setAttribute("transform", `translate(${place})`);
        ["x", "y"].forEach((axis, k) => names[i]?.setAttribute(axis, place[k]));
      });
    } else {
      for (const mark of [marks[0], ...group.querySelectorAll(".js-fill")]) mark.setAttribute("d", path(places));
      for (const mark of marks.slice(1)) mark.remove();
    }
  }
  return true;
}

/** Change the texts of a trace; returns false where one has markup, or has not been drawn. */
function reword(plot, trace, texts) {
  const full = plot._fullData[trace];
  const drawn = [...plot.querySelectorAll(`.trace${full.uid} .textpoint text`)];
  const words = Array.isArray(texts) ? texts : [texts];
  if (drawn.length !== words.length || words.some((word) => !word || /[<&]/.test(word))) return false;
  if (drawn.some((text) => text.children.length)) return false;
  plot.data[trace].text = texts;
  words.forEach((word, i) => (drawn[i].textContent = word));
  return true;
}

/** Change a picture of the layout by hand; returns false where it has not been drawn yet, and Plotly has to. */
export function repaint(plot, number, source) {
  const full = plot._fullLayout.images[number];
  const drawn = [...plot.querySelectorAll(".imagelayer image")].find((image) => image.__data__ === full);
  if (!drawn) return false;
  plot.layout.images[number].source = full.source = drawn._imgSrc = source;
  drawn.setAttributeNS("http://www.w3.org/1999/xlink", "xlink:href", source);
  return true;
}

/** Put what was drawn of each trace before all of those that follow it: of some traces alone, Plotly draws them together. */
export function inOrder(plot) {
  const number = new Map(plot._fullData.map(({ uid }, trace) => [`trace${uid}`, trace]));
  const place = (group) => number.get([...group.classList].find((name) => number.has(name)));
  for (const layer of plot.querySelectorAll(".scatterlayer")) {
    const groups = [...layer.children];
    const sorted = [...groups].sort((a, b) => place(a) - place(b));
    if (sorted.some((group, i) => group !== groups[i])) layer.append(...sorted);
  }
}

/** Where the points of a trace lie on its plot, in pixels; nan where the trace has a gap. */
function placesOf(plot, full, x, y) {
  const layout = plot._fullLayout;
  const [across, up] = [layout[`xaxis${full.xaxis.slice(1)}`], layout[`yaxis${full.yaxis.slice(1)}`]];
  return Array.from(y, (value, i) => [across.d2p(x[i]), up.d2p(value)]);
}

/** Where a figure is pointed at, [x, y] on its axes, or undefined beside its plot. */
export function placeAt(plot, { clientX, clientY }) {
  const { xaxis, yaxis } = plot._fullLayout;
  const box = plot.getBoundingClientRect();
  const [x, y] = [clientX - box.left - xaxis._offset, clientY - box.top - yaxis._offset];
  if (x >= 0 && x <= xaxis._length && y >= 0 && y <= yaxis._length) return [xaxis.p2d(x), yaxis.p2d(y)];
}

/** A figure's plot in px: where it begins, how large it is, the x and y at its ends, and the place of an x and a y in it. */
export function plotArea(plot) {
  const { xaxis, yaxis } = plot._fullLayout;
  return {
    left: xaxis._offset, top: yaxis._offset, width: xaxis._length, height: yaxis._length,
    ends: [xaxis.p2d(0), xaxis.p2d(xaxis._length)], heights: [yaxis.p2d(yaxis._length), yaxis.p2d(0)],
    across: (x) => xaxis.d2p(x), up: (y) => yaxis.d2p(y),
  };
}

/** The pixels, from a figure's left and top, of a place (x, y) on a pair of its axes, ["x2", "y2"]. */
export function pixelsOf(plot, x, y, [across, up]) {
  const [xaxis, yaxis] = [across, up].map((name) => plot._fullLayout[name.replace(/^(.)/, "$1axis")]);
  return [xaxis._offset + xaxis.d2p(x), yaxis._offset + yaxis.d2p(y)];
}

/** An SVG path through places, with a gap wherever one is nan. */
function path(places) {
  let pen = "M";
  let drawn = "";
  for (const [x, y] of places) {
    if (Number.isNaN(x + y)) pen = "M";
    else {
      drawn += `${pen}${x.toFixed(2)},${y.toFixed(2)}`;
      pen = "L";
    }
  }
  return drawn;
}
