// Where training spends most of its time, in WebAssembly's SIMD: rows of a matrix, each times its value, added up. No DOM.
import {
  and,
  assembled,
  below,
  four,
  get,
  number,
  plus,
  product,
  raise,
  set,
  spread,
  store,
  sum,
  times,
  whole,
} from "../assembler.js";

const WIDE = 8; // registers that hold sums at once, 4 numbers each
const PAGE = 65536;

// add(starts, end, items, values, weight, out, across): for each row, out += the rows of weight at `items`, times their
// values. All are byte addresses, items too, from weight on; `across` is the bytes of a row, a multiple of 16.
const [STARTS, END, ITEMS, VALUES, WEIGHT, OUT, ACROSS] = Array(7).keys();
const [tile, tiles, at, last, from] = Array.from({ length: 5 }, (_, i) => 7 + i);
const total = (i) => 12 + i;
const value = total(WIDE);

// The sums of `wide` registers of a row, from `tile` on.
const summed = (wide) => [
  times(wide, (i) => set(total(i), four(sum(get(OUT), get(tile)), 16 * i))),
  set(at, whole(get(STARTS), 0)),
  below(at, last, [
    set(from, sum(sum(get(WEIGHT), get(tile)), whole(sum(get(ITEMS), get(at)), 0))),
    set(value, spread(sum(get(VALUES), get(at)))),
    times(wide, (i) => set(total(i), plus(get(total(i)), product(get(value), four(get(from), 16 * i))))),
    raise(at, number(4)),
  ]),
  times(wide, (i) => store(sum(get(OUT), get(tile)), 16 * i, get(total(i)))),
  raise(tile, number(16 * wide)),
];
const BYTES = assembled("add", 7, 5, WIDE + 1, [
  set(tiles, and(get(ACROSS), number(-16 * WIDE))),
  below(STARTS, END, [
    set(last, whole(get(STARTS), 4)),
    set(tile, number(0)),
    below(tile, tiles, summed(WIDE).flat()),
    below(tile, ACROSS, summed(1).flat()),
    raise(OUT, get(ACROSS)),
    raise(STARTS, number(4)),
  ]),
]);

function made() {
  if (typeof WebAssembly !== "object" || !WebAssembly.validate(BYTES)) return null;
  const memory = new WebAssembly.Memory({ initial: 1 });
  const instance = new WebAssembly.Instance(new WebAssembly.Module(BYTES), { page: { memory } });
  return { memory, add: /** @type {*} */ (instance.exports.add) };
}
const kernel = made();

// Adds to each row of `out` (`across` numbers) those rows of `weight` that the compressed row has, times their values.
// False if that cannot be done here: then nothing was added.
export function addRows({ starts, items, values, count }, weight, across, out) {
  if (!kernel || across % 4) return false;
  const { memory, add } = kernel;
  const [first, end] = [starts[0], starts[count]];
  const sizes = [count + 1, end - first, end - first, weight.length, count * across];
  const places = [0];
  for (const size of sizes) places.push(places.at(-1) + 16 * Math.ceil(size / 4));
  const missing = places[5] - memory.buffer.byteLength;
  if (missing > 0) memory.grow(Math.ceil(missing / PAGE));
  const [whole, parts] = [new Int32Array(memory.buffer), new Float32Array(memory.buffer)];
  const [forStarts, forItems, forValues, forWeight, forOut] = places.map((place) => place / 4);
  for (let row = 0; row <= count; row++) whole[forStarts + row] = 4 * (starts[row] - first);
  for (let at = first, to = forItems; at < end; at++, to++) whole[to] = 4 * across * items[at];
  parts.set(values.subarray(first, end), forValues);
  parts.set(weight, forWeight);
  parts.set(out.subarray(0, count * across), forOut);
  add(places[0], 4 * count, places[1], places[2], places[3], places[4], 4 * across);
  out.set(parts.subarray(forOut, forOut + count * across));
  return true;
}
