// Runs a network of convolutions beside the page, so that the page never waits for it. A message {id, load: description}
// is answered by {id, ready}, whether it can, and {id, inputs, labels} by {id, levels}; what went wrong by {id, failed}.
import { fetchLayered } from "./fetching.js";

let network = null;

async function answer({ id, load, inputs, labels }) {
  if (load) {
    network = await fetchLayered(load);
    return postMessage({ id, ready: network !== null });
  }
  const levels = Uint8Array.from(network.run(inputs, labels), (value) => Math.round(255 * value));
  postMessage({ id, levels }, { transfer: [levels.buffer] });
}

addEventListener("message", async ({ data }) => {
  try {
    await answer(data);
  } catch (error) {
    console.error(error);
    postMessage({ id: data.id, failed: true });
  }
});
