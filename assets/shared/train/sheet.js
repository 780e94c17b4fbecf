// Many small pictures on one canvas.

const SIDE = 28;
const STEP = SIDE + 1; // with the line between two pictures

// A canvas's image for `count` pictures in rows of `across`, empty.
export function sheet(canvas, count, across) {
  const [width, height] = [across * STEP - 1, Math.ceil(count / across) * STEP - 1];
  if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
  return new ImageData(width, height);
}

// Puts colours at the places of picture `index`: `color(at)` is one word of pixel data.
export function put(words, width, index, across, color) {
  const start = Math.floor(index / across) * STEP * width + (index % across) * STEP;
  for (let y = 0, at = 0; y < SIDE; y++) for (let x = 0; x < SIDE; x++, at++) words[start + y * width + x] = color(at);
}

export const word = (red, green, blue) => (255 << 24) | (blue << 16) | (green << 8) | red;

// Digits (bytes) in pairs of rows of ten, each above what the machine redraws of it (in [0, 1]).
export function paintPairs(canvas, digits, rebuilt) {
  const count = rebuilt.length / 784;
  const across = 10;
  const image = sheet(canvas, 2 * count, across);
  const words = new Int32Array(image.data.buffer);
  const grey = (level) => word(level, level, level);
  for (let index = 0; index < count; index++) {
    const place = 2 * across * Math.floor(index / across) + (index % across);
    put(words, image.width, place, across, (at) => grey(digits[index * 784 + at]));
    put(words, image.width, place + across, across, (at) => grey(Math.round(255 * rebuilt[index * 784 + at])));
  }
  canvas.getContext("2d").putImageData(image, 0, 0);
}
