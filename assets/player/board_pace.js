/* What a board leaves out while a run plays faster than this computer can draw it; at rest it leaves out nothing. */

const LATE = 24; // ms from one frame to the next; a screen's own are 17
const OFTEN = 6; // so many more late frames than others, and the computer is slow

export class Pace {
  /** Take a frame that is drawn, in passing or at rest. */
  take(passing) {
    if (!passing) {
      Object.assign(this, { late: 0, slow: false, turn: 0 });
      return;
    }
    this.turn += 1;
    if (this.slow) return; // until it rests: what is left out may be all that makes it fast
    const begun = document.timeline.currentTime;
    requestAnimationFrame((now) => {
      this.late = Math.max(0, this.late + (now - begun > LATE ? 1 : -1));
      this.slow = this.turn > 0 && this.late >= OFTEN;
    });
  }

  /** Whether the i-th of several things has its turn in this frame, which each has once in `every` frames. */
  has(i, every) {
    return !this.slow || (i + this.turn) % every === 0;
  }
}
