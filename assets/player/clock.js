/* How fast time goes by on a timeline. */

const LONGEST = 100; // ms; after a longer pause, of a tab in the background say, it plays on from where it was

/**
 * Where one is on a timeline whose places run from 0 to `last`, `passed` ms after one was at `position`: at the normal
 * speed of 1 the whole takes so many `seconds`. Who comes to the end stays there or, in a loop, is at 0 again.
 */
export function advance(position, passed, { last, seconds, speed, loop }) {
  const to = position + (((Math.min(passed, LONGEST) / 1000) * speed) / seconds) * last;
  if (to < last) return to;
  return loop ? 0 : last;
}
