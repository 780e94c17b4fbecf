// What every training in the page stands on: Adam's steps and the pictures that are learned from.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Adam } from "../../assets/shared/train/adam.js";
import { fetchData } from "../../assets/shared/train/data.js";
import { near } from "./near.mjs";
import { written } from "./safetensors.mjs";

test("Adam's first step is as long as the rate, whatever the slope; the next ones weigh the slopes before", () => {
  const numbers = Float32Array.of(1, 1, -2);
  const adam = new Adam([numbers]);
  adam.step([Float32Array.of(2, -0.001, 0)], 0.1);
  near(numbers[0], 0.9);
  near(numbers[1], 1.1, 1e-5); // against its slope
  assert.equal(numbers[2], -2);
  // with the slope -1 the mean is 0.08 / 0.19, the square 0.004996 / 0.001999
  adam.step([Float32Array.of(-1, 0, 0)], 0.1);
  near(numbers[0], 0.9 - (0.1 * (0.08 / 0.19)) / Math.sqrt(0.004996 / 0.001999));
});

test("Adam goes on from a state that was kept as if nothing had been between", () => {
  const [one, other] = [new Adam([Float32Array.of(1)]), new Adam([Float32Array.of(1)])];
  one.step([Float32Array.of(2)], 0.1);
  const kept = one.state();
  const at = one.parameters[0][0];
  one.step([Float32Array.of(-3)], 0.1);
  other.parameters[0][0] = at;
  other.restore(kept);
  other.step([Float32Array.of(-3)], 0.1);
  assert.equal(other.parameters[0][0], one.parameters[0][0]);
  assert.equal(kept.steps, 1); // what is kept does not move on
});

test("digits are asked for by their name, MNIST without one; a server that gives none is told", async (context) => {
  const asked = [];
  const answer = { url: "/digits", kind: "fashion", others: ["kmnist"] };
  context.mock.method(globalThis, "fetch", async () => {
    const [train, held, labels] = [Uint8Array.of(1, 2), Uint8Array.of(3), Uint8Array.of(4)];
    return new Response(written({ train: ["U8", train], held: ["U8", held], labels: ["U8", labels] }));
  });
  const ask = async (request) => {
    asked.push(request);
    return answer;
  };
  const { kind, train, held, labels, others } = await fetchData("fashion", ask);
  assert.deepEqual([kind, [...train], [...held], [...labels], others], ["fashion", [1, 2], [3], [4], ["kmnist"]]);
  delete answer.others;
  assert.deepEqual((await fetchData("mnist", ask)).others, []);
  assert.deepEqual(asked, [{ data: "fashion" }, {}]);
  await assert.rejects(
    fetchData("mnist", async () => null),
    /^Error: the server did not answer$/,
  );
  await assert.rejects(
    fetchData("kmnist", async () => null),
    /^Error: the server did not give any$/,
  );
});
