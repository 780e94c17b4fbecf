// A safetensors file of these tensors, as an ArrayBuffer: {name: [dtype, typed array]}.
export function written(tensors) {
  const [header, parts] = [{}, []];
  let end = 0;
  for (const [name, [dtype, values]] of Object.entries(tensors)) {
    const start = end;
    end += values.byteLength;
    header[name] = { dtype, shape: [values.length], data_offsets: [start, end] };
    parts.push(new Uint8Array(values.buffer));
  }
  const text = new TextEncoder().encode(JSON.stringify(header));
  const file = new Uint8Array(8 + text.length + end);
  new DataView(file.buffer).setBigUint64(0, BigInt(text.length), true);
  file.set(text, 8);
  let at = 8 + text.length;
  for (const part of parts) {
    file.set(part, at);
    at += part.length;
  }
  return file.buffer;
}
