/* The one timeline that figures, readouts and transport follow: its steps, where on it one is, and how one moves. */

import { advance } from "./clock.js";

/** The place among ascending `steps` that is nearest to `step`; of two equally near, the earlier. */
export function nearest(steps, step) {
  const distance = (k) => Math.abs(steps[k] - step);
  return steps.reduce((best, _, k) => (distance(k) < distance(best) ? k : best), 0);
}

/**
 * It says what happens as events: "load" when it has other steps; "move" when what is shown of a step has to be drawn,
 * in passing (`playing`) or at rest; "mode" when `playing`, `speed` or `loop` is set; and "stop" when the visitor chose
 * to be where they are.
 */
export class Timeline extends EventTarget {
  steps = [];
  names = [];
  seconds = 1;
  index = 0; // the place that is shown, a whole number
  position = 0; // and where between two places time stands
  playing = false;
  speed = 1;
  loop = false;

  get last() {
    return this.steps.length - 1;
  }

  get step() {
    return this.steps[this.index];
  }

  get name() {
    return this.names[this.index];
  }

  /** Take other steps and stand at the one nearest to `step`; while it plays, it plays on from where it is. */
  load(steps, names, seconds, step) {
    Object.assign(this, { steps, names, seconds });
    this.#stand(this.playing ? this.index : nearest(steps, step));
    this.#say("load");
    this.#say("move");
  }

  /** Stand at the place nearest to `step`, unless it plays. */
  show(step) {
    if (!this.playing && this.#stand(nearest(this.steps, step))) this.#say("move");
  }

  /** The visitor goes to a place and stays there. */
  go(index) {
    const passing = this.playing;
    cancelAnimationFrame(this.frame);
    if (passing) this.set({ playing: false });
    if (this.#stand(index) || passing) this.#say("move");
    this.#say("stop");
  }

  play() {
    cancelAnimationFrame(this.frame); // or two would move the time at once
    if (this.index === this.last && this.#stand(0)) this.#say("move");
    this.set({ playing: true });
    let before;
    const tick = (now) => {
      this.position = advance(this.position, now - (before ?? now), this);
      before = now;
      const index = Math.floor(this.position);
      if (index !== this.index) {
        this.index = index;
        this.#say("move");
      }
      if (index === this.last && !this.loop) this.pause();
      else if (this.playing) this.frame = requestAnimationFrame(tick);
    };
    this.frame = requestAnimationFrame(tick);
  }

  pause() {
    if (this.playing) this.go(this.index);
  }

  toggle() {
    if (this.playing) this.pause();
    else this.play();
  }

  /** Set `speed` or `loop`; `playing` is for play and pause alone. */
  set(mode) {
    Object.assign(this, mode);
    this.#say("mode");
  }

  /** Be at a place, or at the end that is nearer to it; returns whether it is another than before. */
  #stand(index) {
    const to = Math.max(0, Math.min(this.last, index));
    const moved = to !== this.index;
    this.index = this.position = to;
    return moved;
  }

  #say(what) {
    this.dispatchEvent(new Event(what));
  }
}
