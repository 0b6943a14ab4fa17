/* What a board says of the thing that is pointed at, with the numbers of the step that is shown. */

import { sumOf, words, says, saysOfClasses } from "./board_words.js";
import { NetworkPass, placesInTheta } from "./network.js";
import { number } from "./numbers.js";

const CROSSED = "Crossed out are dead neurons: each answers 0 to every point that is learned from. Point at anything to read what it is.";
const NOTHING = "Point at a neuron, a link, a point or a place of the plane: here it says what it is.";

export class Speech {
  constructor(element) {
    this.element = element;
  }

  /** Take the board whose things are spoken of. */
  load(board) {
    this.board = board;
    this.places = placesInTheta(board.spec.sizes);
  }

  say(pointed) {
    const text = pointed?.unit ? this.#unit(pointed.unit)
      : pointed?.link ? this.#link(pointed.link)
        : pointed?.bias ? this.#bias(pointed.bias)
        : pointed?.at ? this.#place(pointed.at, pointed.datum) : this.#nothing();
    if (this.element.textContent !== text) this.element.textContent = text;
    this.element.dataset.quiet = !pointed;
  }

  #nothing() {
    return this.board.units.all.some(({ unit }) => unit.dead) ? CROSSED : NOTHING;
  }

  #unit({ layer, index, name, off, dead }) {
    const { spec, theta, columns, passes } = this.board;
    if (!layer) return off ? words.offered(name) : words.input(name);
    const { at, by, bias } = this.places[layer][index];
    const sources = columns[layer - 1].filter((unit) => !unit.off).sort((a, b) => a.index - b.index);
    const weights = sources.map((_, i) => theta.now[at + i * by]);
    const picture = Object.values(passes)[0].a[layer][index];
    const steady = picture.every((value) => value === picture[0]);
    const kind = layer === spec.sizes.length - 1 ? "Output" : "Neuron";
    const sum = sumOf(sources.map((unit) => unit.name), weights, theta.now[bias]);
    return words.unit(name, kind, spec.titles[layer - 1], sum, dead ? words.dead : steady ? words.steady : "");
  }

  #link({ source, to, parameter }) {
    return words.link(`${source.name}→${to.name}`, this.board.theta.now[parameter], this.#slope(parameter));
  }

  #bias({ to, parameter }) {
    return words.bias(to.name, this.board.theta.now[parameter], this.#slope(parameter));
  }

  /** The loss's slope along a parameter, where it is known: that of a θ set by hand is not. */
  #slope(parameter) {
    const { slopes, index, overrides } = this.board;
    return overrides.size ? undefined : slopes?.(index)[parameter];
  }

  #place([x1, x2], datum) {
    const { spec, theta, classes, shown, joint } = this.board;
    const a = new NetworkPass(spec, [x1], [x2], true).run(theta.now);
    const outputs = a.at(-1).map(([value]) => value);
    if (!datum) {
      if (shown.index === undefined) return words.place(x1, x2, saysOfClasses(classes, outputs));
      return words.place(x1, x2, says(shown.name, a[shown.layer][shown.index][0]));
    }
    const kind = datum.hollow ? "Test point" : "Point";
    if (joint) return words.point(x1, x2, kind, classes[datum.target].name, saysOfClasses(classes, outputs));
    const target = classes.length ? classes[datum.target].target : datum.target;
    const name = spec.names.at(-1)[0];
    return words.point(x1, x2, kind, number(target), says(name, outputs[0]), outputs[0] - target);
  }
}
