// The GAN page's register of tools and what all its modules share: numbers as they come from the server, pictures, words.
window.zooGan = window.zooGan || {};
(() => {
  const ours = window.zooGan;
  const zoo = window.zoo;
  // hooks of a tool: model() when another model came, pins() when the pinned samples changed, state() when seed,
  // truncation or digit did
  zoo.toolbox(ours, { prefix: "gan", always: ["pins", "state"], live: [] });
  ours.LARGEST_SEED = 4294967295;
  ours.MOST = 100; // samples in one grid
  ours.CHUNK = 20; // samples in one request: pictures appear as they come

  ours.bytes = zoo.fromBase64; // base64 text -> Uint8Array
  ours.text = zoo.toBase64;

  // Base64 of little-endian float32 -> Float32Array, and back.
  ours.floats = (text) => {
    const bytes = zoo.fromBase64(text);
    const view = new DataView(bytes.buffer);
    return Float32Array.from({ length: bytes.length / 4 }, (_, i) => view.getFloat32(4 * i, true));
  };
  ours.floatsText = (values) => {
    const view = new DataView(new ArrayBuffer(4 * values.length));
    values.forEach((value, i) => view.setFloat32(4 * i, value, true));
    return zoo.toBase64(new Uint8Array(view.buffer));
  };

  // An array of typed arrays of `length` numbers each, from one that holds them all.
  ours.pieces = (values, length) => Array.from({ length: Math.floor(values.length / length) }, (_, i) => values.slice(i * length, (i + 1) * length));
  // The pictures of an answer {images, size}: a Uint8Array of size*size levels 0..255 each, bright ink on black.
  ours.pictures = ({ images, size }) => ours.pieces(zoo.fromBase64(images), size * size);
  // Many latents, an array of Float32Arrays, as the text that `generate` takes.
  ours.latentsText = (many) => ours.floatsText(many.flatMap((one) => Array.from(one)));

  // Levels 0..255 as an ImageData; `side` is its width and height.
  ours.imageData = (bytes, side) => {
    const image = new ImageData(side, side);
    for (let i = 0; i < side * side; i++) {
      image.data[4 * i] = image.data[4 * i + 1] = image.data[4 * i + 2] = bytes[i];
      image.data[4 * i + 3] = 255;
    }
    return image;
  };
  // One picture onto a canvas, which becomes as many pixels wide and high as the picture is.
  ours.paint = (canvas, bytes, size = Math.sqrt(bytes.length)) => {
    if (canvas.width !== size || canvas.height !== size) canvas.width = canvas.height = size;
    canvas.getContext("2d").putImageData(ours.imageData(bytes, size), 0, 0);
  };

  // A row of choices of which one is pressed: [value, text] pairs. Returns show(value).
  ours.segments = (box, choices, press) => {
    const buttons = choices.map(([value, text]) => Object.assign(zoo.button(text, () => press(value)), { choice: value }));
    box.append(...buttons);
    return (value) => { for (const button of buttons) button.setAttribute("aria-pressed", button.choice === value); };
  };

  ours.percent = (share) => `${Math.round(100 * share)} %`;
  ours.digitText = (digit) => (digit === null || digit === undefined ? "all digits" : `digit ${digit}`);
})();
