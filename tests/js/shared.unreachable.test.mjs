// Calls of Gradio's that do not reach the server get an answer, as an error of the server's; no other request does.
import assert from "node:assert/strict";
import { test } from "node:test";
import { isThere, makeKeeper } from "../../assets/shared/lost.js";
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

test("of every request that does not arrive it is told, and of a proxy without a server; not of one that was given up", async () => {
  let lost = 0;
  const tell = () => {
    lost += 1;
  };
  const refusing = answering(() => Promise.reject(new TypeError("Failed to fetch")), tell);
  await refusing(CALLS[0]);
  await assert.rejects(refusing("/gradio_api/component_server/"));
  await assert.rejects(refusing("/x", { signal: AbortSignal.abort() }));
  assert.equal(lost, 2);
  for (const status of [200, 404, 500, 502, 503, 504]) await answering(async () => ({ status }), tell)("/x");
  assert.equal(lost, 5);
});

// A keeper whose server answers these, one after the other; all that it said and did.
function kept(...answers) {
  const log = [];
  const lost = makeKeeper({
    isThere: async () => answers.shift(),
    say: (state) => log.push(state),
    back: () => log.push("back"),
    pause: async () => log.push("pause"),
  });
  return { lost, log };
}

test("a lost server is said once, asked for until it is there, and then what failed is tried again", async () => {
  const { lost, log } = kept(null, null, null, true, null, true);
  await Promise.all([lost(), lost()]);
  assert.deepEqual(log, ["lost", "pause", "pause", "pause", "", "back"]);
  await lost();
  assert.deepEqual(log.slice(6), ["lost", "pause", "", "back"]);
});

test("a single request that failed is no lost server, and another version of the page is said", async () => {
  const alone = kept(true);
  await alone.lost();
  assert.deepEqual(alone.log, []);
  const newer = kept(null, false);
  await newer.lost();
  assert.deepEqual(newer.log, ["lost", "pause", "newer"]);
});

test("a server is there if it has this file, is another one without it, and is not there without an answer", async () => {
  const answers = [[200, true], [404, false], [502, null], [500, null]]; // biome-ignore format: a table
  for (const [status, found] of answers) {
    assert.equal(await isThere(async () => ({ ok: status < 400, status }), "/x.js"), found);
  }
  assert.equal(await isThere(() => Promise.reject(new TypeError()), "/x.js"), null);
});
