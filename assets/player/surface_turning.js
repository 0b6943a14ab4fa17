/* How a visitor turns a surface: by dragging it with a mouse or a finger, or by the arrow keys when it has the focus. */

const BY = 0.4; // degrees a pixel
const STEP = 5; // degrees a key
const KEYS = { ArrowLeft: [STEP, 0], ArrowRight: [-STEP, 0], ArrowUp: [0, STEP], ArrowDown: [0, -STEP] };

/** Let a view be turned on its canvas; `changed` is called after each turn. */
export function listenToTurning(canvas, view, changed) {
  let held; // where the pointer was last
  canvas.addEventListener("pointerdown", ({ button, pointerId, clientX, clientY }) => {
    if (button || held) return;
    held = { by: pointerId, x: clientX, y: clientY };
    canvas.setPointerCapture(pointerId);
  });
  canvas.addEventListener("pointermove", ({ pointerId, clientX, clientY }) => {
    if (held?.by !== pointerId) return;
    view.turn(-BY * (clientX - held.x), BY * (clientY - held.y));
    Object.assign(held, { x: clientX, y: clientY });
    changed();
  });
  for (const name of ["pointerup", "pointercancel"]) canvas.addEventListener(name, () => (held = undefined));
  const straight = () => {
    view.reset();
    changed();
  };
  canvas.addEventListener("dblclick", straight);
  canvas.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Home") straight();
    else if (KEYS[event.key]) {
      view.turn(...KEYS[event.key]);
      changed();
    } else return;
    event.preventDefault();
  });
}
