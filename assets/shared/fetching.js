// Weights and other tensors from the server.
import { layeredNetwork } from "./layered.js";
import { canMultiply } from "./multiplier.js";
import { denseNetwork } from "./network.js";
import { parseSafetensors } from "./safetensors.js";

export async function fetchBuffer(url, what) {
  const lost = () => {
    throw new Error(`the ${what} could not be fetched`); // no answer, or the connection broke off in the middle of it
  };
  const response = await fetch(url).catch(lost);
  if (!response.ok) throw new Error(`the ${what} could not be fetched (${response.status})`);
  return response.arrayBuffer().catch(lost);
}
export const fetchNetwork = async (description) =>
  denseNetwork(await fetchBuffer(description.weights, "weights"), description);

const SLOW = 25; // milliseconds for an example above which the server is asked: a drag would not be smooth
const TRIED = 2; // examples by which that is found out

// Whether a network is quick enough here; its first run compiles it.
function isQuick(network, { inputs }) {
  const milliseconds = Array.from({ length: 2 }, () => {
    const began = performance.now();
    network.run(new Float32Array(TRIED * inputs), Array(TRIED).fill(0));
    return (performance.now() - began) / TRIED;
  });
  return Math.min(...milliseconds) <= SLOW;
}

// A network of convolutions; null where the server has to run it: this browser cannot, or not quickly, or its weights do
// not come.
export async function fetchLayered(description) {
  if (!canMultiply()) return null;
  try {
    const network = layeredNetwork(await fetchBuffer(description.weights, "weights"), description);
    return isQuick(network, description) ? network : null;
  } catch (error) {
    console.warn(`The server decodes, because ${error.message}.`);
    return null;
  }
}
export const fetchTensors = async (url, what) => parseSafetensors(await fetchBuffer(url, what));
