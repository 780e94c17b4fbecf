// Where a picture would have to change to look more real to a critic, as tabs.gan.fool has it. No DOM.

const [SIZE, PIXELS] = [28, 784];
const [STEP, HALVINGS] = [0.1, 6]; // of the largest change of a pixel, and how often it is halved until the score rises
const REACH = 3; // standard deviations of the smoothing, each of one pixel
const BELL = Array.from({ length: 2 * REACH + 1 }, (_, at) => Math.exp(-0.5 * (at - REACH) ** 2));
const WHOLE = BELL.reduce((sum, value) => sum + value, 0);

// By how much each pixel of a picture, bytes, could raise the score, to first order: its slope times its room, smoothed.
export function reachOf(slopes, image) {
  const room = Float32Array.from(slopes, (slope, at) => {
    const level = image[at] / 255;
    return 2 * slope * (slope > 0 ? 1 - level : level); // a critic sees pixels from -1 to 1
  });
  return smoothed(smoothed(room, 1, SIZE), SIZE, 1);
}

// Along lines whose places are `step` apart, `across` from line to line; edges are repeated.
function smoothed(values, step, across) {
  const found = new Float32Array(PIXELS);
  for (let line = 0; line < SIZE; line++)
    for (let at = 0; at < SIZE; at++) {
      let sum = 0;
      for (let i = -REACH; i <= REACH; i++)
        sum += BELL[i + REACH] * values[line * across + step * Math.min(SIZE - 1, Math.max(0, at + i))];
      found[line * across + step * at] = sum / WHOLE;
    }
  return found;
}

// The picture with every pixel moved the way of its slope by a step with which the score rises, and that step; the
// smallest one if none does.
export function changedUphill(image, slopes, scoreOf) {
  const before = scoreOf(image);
  let [changed, step] = [image, STEP];
  for (let halving = 0; halving <= HALVINGS; halving++) {
    step = STEP / 2 ** halving;
    changed = Uint8Array.from(image, (level, at) =>
      Math.round(Math.min(255, Math.max(0, level + 255 * step * Math.sign(slopes[at])))),
    );
    if (scoreOf(changed) > before) break;
  }
  return { changed, step };
}
