/* Elements of the page, and the drawings on the buttons. */

const ICONS = {
  first: "M6 5h2.4v14H6zM20 5v14L9.5 12z",
  back: "M13 5v14L3 12zM16 5h3v14h-3z",
  play: "M7 4.5v15L20 12z",
  pause: "M6.5 5h4v14h-4zM13.5 5h4v14h-4z",
  on: "M11 5v14l10-7zM5 5h3v14H5z",
  last: "M15.6 5H18v14h-2.4zM4 5v14l10.5-7z",
  loop: "M7 7h9.5V4l4.5 4.5L16.5 13v-3H9v3.5H6V8a1 1 0 0 1 1-1zm10 10H7.500v3L3 15.500 7.500 11v3H15v-3.500h3V16a1 1 0 0 1-1 1z",
};

export function el(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

export function icon(name) {
  const holder = el("span", { "aria-hidden": "true" });
  holder.innerHTML = `<svg viewBox="0 0 24 24"><path d="${ICONS[name]}"/></svg>`;
  return holder;
}

/** The width that the longest of these words takes up, about: what changes in place then moves nothing beside it. */
export function room(words) {
  return `${Math.max(...words.map((word) => word.length)) / 2}em`;
}
