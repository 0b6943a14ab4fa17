/* The player: Plotly figures, readouts and a transport that follow one timeline, forwards and backwards.
   Python packs what is to be played (nnviz/ui/player.py); nothing on the server runs while it plays. */

const SPEEDS = [0.25, 0.5, 1, 2, 4];
const ARRAYS = {
  f4: Float32Array, f8: Float64Array,
  i1: Int8Array, i2: Int16Array, i4: Int32Array,
  u1: Uint8Array, u2: Uint16Array, u4: Uint32Array,
};
const NOW = { mode: "immediate", frame: { duration: 0, redraw: false }, transition: { duration: 0 } };
const NARROW = 640;
const ICONS = {
  first: "M6 5h2.4v14H6zM20 5v14L9.5 12z",
  back: "M13 5v14L3 12zM16 5h3v14h-3z",
  play: "M7 4.5v15L20 12z",
  pause: "M6.5 5h4v14h-4zM13.5 5h4v14h-4z",
  on: "M11 5v14l10-7zM5 5h3v14H5z",
  last: "M15.6 5H18v14h-2.4zM4 5v14l10.5-7z",
  loop: "M7 7h9.5V4l4.5 4.5L16.5 13v-3H9v3.5H6V8a1 1 0 0 1 1-1zm10 10H7.500v3L3 15.500 7.500 11v3H15v-3.500h3V16a1 1 0 0 1-1 1z",
};

/* ---- what Python sent ------------------------------------------------------------------------- */

/** [u32 length][JSON cue][u32 length][JSON header][arrays, each on a multiple of eight bytes]. */
function unpack(bytes) {
  const text = new TextDecoder();
  const part = (start) => {
    const from = start + 4;
    const end = from + new DataView(bytes.buffer, bytes.byteOffset + start).getUint32(0, true);
    return [JSON.parse(text.decode(bytes.subarray(from, end))), end];
  };
  const [cue, bodyStart] = part(0);
  const [header, arraysStart] = part(bodyStart);
  const arrays = bytes.slice(Math.ceil((arraysStart - bodyStart) / 8) * 8 + bodyStart).buffer;
  return { cue, header, arrays };
}

/** One packed array as a function from a step's place on the timeline to that step's value. */
function reader(packed, arrays, twins) {
  const [rows, ...rest] = packed.shape;
  const size = rest.reduce((a, b) => a * b, 1);
  const all = new ARRAYS[packed.type](arrays, packed.at, rows * size);
  const words = packed.words && recoloured(packed.words, twins ?? {});
  const word = words && ((i) => words[i]);
  if (!rest.length) return word ? (k) => word(all[k]) : (k) => all[k];
  const row = (k) => all.subarray(k * size, (k + 1) * size);
  return word ? (k) => Array.from(row(k), word) : row;
}

/** What rows (r,) make of a basis (r, n): their products with its rows, added up. */
function blend(row, basis, arrays) {
  const [rank, n] = basis.shape;
  const part = reader(basis, arrays);
  const parts = Array.from({ length: rank }, (_, i) => part(i));
  return (k) => {
    const weights = row(k);
    const sum = new Float64Array(n);
    for (let i = 0; i < rank; i++) for (let j = 0; j < n; j++) sum[j] += weights[i] * parts[i][j];
    return sum;
  };
}

/** Plotly's own packing of a number array, undone: what moves is cut and measured here. */
function plain(values) {
  if (!values?.bdata) return values ?? [];
  return new ARRAYS[values.dtype](Uint8Array.from(atob(values.bdata), (c) => c.charCodeAt(0)).buffer);
}

/* ---- plotly.js and the theme ------------------------------------------------------------------- */

let plotly;
function loadPlotly(address) {
  plotly ??= new Promise((resolve, reject) => {
    if (window.Plotly) return resolve(window.Plotly);
    const script = document.createElement("script");
    script.src = address;
    script.onload = () => (window.Plotly ? resolve(window.Plotly) : reject(new Error(address)));
    script.onerror = () => reject(new Error(address));
    document.head.append(script);
  });
  plotly.catch(() => (plotly = undefined)); // the next run tries again
  return plotly;
}

function theme(element) {
  const style = getComputedStyle(element);
  const page = style.getPropertyValue("--st-background-color").trim() || "#ffffff";
  const [r, g, b] = [1, 3, 5].map((i) => parseInt(page.slice(i, i + 2), 16));
  return { dark: r + g + b < 384, font: style.getPropertyValue("--st-font").trim() || "sans-serif" };
}

/** A copy of a figure with every colour of the light page, also within a text, replaced by its twin for the dark one. */
function recoloured(part, twins) {
  if (typeof part === "string") return part.replace(/#[0-9a-f]{6}/g, (colour) => twins[colour] ?? colour);
  if (Array.isArray(part)) return part.map((p) => recoloured(p, twins));
  if (part === null || typeof part !== "object" || part.bdata) return part;
  return Object.fromEntries(Object.entries(part).map(([k, v]) => [k, recoloured(v, twins)]));
}

/** Whether the visitor asked their browser for less motion. */
function calm() {
  return matchMedia("(prefers-reduced-motion: reduce)").matches;
}

/** The step that the page's address names, if it does: coming back to a page, it knows better than the page's cue. */
function stepInAddress(param) {
  const text = new URLSearchParams(location.search).get(param) ?? "";
  return /^\d{1,9}$/.test(text) ? +text : undefined;
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

function alike(a, b) {
  if (a === b) return true;
  return typeof a === "object" && a.length === b?.length && a.every((v, i) => v === b[i]);
}

/** Write `value` at a path such as "marker.color". */
function assign(target, path, value) {
  const keys = path.split(".");
  const last = keys.pop();
  keys.reduce((at, key) => (at[key] ??= {}), target)[last] = value;
}

/** The width that the longest of these texts takes up, about: what changes in place then moves nothing beside it. */
function room({ words }) {
  return `${Math.max(...words.map((word) => word.length)) / 2}em`;
}

function el(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

function icon(name) {
  const holder = el("span", { "aria-hidden": "true" });
  holder.innerHTML = `<svg viewBox="0 0 24 24"><path d="${ICONS[name]}"/></svg>`;
  return holder;
}

/* ---- one figure -------------------------------------------------------------------------------- */

class View {
  constructor(onPick) {
    this.plot = el("div", { class: "nn-plot", role: "img" });
    this.onPick = onPick;
  }

  /** Take a new figure and its tracks; the old one is replaced in place. */
  async load(Plotly, spec, arrays, look, index) {
    const { data, layout } = look.dark ? recoloured(spec.figure, spec.twins) : structuredClone(spec.figure);
    this.layout = layout;
    this.twins = spec.twins;
    this.plot.setAttribute("aria-label", spec.name);
    this.least = spec.least;
    this.focus = spec.focus && reader(spec.focus, arrays);
    this.fit();
    for (const trace of data) Object.assign(trace, { x: plain(trace.x), y: plain(trace.y) });
    this.moves = spec.tracks.map((track) => this.#move(track, data, arrays, look));
    for (const [trace, patch] of this.#patches(index)) this.#merge(data[trace], patch);
    this.#paint(index, (image, source) => (layout.images[image].source = source));
    layout.font = { ...layout.font, family: look.font };
    layout.dragmode = matchMedia("(pointer: coarse)").matches ? false : layout.dragmode;
    const config = { displayModeBar: false, responsive: false, doubleClick: "reset" };
    await Plotly.react(this.plot, data, { ...layout, autosize: true }, config);
    if (!this.listens) {
      this.listens = true;
      this.follow(index);
      this.plot.on("plotly_click", ({ points }) => {
        const name = points.find((p) => typeof p.customdata === "string")?.customdata;
        if (name) this.onPick(name);
      });
    }
  }

  /** A figure with a least size is drawn no smaller; where there is more room it is magnified, letters and all. */
  fit() {
    const [width, height] = this.least ?? [0, 0];
    const room = this.plot.getBoundingClientRect();
    this.seen = this.plot.parentElement.clientWidth;
    const scale = this.least ? Math.max(1, Math.min(room.width / width, room.height / height)) : 1;
    Object.assign(this.plot.style, {
      minWidth: `${width}px`, minHeight: `${height}px`,
      ...(scale > 1
        ? { width: `${100 / scale}%`, height: `${100 / scale}%`, transform: `scale(${scale})`, transformOrigin: "0 0" }
        : { width: "", height: "", transform: "" }),
    });
  }

  /**
   * Draw a step. In passing, while a run plays, marks are moved by hand where that is simple; otherwise, and at rest,
   * Plotly draws all that moves (given only a part, it would put that part in front of the others).
   */
  draw(Plotly, index, passing) {
    if (!passing || !this.#glide(this.#patches(index))) this.#redraw(Plotly, index);
    const images = {};
    this.#paint(index, (image, source) => (images[`images[${image}].source`] = source));
    if (Object.keys(images).length) Plotly.relayout(this.plot, images);
    this.follow(index);
  }

  /** Where the figure is wider than its place on the screen, bring to the middle what happens at this step. */
  follow(index) {
    if (!this.focus || this.seen >= this.least[0]) return;
    const left = this.focus(index) * this.least[0] - this.seen / 2;
    this.plot.parentElement.scrollTo({ left, behavior: calm() ? "auto" : "smooth" });
  }

  #redraw(Plotly, index) {
    for (const move of this.moves) if (move.kind !== "field") move.drawn = undefined;
    const patches = this.#patches(index);
    if (patches.size) Plotly.animate(this.plot, { data: [...patches.values()], traces: [...patches.keys()] }, NOW);
  }

  #move(track, data, arrays, look) {
    if (track.kind === "trail") {
      const { x, y } = data[track.trace];
      return { ...track, x, y, at: reader(track.count, arrays) };
    }
    if (track.kind === "field") {
      const [, height, width] = track.values.shape;
      const canvas = el("canvas", { width, height });
      const shades = reader(track.table, arrays)(look.dark ? 1 : 0);
      const table = Uint32Array.from({ length: shades.length / 3 }, (_, i) =>
        (255 << 24) | (shades[3 * i + 2] << 16) | (shades[3 * i + 1] << 8) | shades[3 * i]);
      const at = reader(track.values, arrays);
      return { ...track, canvas, table, at: track.values.shape[0] === 1 ? () => at(0) : at };
    }
    const at = reader(track.values, arrays, look.dark ? this.twins : {});
    return { ...track, at: track.basis ? blend(at, track.basis, arrays) : at };
  }

  /** What each trace has to become at this step: a map from its number to a Plotly frame's entry. */
  #patches(index) {
    const patches = new Map();
    const patch = (trace) => patches.get(trace) ?? patches.set(trace, {}).get(trace);
    for (const [{ kind, trace, attribute, x, y }, value] of this.#changes(index)) {
      if (kind === "trail") Object.assign(patch(trace), { x: x.slice(0, value), y: y.slice(0, value) });
      else if (kind === "track") assign(patch(trace), attribute, value);
    }
    return patches;
  }

  #paint(index, set) {
    for (const [{ image, canvas, table }, value] of this.#changes(index, true)) {
      const context = canvas.getContext("2d");
      const picture = context.createImageData(canvas.width, canvas.height);
      new Uint32Array(picture.data.buffer).set(Uint32Array.from(value, (v) => table[v]));
      context.putImageData(picture, 0, 0);
      set(image, canvas.toDataURL());
    }
  }

  /**
   * Move lines and markers by hand, for Plotly's own way works through every trace of the figure for each frame.
   * Returns false where a patch is more than a new place, a mark does not exist yet, or a place lies far outside.
   */
  #glide(patches) {
    for (const [trace, patch] of patches) {
      const full = this.plot._fullData[trace];
      const simple = (full.mode === "lines" && ["none", "toself"].includes(full.fill)) || full.mode === "markers";
      if (!simple || Object.keys(patch).some((key) => key !== "x" && key !== "y")) return false;
      const { x, y } = Object.assign(this.plot.data[trace], patch);
      const places = this.#places(full, x, y);
      const group = this.plot.querySelector(`.trace${full.uid}`);
      if (!group || places.some((place) => Math.max(Math.abs(place[0]), Math.abs(place[1])) > 1e5)) return false;
      const marks = [...group.querySelectorAll(full.mode === "lines" ? ".js-line" : ".point")];
      if (full.mode === "lines" ? !marks.length || places.length < 2 : marks.length !== places.length) return false;
      if (full.mode === "markers") places.forEach((place, i) => marks[i].setAttribute("transform", `translate(${place})`));
      else {
        for (const mark of [marks[0], ...group.querySelectorAll(".js-fill")]) mark.setAttribute("d", path(places));
        for (const mark of marks.slice(1)) mark.remove();
      }
    }
    return true;
  }

  /** Where the points of a trace lie on its plot, in pixels; nan where the trace has a gap. */
  #places(full, x, y) {
    const layout = this.plot._fullLayout;
    const [across, up] = [layout[`xaxis${full.xaxis.slice(1)}`], layout[`yaxis${full.yaxis.slice(1)}`]];
    return Array.from(y, (value, i) => [across.d2p(x[i]), up.d2p(value)]);
  }

  /** The moves (those of fields, or all others) whose value at this step is not what is drawn already. */
  *#changes(index, fields = false) {
    for (const move of this.moves) {
      if ((move.kind === "field") !== fields) continue;
      const value = move.at(index);
      if (alike(value, move.drawn)) continue;
      move.drawn = value;
      yield [move, value];
    }
  }

  #merge(target, patch) {
    for (const [key, value] of Object.entries(patch)) {
      const nested = value && typeof value === "object" && !Array.isArray(value) && !ArrayBuffer.isView(value);
      if (nested) this.#merge((target[key] ??= {}), value);
      else target[key] = value;
    }
  }
}

/* ---- the player -------------------------------------------------------------------------------- */

let current; // the player that keys pressed outside any control go to: the last one used

class Player {
  constructor(root) {
    this.root = root;
    this.index = 0;
    this.position = 0;
    this.playing = false;
    this.speed = 1;
    this.loop = false;
    this.views = [];
    this.#build();
    this.onKey = (event) => this.#key(event);
    document.addEventListener("keydown", this.onKey);
    this.observer = new ResizeObserver(() => this.#resize());
    this.observer.observe(this.root);
    current ??= this;
  }

  /** Called by Streamlit on each rerun and each change of theme. */
  async update({ data, setStateValue, setTriggerValue, address }) {
    Object.assign(this, { tell: setStateValue, pick: setTriggerValue });
    const { cue, header, arrays } = unpack(data);
    const look = theme(this.root);
    const same = header.id === this.id && look.dark === this.dark && look.font === this.font;
    const cued = cue.take !== this.take;
    if (same && !cued) return;
    if (cued) this.wanted = (this.take === undefined && stepInAddress(cue.param)) || cue.step;
    Object.assign(this, { take: cue.take, header, arrays });
    this.steps = Array.from({ length: header.steps.shape[0] }, (_, k) => reader(header.steps, arrays)(k));
    this.name = reader(header.names, arrays);
    if (cued) this.told = cue.step;
    this.#go(this.playing ? this.index : this.#nearest(this.wanted), false);
    if (!same) {
      Object.assign(this, { id: header.id, dark: look.dark, font: look.font });
      this.#readouts(look);
      this.#text();
      this.work = Promise.resolve(this.work).catch(() => {}).then(() => this.#figures(address, look));
      await this.work; // one after the other: Plotly cannot draw two runs into one figure at a time
    }
    if (this.gone) return;
    // A step asked for may not be on this timeline: what is shown is the nearest, and the page must speak of that one.
    if (!this.playing) this.#tell();
    if (cued && this.ready && header.autoplay && !calm()) {
      this.#looping(true);
      this.#play();
    }
  }

  destroy() {
    this.gone = true;
    this.ready = this.playing = false;
    clearTimeout(this.telling);
    this.observer.disconnect();
    document.removeEventListener("keydown", this.onKey);
    Promise.resolve(this.work).catch(() => {}).then(() => this.views.forEach((view) => this.Plotly?.purge(view.plot)));
    if (current === this) current = undefined;
  }

  /* -- what is on the page -- */

  #build() {
    const button = (name, label, key, action) => {
      const b = el("button", { type: "button", class: `nn-button nn-${name}`, "aria-label": label, title: `${label} (${key})` }, icon(name));
      b.onclick = action;
      return b;
    };
    this.readouts = el("dl", { class: "nn-readouts" });
    this.grid = el("div", { class: "nn-figures" });
    this.slider = el("input", { type: "range", min: 0, step: 1, "aria-label": "Step", class: "nn-slider" });
    this.slider.oninput = () => { this.#pause(false); this.#go(+this.slider.value); };
    this.toggle = button("play", "Play", "space", () => (this.playing ? this.#pause() : this.#play()));
    this.label = el("output", { class: "nn-step" });
    this.said = el("span", { class: "nn-said", role: "status" });
    const speed = el("select", { class: "nn-speed", "aria-label": "Speed", title: "Speed" });
    for (const s of SPEEDS) speed.append(el("option", { value: s }, `${s}×`));
    speed.value = "1";
    speed.onchange = () => (this.speed = +speed.value);
    this.repeat = button("loop", "Loop", "over and over", () => this.#looping(!this.loop));
    this.#looping(false);
    const move = (to) => () => { this.#pause(false); this.#go(to()); };
    this.root.replaceChildren(
      this.readouts, this.grid,
      el("div", { class: "nn-transport", role: "group", "aria-label": "Playback" },
        el("div", { class: "nn-buttons" },
          button("first", "First step", "Home", move(() => 0)),
          button("back", "One step back", "←", move(() => this.index - 1)),
          this.toggle,
          button("on", "One step on", "→", move(() => this.index + 1)),
          button("last", "Last step", "End", move(() => this.steps.length - 1))),
        this.slider, this.label, el("div", { class: "nn-options" }, speed, this.repeat)),
      this.said);
    this.root.addEventListener("pointerdown", () => (current = this));
    this.root.addEventListener("focusin", () => (current = this));
  }

  #readouts(look) {
    this.values = this.header.readouts.map(({ label, values, colour, wide }) => {
      const value = el("dd", colour ? { style: `color: ${colour[look.dark ? 1 : 0]}` } : {});
      if (!wide) value.style.minWidth = room(values);
      return { label, value, wide, at: reader(values, this.arrays) };
    });
    this.readouts.replaceChildren(...this.values.map(({ label, value, wide }) =>
      el("div", wide ? { class: "nn-wide" } : {}, el("dt", {}, label), value)));
    this.label.style.minWidth = room(this.header.names); // whatever the step is called, the slider keeps its length
  }

  async #figures(address, look) {
    const { id, arrays } = this;
    const { figures, grid, columns, twins } = this.header;
    const stale = () => this.gone || id !== this.id; // a newer run came, or the visitor left
    this.ready = false;
    this.grid.style.setProperty("--areas", grid.map((row) => `"${row.map((i) => `f${i}`).join(" ")}"`).join(" "));
    this.grid.style.setProperty("--columns", columns.map((c) => `minmax(0, ${c}fr)`).join(" "));
    this.grid.style.setProperty("--rows", grid.length);
    this.grid.classList.toggle("nn-sideways", figures.some((figure) => figure.least));
    this.grid.style.setProperty("--least", `${Math.max(0, ...figures.map((figure) => figure.least?.[1] ?? 0))}px`);
    let Plotly;
    try {
      Plotly = await loadPlotly(address);
    } catch {
      this.views = [];
      this.grid.replaceChildren(el("p", { class: "nn-failed", role: "alert" },
        `The figures cannot be drawn: this browser could not load plotly.js from ${address}. ` +
        "Check the connection, or what blocks scripts, and reload the page."));
      return;
    }
    this.Plotly = Plotly;
    if (stale()) return;
    if (this.views.length !== figures.length) {
      for (const view of this.views) Plotly.purge(view.plot);
      this.views = figures.map(() => new View((name) => this.pick("picked", name)));
      this.grid.replaceChildren(...this.views.map((v) => v.plot));
      this.views.forEach((view, i) => view.plot.style.setProperty("grid-area", `f${i}`));
    }
    const index = this.index;
    for (const [i, view] of this.views.entries()) {
      await view.load(Plotly, { ...figures[i], twins }, arrays, look, index);
      if (stale()) return;
    }
    this.ready = true;
    if (index !== this.index) this.#draw();
  }

  #text() {
    for (const { value, at } of this.values) value.textContent = at(this.index);
    this.slider.max = this.steps.length - 1;
    this.slider.value = this.index;
    this.slider.style.setProperty("--done", `${(100 * this.index) / Math.max(1, this.steps.length - 1)}%`);
    this.slider.setAttribute("aria-valuetext", this.name(this.index));
    this.label.textContent = this.name(this.index);
  }

  #draw() {
    this.#text();
    if (this.ready) for (const view of this.views) view.draw(this.Plotly, this.index, this.playing);
  }

  #resize() {
    if (!this.root.clientWidth) return; // on its way off the page
    this.root.classList.toggle("nn-narrow", this.root.clientWidth < NARROW);
    if (!this.ready) return;
    for (const view of this.views) {
      view.fit();
      this.Plotly.Plots.resize(view.plot);
    }
  }

  /* -- moving along the timeline -- */

  #nearest(step) {
    const distance = (k) => Math.abs(this.steps[k] - step);
    return this.steps.reduce((best, _, k) => (distance(k) < distance(best) ? k : best), 0);
  }

  #go(index, tell = true) {
    const to = Math.max(0, Math.min(this.steps.length - 1, index));
    const moved = to !== this.index;
    this.index = this.position = to;
    if (moved && this.values) this.#draw();
    if (tell) this.#stop();
  }

  /** The visitor chose to be here: a new run that is on its way will show this step too. */
  #stop() {
    this.wanted = this.steps[this.index];
    this.#tell();
  }

  /** Say where the visitor stopped, once they have: the page shows that step's arithmetic. */
  #tell() {
    clearTimeout(this.telling);
    this.telling = setTimeout(() => {
      this.said.textContent = this.name(this.index);
      const step = this.steps[this.index];
      if (step === this.told) return;
      this.told = step;
      this.tell("stop", { take: this.take, step });
    }, 150);
  }

  #play() {
    if (this.index === this.steps.length - 1) this.#go(0, false);
    clearTimeout(this.telling);
    this.#playing(true);
    let before;
    const tick = (now) => {
      if (!this.playing) return;
      const passed = Math.min(now - (before ?? now), 100) / 1000;
      before = now;
      this.position += (passed * this.speed * (this.steps.length - 1)) / this.header.seconds;
      const last = this.steps.length - 1;
      if (this.position >= last && this.loop) this.position = 0;
      const index = Math.min(last, Math.floor(this.position));
      if (index !== this.index) {
        this.index = index;
        this.#draw();
      }
      if (index === last && !this.loop) this.#pause();
      else requestAnimationFrame(tick);
    };
    requestAnimationFrame(tick);
  }

  #pause(tell = true) {
    if (!this.playing) return;
    this.#playing(false);
    this.position = this.index;
    this.#draw();
    if (tell) this.#stop();
  }

  #looping(on) {
    this.loop = on;
    this.repeat.setAttribute("aria-pressed", on);
  }

  #playing(on) {
    this.playing = on;
    const label = on ? "Pause" : "Play";
    this.toggle.replaceChildren(icon(on ? "pause" : "play"));
    this.toggle.setAttribute("aria-label", label);
    this.toggle.title = `${label} (space)`;
  }

  #key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || !this.steps) return;
    const target = event.target;
    const inside = this.root.contains(target);
    const own = target.closest?.("input, select, textarea, button, a, summary, canvas, [role], [contenteditable]");
    if (inside ? target.matches("select") : current !== this || (own && !own.matches("[role=main], [role=document]"))) return;
    const press = {
      " ": () => this.toggle.click(),
      ArrowLeft: () => this.#go(this.index - 1),
      ArrowRight: () => this.#go(this.index + 1),
      Home: () => this.#go(0),
      End: () => this.#go(this.steps.length - 1),
    }[event.key];
    if (!press || (event.key === " " && target.matches("button"))) return;
    event.preventDefault();
    if (event.key !== " ") this.#pause(false);
    press();
  }
}

const players = new WeakMap();

/** The component's entry: Streamlit calls it at mount, on each rerun and on each change of theme. */
export default function render(component) {
  const { parentElement } = component;
  let player = players.get(parentElement);
  if (!player) {
    const root = el("section", { class: "nn-player", "aria-label": "Animation" });
    parentElement.append(root);
    players.set(parentElement, (player = new Player(root)));
  }
  player.update(component);
  return () => {
    player.destroy();
    player.root.remove();
    players.delete(parentElement);
  };
}
