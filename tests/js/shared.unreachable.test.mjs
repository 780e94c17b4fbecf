// Calls of Gradio's that do not reach the server get an answer, as an error of the server's; no other request does.
import assert from "node:assert/strict";
import { test } from "node:test";
import { answering } from "../../assets/shared/unreachable.js";

const refused = answering(() => Promise.reject(new TypeError("Failed to fetch")));
const CALLS = [
  "http://127.0.0.1:7860/gradio_api/run/predict?a=1",
  "/proxy/gradio_api/queue/join",
  "/gradio_api/call/x",
];

test("a call that does not arrive is answered with an error that Gradio does not take for a lost connection", async () => {
  for (const url of CALLS) {
    for (const input of [url, new URL(url, "http://here/"), new Request(new URL(url, "http://here/"))]) {
      const answer = await refused(input, { method: "POST" });
      assert.equal(answer.status, 502);
      assert.deepEqual(await answer.json(), { detail: "The server cannot be reached." });
    }
  }
});

test("other requests fail as they did, and so does a call that was given up", async () => {
  for (const url of ["/gradio_api/component_server/", "/gradio_api/app_id", "/weights/model.safetensors", "/run/x"]) {
    await assert.rejects(refused(url), TypeError);
  }
  await assert.rejects(refused(CALLS[0], { signal: AbortSignal.abort() }), TypeError);
});

test("an answer that comes is passed on, with what was asked", async () => {
  const asked = [];
  const answer = {};
  const fetch = answering(async (...all) => {
    asked.push(all);
    return answer;
  });
  assert.equal(await fetch("/gradio_api/run/x", { method: "POST" }), answer);
  assert.deepEqual(asked, [["/gradio_api/run/x", { method: "POST" }]]);
});
