// Weights and other tensors from the server.
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
export const fetchTensors = async (url, what) => parseSafetensors(await fetchBuffer(url, what));
