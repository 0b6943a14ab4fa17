/* The buttons, the slider and the options that move a timeline, and show where it stands. */

import { el, icon, room } from "./dom.js";

const SPEEDS = [0.25, 0.5, 1, 2, 4];

export class Transport {
  constructor(timeline) {
    this.timeline = timeline;
    this.#build();
    this.#mode();
    timeline.addEventListener("load", () => this.#load());
    timeline.addEventListener("move", () => this.#move());
    timeline.addEventListener("mode", () => this.#mode());
  }

  #build() {
    const { timeline } = this;
    this.slider = el("input", { type: "range", min: 0, step: 1, "aria-label": "Step", class: "nn-slider" });
    this.slider.oninput = () => timeline.go(+this.slider.value);
    this.toggle = button("play", "Play", "space", () => timeline.toggle());
    this.scale = el("div", { class: "nn-scale", "aria-hidden": "true" });
    this.label = el("span", { class: "nn-step" });
    this.next = el("small", { class: "nn-next" });
    this.on = button("on", "One step on", "→", () => timeline.go(timeline.index + 1));
    const speed = el("select", { class: "nn-speed", "aria-label": "Speed", title: "Speed" });
    for (const s of SPEEDS) speed.append(el("option", { value: s }, `${s}×`));
    speed.value = timeline.speed;
    speed.onchange = () => timeline.set({ speed: +speed.value });
    this.repeat = button("loop", "Loop", "over and over", () => timeline.set({ loop: !timeline.loop }));
    this.element = el("div", { class: "nn-transport", role: "group", "aria-label": "Playback" },
      el("div", { class: "nn-buttons" },
        button("first", "First step", "Home", () => timeline.go(0)),
        button("back", "One step back", "←", () => timeline.go(timeline.index - 1)),
        this.toggle,
        this.on,
        button("last", "Last step", "End", () => timeline.go(timeline.last))),
      el("div", { class: "nn-track" }, this.slider, this.scale), el("div", {}, this.label, this.next),
      el("div", { class: "nn-options" }, speed, this.repeat));
  }

  #load() {
    const { steps, last } = this.timeline;
    this.slider.max = last;
    this.skips = steps.some((step, k) => k && step !== steps[k - 1] + 1);
    this.scale.replaceChildren(...(this.skips ? ticks(steps) : []));
    this.label.style.minWidth = room(this.timeline.names); // whatever the step is called, the slider keeps its length
  }

  #move() {
    const { index, last, name, steps, playing } = this.timeline;
    this.slider.value = index;
    this.slider.style.setProperty("--done", `${(100 * index) / Math.max(1, last)}%`);
    if (!playing) this.slider.setAttribute("aria-valuetext", name); // a screen reader speaks each change of it
    this.label.textContent = name;
    const ahead = index < last && steps[index + 1] !== steps[index] + 1;
    const counted = name.startsWith("epoch") ? "epoch" : "step";
    this.next.textContent = ahead ? `next stop: ${counted} ${numeral(steps[index + 1])}` : "";
    this.next.hidden = !this.skips; // where it can say something, its place stays
    this.on.title = ahead ? `One step on (→), ${this.next.textContent}` : "One step on (→)";
  }

  #mode() {
    const { playing, loop } = this.timeline;
    const label = playing ? "Pause" : "Play";
    this.toggle.replaceChildren(icon(playing ? "pause" : "play"));
    this.toggle.setAttribute("aria-label", label);
    this.toggle.title = `${label} (space)`;
    this.repeat.setAttribute("aria-pressed", loop);
  }
}

const numeral = (step) => step.toLocaleString("en");

/** The numbers of some steps, each at its place under the slider: the stops of a timeline may lie unevenly. */
function ticks(steps) {
  const last = steps.length - 1;
  const places = new Set([0, 0.25, 0.5, 0.75, 1].map((part) => Math.round(part * last)));
  return [...places].map((k) => el("span", { style: `--at: ${k / Math.max(1, last)}` }, numeral(steps[k])));
}

function button(name, label, key, action) {
  const title = `${label} (${key})`;
  const made = el("button", { type: "button", class: `nn-button nn-${name}`, "aria-label": label, title }, icon(name));
  made.onclick = action;
  return made;
}
