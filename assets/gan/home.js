// The generator in the page: once its weights are there, samples are drawn here and not on the server.
import { latentsOf } from "./draws.js";
import { pieces } from "./samples.js";

// Null where this browser does not allow it.
function startWorker() {
  try {
    return new Worker(new URL("../shared/layered-worker.js", import.meta.url), { type: "module" });
  } catch (error) {
    console.warn(`The server draws, because ${error.message}.`);
    return null;
  }
}

export class Home {
  constructor() {
    this.model = null;
    this.begun = false; // once for a model
    this.worker = null;
    this.waiting = new Map(); // by number: what to call with an answer
    this.ready = false; // whether it may be asked for pictures
  }

  // Another model: its weights are fetched by `begin`.
  choose(model) {
    this.end();
    this.model = model;
    this.begun = false;
  }

  // The server draws instead, also what was asked for and has not come.
  end() {
    this.ready = false;
    this.worker?.terminate();
    this.worker = null;
    for (const answer of this.waiting.values()) answer(null);
    this.waiting.clear();
  }

  // Called once the first samples are shown, so that they do not wait for the weights.
  async begin() {
    const { decoder } = this.model;
    const { connection } = /** @type {*} */ (navigator); // only some browsers tell
    if (this.begun || decoder?.kind !== "layered" || connection?.saveData) return;
    this.begun = true;
    const worker = startWorker();
    if (!worker) return;
    this.worker = worker;
    const end = () => worker === this.worker && this.end();
    worker.onmessage = ({ data: { id, failed, ...answer } }) => {
      if (failed) return end();
      this.waiting.get(id)?.(answer);
      this.waiting.delete(id);
    };
    worker.onerror = end;
    const loaded = await this.ask({ load: { ...decoder, weights: new URL(decoder.weights, document.baseURI).href } });
    if (worker !== this.worker) return;
    if (loaded?.ready) this.ready = true;
    else this.end();
  }

  ask(message) {
    const id = performance.now() + Math.random();
    return new Promise((done) => {
      this.waiting.set(id, done);
      this.worker.postMessage({ id, ...message });
    });
  }

  // Pictures of latents, with a label for each or null, as {pictures, size}; null if the server has to draw them after all.
  async generate(latents, labels) {
    const { size, latent_dim: length } = this.model;
    const inputs = new Float32Array(latents.length * length);
    latents.forEach((each, i) => {
      inputs.set(each, i * length);
    });
    const answer = await this.ask({ inputs, labels });
    return answer && { pictures: pieces(answer.levels, size ** 2), size };
  }

  // Samples {seed, first, count, truncation, digit} as the server answers them, with `pictures` and `codes`; or null.
  async samples({ seed, first, count, truncation, digit }) {
    const { classes, latent_dim: length } = this.model;
    const codes = latentsOf({ seed, first, count, truncation }, length);
    const labels = classes ? codes.map((_, i) => digit ?? (first + i) % classes) : null;
    const drawn = await this.generate(codes, labels);
    return drawn && { ...drawn, codes, labels };
  }
}
