// Rows of units of which few are on. Most pixels of a digit are 0, and products skip them: that is what makes training
// in a browser quick.

import { addRows } from "./kernel.js";

// Up to `rows` rows of at most `width` units, as compressed rows: the units of row r that are not 0 are
// `items[starts[r]]` to `items[starts[r + 1]]`, with their `values`.
export class Sparse {
  constructor(rows, width) {
    this.width = width;
    this.count = 0; // rows that are filled
    this.starts = new Int32Array(rows + 1);
    this.items = new Int32Array(rows * width);
    this.values = new Float32Array(rows * width);
  }

  // Fills `count` rows: `value(row, unit)` of each unit.
  fill(count, value) {
    const { starts, items, values, width } = this;
    let end = 0;
    for (let row = 0; row < count; row++) {
      for (let unit = 0; unit < width; unit++) {
        const found = value(row, unit);
        if (found) {
          items[end] = unit;
          values[end++] = found;
        }
      }
      starts[row + 1] = end;
    }
    this.count = count;
    return this;
  }

  // Fills rows with draws: a unit is on where its logit exceeds that of its random number, of which `halves` has 16
  // bits for each unit. This is p > (half + 0.5) / 65536 without computing p.
  draw(count, logits, halves) {
    const { starts, items, values, width } = this;
    let end = 0;
    for (let row = 0, at = 0; row < count; row++) {
      for (let unit = 0; unit < width; unit++, at++) {
        if (logits[at] > LOGITS[halves[at]]) {
          items[end] = unit;
          values[end++] = 1;
        }
      }
      starts[row + 1] = end;
    }
    this.count = count;
    return this;
  }

  // Each row's units times the rows of `weight` (`width` x `across`), plus `bias`, into the rows of `out`.
  times(weight, bias, out) {
    const across = bias.length;
    for (let row = 0, at = 0; row < this.count; row++, at += across) out.set(bias, at);
    return this.addTo(weight, across, out);
  }

  // The same without a bias, added to what `out` has.
  addTo(weight, across, out) {
    if (addRows(this, weight, across, out)) return out;
    const { items, values, starts } = this;
    for (let row = 0, at = 0; row < this.count; row++, at += across)
      add(out, at, weight, items, values, starts[row], starts[row + 1], across);
    return out;
  }
}

// The logits of the 65,536 random numbers that 16 bits stand for.
const LOGITS = Float32Array.from({ length: 65536 }, (_, half) => Math.log((half + 0.5) / (65535.5 - half)));

// Images, bytes of as many pixels as `into` is wide, as rows of units: drawn from their greys with 16 random bits for each
// pixel, or without such bits the greys themselves.
export function readImages(images, places, bits, into) {
  const { width } = into;
  if (!bits) return into.fill(places.length, (row, unit) => images[places[row] * width + unit] / 255);
  return into.fill(places.length, (row, unit) => {
    const level = images[places[row] * width + unit];
    return level && (level * 65536) / 255 - 0.5 > bits[row * width + unit] ? 1 : 0;
  });
}

// Several matrices below each other, by column: the entries of column u, with the number of their row.
export function transposed(parts, width, into) {
  const { starts, items, values } = into;
  starts.fill(0);
  for (const { items: units, starts: ends, count } of parts)
    for (let at = 0; at < ends[count]; at++) starts[units[at] + 1]++;
  for (let unit = 0; unit < width; unit++) starts[unit + 1] += starts[unit];
  let first = 0;
  for (const part of parts) {
    for (let row = 0; row < part.count; row++) {
      for (let at = part.starts[row]; at < part.starts[row + 1]; at++) {
        const place = starts[part.items[at]]++;
        items[place] = first + row;
        values[place] = part.values[at];
      }
    }
    first += part.count;
  }
  for (let unit = width; unit > 0; unit--) starts[unit] = starts[unit - 1]; // they have moved on by one column
  starts[0] = 0;
  into.count = width;
  return into;
}

// Adds rows of `weight`, each times its value, to `across` numbers of `out`: four at a time, since storing the sums is
// what takes the time. Training spends most of its time here.
export function add(out, at, weight, items, values, from, to, across) {
  let next = from;
  for (; next + 3 < to; next += 4) {
    const a = items[next] * across;
    const b = items[next + 1] * across;
    const c = items[next + 2] * across;
    const d = items[next + 3] * across;
    const p = values[next];
    const q = values[next + 1];
    const r = values[next + 2];
    const s = values[next + 3];
    for (let i = 0; i < across; i++)
      out[at + i] += p * weight[a + i] + q * weight[b + i] + r * weight[c + i] + s * weight[d + i];
  }
  for (; next < to; next++) {
    const a = items[next] * across;
    const p = values[next];
    for (let i = 0; i < across; i++) out[at + i] += p * weight[a + i];
  }
}
