/* How the visitor wants it: colours for a dark page, and less motion. */

/** A copy of a part of a figure with each colour, also within a text, replaced by its twin if it has one. */
export function recoloured(part, twins) {
  if (typeof part === "string") return part.replace(/#[0-9a-f]{6}/g, (colour) => twins[colour] ?? colour);
  if (Array.isArray(part)) return part.map((p) => recoloured(p, twins));
  if (part === null || typeof part !== "object" || ArrayBuffer.isView(part)) return part;
  return Object.fromEntries(Object.entries(part).map(([k, v]) => [k, recoloured(v, twins)]));
}

/** Whether the visitor asked their browser for less motion. */
export function calm() {
  return matchMedia("(prefers-reduced-motion: reduce)").matches;
}
