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
    this.label = el("output", { class: "nn-step" });
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
        button("on", "One step on", "→", () => timeline.go(timeline.index + 1)),
        button("last", "Last step", "End", () => timeline.go(timeline.last))),
      this.slider, this.label, el("div", { class: "nn-options" }, speed, this.repeat));
  }

  #load() {
    this.slider.max = this.timeline.last;
    this.label.style.minWidth = room(this.timeline.names); // whatever the step is called, the slider keeps its length
  }

  #move() {
    const { index, last, name } = this.timeline;
    this.slider.value = index;
    this.slider.style.setProperty("--done", `${(100 * index) / Math.max(1, last)}%`);
    this.slider.setAttribute("aria-valuetext", name);
    this.label.textContent = name;
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

function button(name, label, key, action) {
  const title = `${label} (${key})`;
  const made = el("button", { type: "button", class: `nn-button nn-${name}`, "aria-label": label, title }, icon(name));
  made.onclick = action;
  return made;
}
