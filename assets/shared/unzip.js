// Reading zip files: those of this page, and what other programs make of them. No DOM.

const [END, CENTRAL] = [0x06054b50, 0x02014b50];
const LONGEST_COMMENT = 65557; // bytes from the end within which the end's record lies
const [STORED, DEFLATED] = [0, 8];

// The files of a zip by name, each as read(): a promise of its bytes. Throws a sentence if it is no zip.
export function entriesOf(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const found = {};
  try {
    const end = endOf(view);
    let at = view.getUint32(end + 16, true);
    for (let left = view.getUint16(end + 10, true); left > 0; left--) at = entry(view, bytes, at, found);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new Error("it is cut short");
  }
  return found;
}

function endOf(view) {
  const first = Math.max(0, view.byteLength - LONGEST_COMMENT);
  for (let at = view.byteLength - 22; at >= first; at--) if (view.getUint32(at, true) === END) return at;
  throw new Error("it is no zip file");
}

// Adds the file whose record is at `at`; gives the place of the next record.
function entry(view, bytes, at, found) {
  if (view.getUint32(at, true) !== CENTRAL) throw new Error("it is damaged");
  const method = view.getUint16(at + 10, true);
  const [packed, size] = [view.getUint32(at + 20, true), view.getUint32(at + 24, true)];
  const lengths = [28, 30, 32].map((place) => view.getUint16(at + place, true)); // of name, extra, comment
  const name = new TextDecoder().decode(bytes.subarray(at + 46, at + 46 + lengths[0]));
  const local = view.getUint32(at + 42, true);
  const start = local + 30 + view.getUint16(local + 26, true) + view.getUint16(local + 28, true);
  if (start + packed > bytes.length) throw new Error("it is cut short");
  found[name] = { size, read: () => unpacked(bytes.subarray(start, start + packed), method, size) };
  return at + 46 + lengths.reduce((sum, length) => sum + length, 0);
}

async function unpacked(packed, method, size) {
  if (method === STORED) return packed.slice();
  if (method !== DEFLATED) throw new Error("it is packed in a way that is not known here");
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
  const whole = new Uint8Array(size); // no more than it said
  let at = 0;
  const reader = stream.getReader(); // Safari has no `for await` over a stream
  for (let { done, value: part } = await reader.read(); !done; { done, value: part } = await reader.read()) {
    if (at + part.length > size) throw new Error("it is damaged");
    whole.set(part, at);
    at += part.length;
  }
  if (at < size) throw new Error("it is cut short");
  return whole;
}
