/* From where a surface is seen, and where what lies in its box comes on the screen: each axis from −1 to 1, seen in
   parallel, so that lengths do not change with the distance. */

export const HEIGHT = 0.62; // of the box, in relation to its width
const TILTS = [6, 88]; // degrees above the plane; never from below
const ROOM = { side: 46, top: 28, bottom: 42 }; // px, for titles and ticks

export class View {
  constructor() {
    this.turned = false; // by the visitor, who then keeps what they see
  }

  /** Take what a scene sees its surface from. */
  begin(turn, tilt) {
    this.first = { turn, tilt };
    if (!this.turned) this.reset();
  }

  reset() {
    this.turned = false;
    this.#set(this.first.turn, this.first.tilt);
  }

  /** Turn by degrees. */
  turn(aside, up) {
    this.turned = true;
    this.#set(this.angle + aside, this.tilt + up);
  }

  #set(angle, tilt) {
    this.angle = ((angle % 360) + 360) % 360;
    this.tilt = Math.max(TILTS[0], Math.min(TILTS[1], tilt));
    const [a, t] = [this.angle, this.tilt].map((degrees) => (degrees * Math.PI) / 180);
    Object.assign(this, { cos: Math.cos(a), sin: Math.sin(a), flat: Math.sin(t), steep: Math.cos(t) });
  }

  /** Fit the box into a canvas of this size in px, at the same size however it is turned. */
  fit(width, height) {
    const across = (width - 2 * ROOM.side) / (2 * Math.SQRT2);
    const up = (height - ROOM.top - ROOM.bottom) / (2 * Math.SQRT2 * this.flat + 2 * HEIGHT * this.steep);
    this.scale = Math.max(10, Math.min(across, up));
    this.middle = [width / 2, (height + ROOM.top - ROOM.bottom) / 2];
  }

  /** How far behind the middle a place of the plane is. */
  depth(u, v) {
    return v * this.cos - u * this.sin;
  }

  across(u, v) {
    return this.middle[0] + this.scale * (u * this.cos + v * this.sin);
  }

  down(u, v, w) {
    return this.middle[1] - this.scale * (this.depth(u, v) * this.flat + w * HEIGHT * this.steep);
  }

  place([u, v, w]) {
    return [this.across(u, v), this.down(u, v, w)];
  }
}
