// A half of a digit that was drawn: which half it is, its place in the picture that a machine gets, and the buttons that
// hold a half.
const SIDE = 28; // of the picture, in pixels
const [MIDDLE, REACH] = [14, 10]; // a digit of MNIST reaches ten pixels from the middle of its picture
const INK = 100; // from this level on, of 255, a point is ink
const OVER = 0.05; // how far a stroke may cross the middle, as a share of the sheet
const CLEAR = 0.15; // how far a half must reach from the middle: an upright 1 in the middle is no left half
const OTHER = { upper: "lower", lower: "upper", left: "right", right: "left" };
const NO_DIGIT = "There is no digit yet: draw one, or take an example or a test digit, to hold its upper half.";
const NO_UPPER = "Only another half was drawn: draw the upper one too, or take an example or a test digit.";
const NO_HALF = "There is no half yet: draw the part of a digit that lies above the dashed line, then press again.";
const WHOLE =
  "This is a whole digit, so its upper half is held. Draw on one side of the dashed line to complete a half of your own.";

// The half of the picture that a pixel lies in: whether pixel `at` of 784 belongs to the half on this side.
export const isIn = (half, at) =>
  ({ upper: at < 392, lower: at >= 392, left: at % SIDE < MIDDLE, right: at % SIDE >= MIDDLE })[half];

// The value at which each of 784 pixels in [0, 1] is held for one half: 0 or 1, and -1 for those of the other half.
export const clampOf = ({ half, pixels }) =>
  Array.from(pixels, (value, at) => (isIn(half, at) ? Number(value > 0.5) : -1));

// The box of the ink and its centre of mass, all as shares of the sheet; null if there is none.
function inkOf(level, side) {
  const box = { left: side, right: 0, top: side, bottom: 0 };
  let [count, x, y] = [0, 0, 0];
  for (let row = 0; row < side; row++) {
    for (let column = 0; column < side; column++) {
      if (level(column, row) < INK) continue;
      box.left = Math.min(box.left, column);
      box.right = Math.max(box.right, column + 1);
      box.top = Math.min(box.top, row);
      box.bottom = Math.max(box.bottom, row + 1);
      count++;
      x += column + 0.5;
      y += row + 0.5;
    }
  }
  if (!count) return null;
  const { left, right, top, bottom } = box;
  const mass = { x: x / count / side, y: y / count / side };
  return { left: left / side, right: right / side, top: top / side, bottom: bottom / side, ...mass };
}

// How far the ink reaches into each half, as a share of the sheet; below 0 if it does not.
const reachOf = ({ left, right, top, bottom }) => ({
  upper: 0.5 - top,
  lower: bottom - 0.5,
  left: 0.5 - left,
  right: right - 0.5,
});

// Which half of the sheet the ink keeps to, or "" for a whole digit: it is in both, or only around the middle.
const sideOf = (reach) => Object.keys(OTHER).find((half) => reach[half] >= CLEAR && reach[OTHER[half]] <= OVER) ?? "";

// `level(x, y)` is the ink, 0 to 255, of a sheet of `side` by `side` points. Gives {half, pixels}: 784 values in [0, 1]
// in which the middle of the sheet stays the middle, so that the other half has its room, and one half in the other half:
// nothing is known of it. The half is the `named` one, or else the one that the ink keeps to, "" for a whole digit; null
// if nothing is drawn.
export function halfOf(level, side, named = "") {
  const ink = inkOf(level, side);
  if (!ink) return null;
  const reach = reachOf(ink);
  const half = named || sideOf(reach);
  if (!half) return { half, pixels: null };
  const lies = half === "upper" || half === "lower"; // along the other axis its centre of mass is centred, as MNIST's
  const width = lies ? ink.right - ink.left : ink.bottom - ink.top;
  const scale = Math.min(36, (2 * REACH) / width, Math.max(20, REACH / Math.max(reach[half], 0.01))); // pixels to a sheet
  const [x, y] = lies ? [ink.x, 0.5] : [0.5, ink.y];
  const at = (pixel, middle) => Math.floor(((pixel - MIDDLE) / scale + middle) * side);
  const pixels = new Float32Array(SIDE * SIDE).fill(0.5);
  for (let i = 0; i < pixels.length; i++) {
    if (!isIn(half, i)) continue;
    let sum = 0;
    for (let part = 0; part < 16; part++) {
      const column = at((i % SIDE) + ((part % 4) + 0.5) / 4, x);
      const row = at(Math.floor(i / SIDE) + (Math.floor(part / 4) + 0.5) / 4, y);
      if (Math.min(column, row) >= 0 && Math.max(column, row) < side) sum += level(column, row);
    }
    pixels[i] = sum / 16 / 255;
  }
  return { half, pixels };
}

// ---- the buttons; `page` is the tab's Dreams
export function holdUpperHalf(page) {
  const { pixels, side } = page.starter;
  if (!pixels) return page.say(NO_DIGIT, true);
  if (side && side !== "upper") return page.say(NO_UPPER, true);
  page.run.chains.holdHalf({ half: "upper", pixels });
  page.rested();
}

// What is on the pad stays where it was drawn; each chain makes up the other half in its own way.
export function completeMyHalf(page) {
  const { starter, run } = page;
  const drawn = starter.half();
  if (!drawn) return page.say(NO_HALF, true);
  if (!drawn.half && (!starter.pixels || starter.side)) return page.say(NO_DIGIT, true); // it is still being read
  run.count = Math.max(run.count, 4);
  if (drawn.half) page.startFrom("drawing", drawn.pixels, drawn);
  else {
    page.begin();
    holdUpperHalf(page);
  }
  page.say(drawn.half ? "" : WHOLE);
  page.player.set(true);
  page.$(".rbm-chain-run")?.scrollIntoView({ block: "nearest" }); // on a phone the chains are far above the sheet
}

export async function completeHalfAnEight(page) {
  if (!(await page.starter.restore("example-8"))) return;
  holdUpperHalf(page);
  page.player.set(true);
}
