// Painting on a running chain: ink, holding pixels on or off, letting go; by pointer, touch and keyboard.
import { segments } from "../shared/dom.js";

const SIDE = 28;
const REACH = 1.3; // the brush's radius in pixels
const BRUSHES = [
  ["ink", "Ink", "Ink: switches pixels on; the machine may change them again at its next step."],
  ["on", "Hold on", "Hold on: these pixels stay white. The machine completes the rest around them."],
  ["off", "Hold off", "Hold off: these pixels stay black. The machine completes the rest around them."],
  ["free", "Let go", "Let go: held pixels are the machine's again."],
];

const NOTHING_TO_PAINT =
  "In a deep belief network the pixels are drawn last and have no effect on the rest, so holding one would change " +
  "nothing. Choose an RBM to paint.";

// The pixels under a stroke from one place to another, in pixels of the picture.
/** @param {number[]} from @param {number[]} to */
function under([x0, y0], [x1, y1]) {
  const found = new Set();
  const parts = Math.ceil(Math.hypot(x1 - x0, y1 - y0) * 2) + 1;
  for (let part = 0; part <= parts; part++) {
    const [x, y] = [x0 + ((x1 - x0) * part) / parts, y0 + ((y1 - y0) * part) / parts];
    for (let row = Math.max(0, Math.floor(y - 2)); row <= Math.min(SIDE - 1, Math.ceil(y + 2)); row++) {
      for (let column = Math.max(0, Math.floor(x - 2)); column <= Math.min(SIDE - 1, Math.ceil(x + 2)); column++) {
        if (Math.hypot(column + 0.5 - x, row + 0.5 - y) <= REACH) found.add(row * SIDE + column);
      }
    }
  }
  return found;
}

// `stroke(pixels)` gets the indices of the painted pixels. Returns rest(), which paints again where a pen rests that is
// down, because the machine has moved on.
export const brush = (canvas, cursor, stroke) => {
  let pen = null;
  let pointer = null;
  const place = (event) => {
    const box = canvas.getBoundingClientRect();
    return [((event.clientX - box.left) * SIDE) / box.width, ((event.clientY - box.top) * SIDE) / box.height];
  };
  const move = (next) => {
    stroke(under(pen ?? next, next));
    pen = next;
  };
  canvas.addEventListener("pointerdown", (event) => {
    if (pen || event.button !== 0) return;
    try {
      canvas.setPointerCapture(event.pointerId);
    } catch {
      // a pointer that has already left still paints its dot
    }
    pointer = event.pointerId;
    move(place(event));
  });
  canvas.addEventListener("pointermove", (event) => {
    if (pen && event.pointerId === pointer) move(place(event));
  });
  for (const end of ["pointerup", "pointercancel"]) {
    canvas.addEventListener(end, (event) => {
      if (event.pointerId === pointer) pen = pointer = null;
    });
  }
  keys(canvas, cursor, stroke);
  return () => {
    if (pen) stroke(under(pen, pen));
  };
};

// Arrow keys move the brush, Space paints; held together they draw.
function keys(canvas, cursor, stroke) {
  let spot = [14, 14];
  let down = false;
  const show = () =>
    Object.assign(cursor.style, { left: `${(100 * spot[0]) / SIDE}%`, top: `${(100 * spot[1]) / SIDE}%` });
  show();
  canvas.addEventListener("keydown", (event) => {
    const move = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] }[event.key];
    const before = spot;
    if (event.key === " ") down = true;
    else if (move) spot = spot.map((at, axis) => Math.min(SIDE - 0.5, Math.max(0.5, at + move[axis])));
    else return;
    event.preventDefault();
    show();
    if (down) stroke(under(before, spot));
  });
  canvas.addEventListener("keyup", (event) => {
    if (event.key === " ") down = false;
  });
  canvas.addEventListener("blur", () => {
    down = false;
  });
}

// What a brush does to these pixels of a chain.
export const apply = (chains, chain, kind, pixels) => {
  const value = { ink: 1, on: 1, off: 0, free: -1 }[kind];
  const units = new Map([...pixels].map((at) => [at, value]));
  if (kind === "ink") chains.ink(chain, units);
  else chains.hold(chain, units);
};

// The choice of a brush, and what the chosen one does.
export class BrushChoice {
  constructor(root) {
    this.box = root.querySelector(".rbm-chain-brushes");
    this.hint = root.querySelector(".rbm-chain-hint");
    const choices = BRUSHES.map(([kind, text]) => [kind, text]);
    this.mark = segments(this.box.querySelector(".rbm-chain-segments"), choices, (kind) => this.choose(kind));
    this.choose("ink");
  }

  choose(kind) {
    this.kind = kind;
    this.mark(kind);
    this.hint.textContent = BRUSHES.find(([name]) => name === kind)[2];
  }

  // Whether there is something to paint on.
  model(isDeep) {
    this.box.hidden = isDeep;
    if (isDeep) this.hint.textContent = NOTHING_TO_PAINT;
    else this.choose(this.kind);
  }
}
