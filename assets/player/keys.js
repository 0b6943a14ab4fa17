/* The keys that move a timeline: space, ← and →, Home and End. */

let current; // the player that keys pressed outside any control go to: the last one used
let tabbed = false; // whether the visitor came to what has the focus with the tab key, and not by pointing

document.addEventListener("pointerdown", () => (tabbed = false), true);
document.addEventListener("keydown", ({ key }) => (tabbed ||= key === "Tab"), true);

const PRESSED = "button:not([role=radio]), a, summary, [role=button], [role=link], [role=tab]";
const SWITCHED = "select, [type=checkbox], [type=radio]:not(:checked), [role=radio]:not([aria-checked=true]), [role=combobox]";
const OPEN = "[role=dialog], [role=listbox], [role=menu], [aria-expanded=true]";
const WRITTEN = "input:not([type=range], [type=checkbox], [type=radio], [role=combobox]), textarea, [contenteditable], canvas";
const OTHERS = "input, select, textarea, button, a, summary, canvas, [role], [contenteditable]";

/** Let keys move a player's timeline; returns a function that ends it. `root` is the player's element. */
export function listenToKeys(root, timeline) {
  const use = () => (current = root);
  let ours = false; // whether the space that is down is the player's: what it has the focus on must not hear of it
  const hear = (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !timeline.steps.length) return;
    const press = {
      " ": () => event.repeat || timeline.toggle(),
      ArrowLeft: () => timeline.go(timeline.index - 1),
      ArrowRight: () => timeline.go(timeline.index + 1),
      Home: () => timeline.go(0),
      End: () => timeline.go(timeline.last),
    }[event.key];
    if (!press || !meant(event, root)) return;
    stop(event);
    ours = event.key === " ";
    press();
  };
  const release = (event) => {
    if (ours && event.key === " ") stop(event);
    ours &&= event.key !== " ";
  };
  root.addEventListener("pointerdown", use);
  root.addEventListener("focusin", use);
  document.addEventListener("keydown", hear, true); // before the control that has the focus: some let nobody else hear
  document.addEventListener("keyup", release, true);
  return () => {
    document.removeEventListener("keydown", hear, true);
    document.removeEventListener("keyup", release, true);
    if (current === root) current = undefined;
  };
}

function stop(event) {
  event.preventDefault();
  event.stopPropagation();
}

/** Whether a key is for this player, and not for the control that has the focus. */
function meant({ key, target }, root) {
  const inside = root.contains(target);
  if (!current?.isConnected) current = root; // the one last used has left the page
  if (!inside && current !== root) return false;
  if (!target.closest) return true;
  if (key === " ") return !spaceIsFor(target);
  if (inside) return !target.matches("select, .nn-sideways, .nn-handle, .nn-surface canvas, .nn-board input, .nn-space input, :is(.nn-board, .nn-space) :focus-visible");
  const own = target.closest(OTHERS);
  return !own || own.matches("[role=main], [role=document]");
}

/**
 * Whether a control keeps the space bar: what is written in or lies open; a button or link; and what the space bar would
 * switch, for someone who came there with the tab key.
 */
function spaceIsFor(control) {
  return Boolean(control.closest(`${PRESSED}, ${OPEN}, ${WRITTEN}`) || (tabbed && control.matches(SWITCHED)));
}
