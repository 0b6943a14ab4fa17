/* The keys that move a timeline: space, ← and →, Home and End. */

let current; // the player that keys pressed outside any control go to: the last one used

/** Let keys move a player's timeline; returns a function that ends it. `root` is the player's element. */
export function listenToKeys(root, timeline) {
  const use = () => (current = root);
  const hear = (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || !timeline.steps.length) return;
    const press = {
      " ": () => timeline.toggle(),
      ArrowLeft: () => timeline.go(timeline.index - 1),
      ArrowRight: () => timeline.go(timeline.index + 1),
      Home: () => timeline.go(0),
      End: () => timeline.go(timeline.last),
    }[event.key];
    if (!press || !meant(event, root)) return;
    event.preventDefault();
    press();
  };
  root.addEventListener("pointerdown", use);
  root.addEventListener("focusin", use);
  document.addEventListener("keydown", hear);
  current ??= root;
  return () => {
    document.removeEventListener("keydown", hear);
    if (current === root) current = undefined;
  };
}

/** Whether a key is for this player, and not for the control that has the focus. */
function meant({ key, target }, root) {
  if (root.contains(target)) return !target.matches("select") && !(key === " " && target.matches("button"));
  const own = target.closest?.("input, select, textarea, button, a, summary, canvas, [role], [contenteditable]");
  return current === root && (!own || own.matches("[role=main], [role=document]"));
}
