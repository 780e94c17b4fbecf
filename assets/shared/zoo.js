// What every component of the page shares, as `window.zoo`: networks run in the page, seeded noise, canvases.
window.zoo = (() => {
  const ACTIVATIONS = {
    relu: (x) => (x > 0 ? x : 0),
    softplus: (x) => (x > 20 ? x : Math.log1p(Math.exp(x))), // as torch: linear above its threshold
    tanh: Math.tanh,
    sigmoid: (x) => 1 / (1 + Math.exp(-x)),
  };

  // Half-precision numbers, as their 16 bits, to float32: every half is a float32 exactly.
  function fromHalves(bits) {
    return Float32Array.from(bits, (half) => {
      const [sign, power, rest] = [half >> 15 ? -1 : 1, (half >> 10) & 31, half & 1023];
      if (power === 31) return rest ? NaN : sign * Infinity;
      return sign * (power ? 2 ** (power - 15) * (1 + rest / 1024) : rest * 2 ** -24);
    });
  }

  const READERS = {
    F32: (bytes) => new Float32Array(bytes),
    F16: (bytes) => fromHalves(new Uint16Array(bytes)),
    U8: (bytes) => new Uint8Array(bytes),
  };

  // A safetensors file: 8 bytes of header length, a JSON header, then the tensors; the kinds read here are taken.
  function parseSafetensors(buffer) {
    const length = Number(new DataView(buffer).getBigUint64(0, true));
    const header = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 8, length)));
    const tensors = {};
    for (const [name, { dtype, data_offsets: [start, end] = [] }] of Object.entries(header)) {
      if (8 + length + end > buffer.byteLength) throw new Error("its weights file is cut short");
      if (READERS[dtype]) tensors[name] = READERS[dtype](buffer.slice(8 + length + start, 8 + length + end));
    }
    return tensors;
  }

  // A dense network of zoo.mlp as torch saved it: its Linear layers are the tensors whose names begin with `layers`,
  // `activation` follows each but the last, `output` the last. run(Float32Array in) -> Float32Array out.
  function denseNetwork(buffer, { layers: prefix, activation, output }) {
    const tensors = parseSafetensors(buffer);
    const names = Object.keys(tensors).filter((name) => name.startsWith(prefix) && name.endsWith(".weight"));
    const position = (name) => Number(name.slice(prefix.length).split(".")[0]);
    names.sort((a, b) => position(a) - position(b));
    const layers = names.map((name, i) => {
      const bias = tensors[name.replace("weight", "bias")];
      const following = ACTIVATIONS[i < names.length - 1 ? activation : output];
      if (!following) throw new Error(`its activation '${activation}' is not known here`);
      return { weight: tensors[name], bias, activation: following, output: new Float32Array(bias.length) };
    });
    return {
      run(input) {
        for (const { weight, bias, activation, output } of layers) {
          for (let row = 0, at = 0; row < output.length; row++) {
            let sum = bias[row];
            for (let column = 0; column < input.length; column++, at++) sum += weight[at] * input[column];
            output[row] = activation(sum);
          }
          input = output;
        }
        return input;
      },
    };
  }

  async function fetchBuffer(url, what) {
    const response = await fetch(url);
    if (!response.ok) throw new Error(`the ${what} could not be fetched (${response.status})`);
    return response.arrayBuffer();
  }
  const fetchNetwork = async (description) => denseNetwork(await fetchBuffer(description.weights, "weights"), description);
  const fetchTensors = async (url, what) => parseSafetensors(await fetchBuffer(url, what));

  // Uniform draws from (0, 1) by a seed: mulberry32. The same seed, the same draws, on any machine.
  function uniforms(seed) {
    let state = seed >>> 0;
    return () => {
      state = (state + 0x6d2b79f5) >>> 0;
      let t = Math.imul(state ^ (state >>> 15), state | 1);
      t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
      return (((t ^ (t >>> 14)) >>> 0) + 0.5) / 4294967296;
    };
  }

  // Standard normal draws from a seed: Box-Muller. The same seed, the same digit.
  function normals(seed, count) {
    const uniform = uniforms(seed);
    return Array.from({ length: count }, () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform()));
  }

  // The share of a standard normal below x; from erfc by Numerical Recipes (section 6.2), good to 1e-7.
  function normalShare(x) {
    const t = 1 / (1 + Math.abs(x) / (2 * Math.SQRT2));
    const terms = [-1.26551223, 1.00002368, 0.37409196, 0.09678418, -0.18628806, 0.27886807, -1.13520398, 1.48851587,
      -0.82215223, 0.17087277];
    const tail = 0.5 * t * Math.exp((-x * x) / 2 + terms.reduceRight((sum, term) => sum * t + term, 0));
    return x < 0 ? tail : 1 - tail;
  }

  // Its inverse, by halving: below which x lies this share.
  function normalQuantile(share) {
    let [low, high] = [-8, 8];
    for (let step = 0; step < 40; step++) {
      const middle = (low + high) / 2;
      if (normalShare(middle) < share) low = middle;
      else high = middle;
    }
    return (low + high) / 2;
  }

  // The latents at a `share` of the way from a to b along the great circle, as zoo.noise.slerp: the direction turns evenly
  // (Shoemake 1985), the length goes evenly from one to the other. Straight where no angle leads anywhere: between those of one
  // direction, through 0 between opposite ones, and from or to 0. Exact at both ends, whatever rounding does between them.
  const PARALLEL = 1e-6; // sine of the angle below which a straight line is as good
  function slerp(a, b, share) {
    if (share <= 0 || share >= 1) return Array.from(share <= 0 ? a : b);
    const [long, wide] = [a, b].map((point) => Math.hypot(...point));
    if (!long || !wide) return Array.from(a, (value, at) => value + share * (b[at] - value));
    const [from, to] = [Array.from(a, (value) => value / long), Array.from(b, (value) => value / wide)];
    const angle = Math.acos(Math.min(1, Math.max(-1, from.reduce((sum, value, at) => sum + value * to[at], 0))));
    const sine = Math.sin(angle);
    const [mine, yours] = sine < PARALLEL ? [1 - share, share] : [Math.sin((1 - share) * angle) / sine, Math.sin(share * angle) / sine];
    const length = long + share * (wide - long);
    return from.map((value, at) => length * (mine * value + yours * to[at]));
  }

  // Grey values in [0, 1] onto a canvas of exactly as many pixels, or onto a place of a larger one; 1 is white.
  function paint(canvas, values, x = 0, y = 0, width = canvas.width) {
    const image = new ImageData(width, values.length / width);
    for (let i = 0; i < values.length; i++) {
      const level = Math.round(255 * values[i]);
      image.data[4 * i] = image.data[4 * i + 1] = image.data[4 * i + 2] = level;
      image.data[4 * i + 3] = 255;
    }
    canvas.getContext("2d").putImageData(image, x, y);
  }

  // Calls `draw` at most once per animation frame, always for the newest state.
  function oncePerFrame(draw) {
    let asked = false;
    return () => {
      if (asked) return;
      asked = true;
      requestAnimationFrame(() => {
        asked = false;
        draw();
      });
    };
  }

  // Calls an async `send` with the newest value only: while one is under way the latest waits, older ones are dropped.
  function newestOnly(send) {
    let busy = false;
    let waiting = null;
    return async function push(value) {
      waiting = { value };
      if (busy) return;
      busy = true;
      while (waiting) {
        const { value: next } = waiting;
        waiting = null;
        try {
          await send(next);
        } catch (error) {
          console.error(error);
        }
      }
      busy = false;
    };
  }

  const toBase64 = (bytes) => btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
  const fromBase64 = (text) => Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  const levels = (text) => Float32Array.from(fromBase64(text), (level) => level / 255); // grey values, as paint takes them
  const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

  return {
    denseNetwork, fetchNetwork, fetchTensors, uniforms, normals, normalShare, normalQuantile, slerp, paint, oncePerFrame,
    newestOnly, toBase64, fromBase64, levels, calm,
  };
})();
