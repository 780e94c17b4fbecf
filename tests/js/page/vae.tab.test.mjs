// The whole VAE tab: a drawing, its code and its digit, one model after another, and answers that come late.
import { toBase64 } from "../../../assets/shared/bytes.js";
import { normals } from "../../../assets/shared/random.js";
import { equal, firstOf, ok, press, put, rest, test, type } from "./harness.mjs";
import { BOOK, bytesOf, FLAT, LATENTS, serverOf, shownLevels, tab, whole } from "./vae.mjs";

const rounded = (code) => code.map((value) => Number(value.toFixed(4)));
const isAt = (page, code) => equal([rounded(page.code()), page.screen(code.length)], [code, shownLevels(code)]);

// A server whose answers to one function come when the test says so: free(at) lets that one come.
function late(name, answer) {
  const frees = [];
  const served = serverOf({
    [name]: (request) => new Promise((done) => frees.push(() => done(answer(request, frees.length)))),
  });
  return { served, free: (at) => frees[at](), count: () => frees.length };
}

test("the tab begins with an example: it is encoded, and its code becomes a digit that the judge reads", async () => {
  const page = await tab();
  const [asked] = page.served.of("encode");
  equal([asked.model, asked.revision, asked.digit.size], ["vae-3", "0123456789", 140]);
  equal(page.viewer.drawn(), { digit: "example-3" });
  equal(page.$(".vae-code-title").textContent, "Move its code: 3 numbers");
  equal(
    [".vae-lead", ".vae-hint", ".vae-note"].map((each) => page.$(each).textContent),
    ["Lead.", "Hint.", "Note."],
  );
  await page.arrive();
  isAt(page, [1, 10, 0.5]);
  equal(page.sliders(), [
    ["z1", "10.00"],
    ["z0", "1.00"],
    ["z2", "0.50"],
  ]);
  equal([page.$(".vae-posterior").hidden, page.$(".zoo-pad-label").textContent, page.said()], [false, "", ""]);
  equal(page.viewer.digit().answer.code, [1, 10, 0.5]);
  equal(page.served.of("encode").length, 1);
});

test("the judge is asked once the digit rests, and its answer to an earlier digit is not shown", async () => {
  const { served, free, count } = late("judge", (_, at) => ({ digit: at, confidence: 0.9, no_digit: 0 }));
  const page = await tab(whole(), served);
  const line = page.$(".vae-judged");
  await page.arrive();
  page.viewer.set([3, 4, 5], { glide: false });
  await page.clock.pass(16); // the frame in which it is drawn
  await page.clock.pass(299);
  equal([count(), line.classList.contains("is-stale")], [0, true]);
  await page.clock.pass(1);
  equal(count(), 1);
  equal(
    Array.from(atob(page.last("judge").pixels).slice(0, 4), (each) => each.charCodeAt(0)),
    [...bytesOf([3, 4, 5, -10]).slice(0, 4)],
  );
  page.viewer.set([4, 4, 5], { glide: false });
  await page.clock.pass(400);
  free(0);
  await rest();
  equal([count(), line.textContent], [2, ""]);
  free(1);
  await rest();
  equal([line.textContent, line.classList.contains("is-stale")], ["The judge reads: 2 (90\u00a0%)", false]);
});

// ---- from one code to another
test("a seed's code is the prior's, it glides there in a quarter of a second, and the seed stays until a hand moves", async () => {
  const page = await tab();
  await page.arrive();
  const noise = normals(7, 3);
  const wanted = LATENTS.map(({ mean, sd }, at) => mean + sd * noise[at]);
  type(page.$(".vae-seed input"), "7");
  await rest();
  equal(
    [page.viewer.seed(), page.viewer.randomCode ? rounded(await page.viewer.randomCode(7)) : 0],
    [7, rounded(wanted)],
  );
  await page.clock.pass(130); // half of the way's time is 7/8 of the way; frames come every 16 ms
  const part = (page.code()[0] - 1) / (wanted[0] - 1);
  ok(part > 0.8 && part < 0.9, `${part} of the way`);
  await page.clock.pass(150);
  equal(rounded(page.code()), rounded(wanted));
  equal(page.viewer.seed(), 7);
  type(page.all(".vae-slider input")[1], "2.5"); // the second in the order of what they tell: z0
  await page.clock.pass(16);
  isAt(page, [2.5, ...rounded(wanted).slice(1)]);
  equal(page.viewer.seed(), null);
  type(page.$(".vae-seed input"), "7");
  await page.arrive();
  page.viewer.set([1, 2, 3]);
  equal(page.viewer.seed(), null);
  await page.arrive();
  isAt(page, [1, 2, 3]);
});

test("a hand on one slider lets the others arrive at once, and a code without gliding is there at once", async () => {
  const page = await tab();
  await page.arrive();
  page.viewer.set([5, 20, 3]);
  await page.clock.pass(48);
  type(page.all(".vae-slider input")[1], "-2");
  equal(page.code(), [-2, 20, 3]);
  await page.arrive();
  isAt(page, [-2, 20, 3]);
  page.viewer.set([5, 20, 3]);
  await page.clock.pass(48);
  page.viewer.set([0, 1, 2], { glide: false });
  equal(page.code(), [0, 1, 2]);
  await page.arrive();
  isAt(page, [0, 1, 2]);
  page.viewer.set([1, 2]); // of another length: another model's
  page.viewer.set(null);
  await page.arrive();
  isAt(page, [0, 1, 2]);
});

test("a seed that is none is said and changes nothing, and the message goes with the next seed", async () => {
  const page = await tab();
  await page.arrive();
  type(page.$(".vae-seed input"), "-1");
  equal(
    [page.said(), page.$(".vae-status").classList.contains("is-error")],
    ["The seed is a whole number from 0 to 4294967295.", true],
  );
  await page.arrive();
  isAt(page, [1, 10, 0.5]);
  type(page.$(".vae-seed input"), "0");
  equal([page.said(), page.viewer.seed() ?? 0], ["", 0]);
});

test("its buttons: a random draw has a seed from 1 to 9999, the average is the latents' means", async () => {
  const page = await tab();
  for (const [chance, seed] of [
    [0, 1],
    [0.99999, 9999],
  ]) {
    put(Math, "random", () => chance);
    page.button("Random draw").click();
    await page.arrive();
    equal([page.$(".vae-seed input").value, page.viewer.seed()], [String(seed), seed]);
  }
  page.button("Reset to average").click();
  await page.arrive();
  isAt(page, [0, 20, 1]);
  equal([page.viewer.home(), page.viewer.name()], [[0, 20, 1], "vae-3"]);
});

// ---- the drawing
test("a draw from q(z|x) keeps to the mean where the encoder is sure, and spreads as it says", async () => {
  const page = await tab();
  await page.arrive();
  put(Math, "random", () => 0.5);
  const noise = normals(2147483648, 3);
  page.button("Draw again from q(z|x)").click();
  await page.arrive();
  equal(rounded(page.code()), rounded([1 + 0.5 * noise[0], 10 + 2 * noise[1], 0.5]));
  equal(page.all(".vae-band")[1].title, "the encoder says 1.00 ± 1.00");
});

test("the drawing's code comes back, and without a drawing that is said", async () => {
  const page = await tab();
  await page.arrive();
  page.viewer.set([5, 5, 5]);
  await page.arrive();
  page.button("Back to the drawing").click();
  await page.arrive();
  isAt(page, [2, 10, 0.5]); // it was encoded anew
  press(page.$(".zoo-pad"), "Delete");
  equal(
    [page.viewer.digit(), page.$(".vae-posterior").hidden, page.all(".vae-band").every((band) => band.hidden)],
    [null, true, true],
  );
  page.button("Back to the drawing").click();
  await page.arrive();
  equal(
    [page.said(), page.served.of("encode").length],
    ["There is no drawing yet; draw a digit or take an example.", 2],
  );
  isAt(page, [2, 10, 0.5]);
  page.button("Clear").click();
  equal(page.said(), "");
});

test("a test digit is asked for by its number, shown with its label, and only one that there is", async () => {
  const page = await tab();
  const field = page.$(".zoo-pad-test input");
  equal([page.$(".zoo-pad-test").hidden, field.max], [false, "49"]);
  type(field, "49");
  await page.arrive();
  equal([page.last("encode").digit, page.$(".zoo-pad-label").textContent], [{ test: 49 }, "labelled 6"]);
  isAt(page, [4.9, 1, 2]);
  equal([firstOf(page.$(".zoo-pad-seen canvas")), firstOf(page.$(".zoo-pad-rebuilt canvas"))], [255, 204]);
  type(field, "50");
  equal(page.said(), "The number of a test digit is a whole number from 0 to 49.");
});

test("a slider that moves while a digit is encoded keeps its place; the digit is known all the same", async () => {
  const { served, free, count } = late("encode", () => ({
    code: [7, 8, 9],
    sd: null,
    seen: toBase64(bytesOf([90])),
    rebuilt: null,
  }));
  const page = await tab(whole(), served);
  type(page.all(".vae-slider input")[1], "2.5");
  free(0);
  await page.settle();
  equal(
    [page.code(), page.viewer.digit().answer.code],
    [
      [2.5, 20, 1],
      [7, 8, 9],
    ],
  );
  equal(page.$(".vae-posterior").hidden, true); // an encoder that says no spread
  page.button("Back to the drawing").click();
  page.button("Back to the drawing").click();
  await page.settle();
  equal(count(), 2); // the next waits for the one before
  free(1);
  await page.settle();
  equal(rounded(page.code())[0], 2.5); // its answer is out of date
  free(2);
  await page.arrive();
  equal(page.code(), [7, 8, 9]);
  page.button("Back to the drawing").click();
  await page.settle();
  page.button("Clear").click();
  free(3);
  await page.settle();
  equal(page.viewer.digit(), null); // cleared meanwhile
});

test("a digit that was not read says so, keeps what was there, and is tried again", async () => {
  const served = serverOf();
  const page = await tab(whole(), served);
  await page.arrive();
  const failed = page.$(".zoo-pad-failed");
  served.state.broken = true;
  type(page.$(".zoo-pad-test input"), "3");
  await page.arrive();
  equal([page.said(), failed.hidden], ["It broke.", false]);
  isAt(page, [1, 10, 0.5]);
  served.state.broken = [];
  page.button("Try again", failed).click();
  await page.arrive();
  equal([page.said(), failed.hidden], ["", true]);
  isAt(page, [0.3, 1, 2]);
});

// ---- one model after another
test("another model begins at its average, gets the same drawing, and what the one before was asked is dropped", async () => {
  const { served, free, count } = late("encode", ({ model }) => ({
    code: model === "vae-2" ? [5, 6] : [7, 8, 9],
    sd: null,
    seen: toBase64(bytesOf([90])),
    rebuilt: null,
  }));
  const page = await tab(whole({ notice: "About the link." }), served);
  equal(page.$(".vae-notice").textContent, "About the link.");
  await page.choose(whole(FLAT));
  equal(
    [page.code(), page.viewer.digit(), page.$(".vae-code-title").textContent],
    [[0, 20], null, "Move its code: 2 numbers"],
  );
  equal([page.$(".vae-notice").textContent, count()], ["", 1]);
  free(0); // the first model's
  await page.settle();
  equal([page.code(), page.viewer.digit(), count()], [[0, 20], null, 2]);
  equal([page.last("encode").model, page.last("encode").digit.size], ["vae-2", 140]);
  free(1);
  await page.arrive();
  isAt(page, [5, 6]);
  page.button("Clear").click();
  await page.choose(whole());
  equal([page.code(), count()], [[0, 20, 1], 2]); // nothing to encode
});

test("a code that glides for one model does not reach the next, and its seed is forgotten", async () => {
  const page = await tab();
  page.button("Clear").click();
  type(page.$(".vae-seed input"), "7");
  await page.clock.pass(32);
  await page.choose(whole({ name: "other", title: "Other" }));
  await page.arrive();
  equal([page.code(), page.viewer.seed()], [[0, 20, 1], null]);
});

test("an error is said while its model is shown, and not under the next one; quiet requests say nothing", async () => {
  const { served, free } = late("denoise", () => ({ error: "Too late." }));
  const page = await tab(whole(), served);
  served.state.broken = ["gif"];
  equal([await page.viewer.ask("gif", { codes: [] }), page.said()], [null, "It broke."]);
  equal(page.last("gif"), { model: "vae-3", revision: "0123456789", codes: [] });
  const answer = page.viewer.ask("denoise", {});
  await page.choose(whole(FLAT));
  free(0);
  equal([await answer, page.said()], [null, ""]);
  equal([await page.viewer.quietly("gif", {}), page.said()], [null, ""]);
  equal(await page.viewer.quietly("judge", {}), { digit: 4, confidence: 0.9, no_digit: 0 });
  equal(
    [await page.viewer.ask("nothing", {}), page.said()],
    [null, "The server did not answer; try again. What runs in this page goes on."],
  );
});

test("a quiet answer for the model before is none", async () => {
  const { served, free } = late("gif", () => ({ gif: "" }));
  const page = await tab(whole(), served);
  const answer = page.viewer.quietly("gif", {});
  await page.choose(whole(FLAT));
  free(0);
  equal(await answer, null);
});

test("the map stands beside the sliders of two latents only, and follows the code there", async () => {
  const page = await tab();
  ok(page.$(".vae-dock").hidden && page.$(".vae-dock .vae-plot") === null);
  await page.choose(whole(FLAT));
  await page.arrive();
  ok(!page.$(".vae-dock").hidden);
  page.viewer.set([1, 30], { glide: false });
  await page.clock.pass(16);
  equal(page.$(".vae-dock .vae-reading").textContent, "z0 = 1.00, z1 = 30.00");
  equal(firstOf(page.$(".vae-dock .vae-lens")), 28); // (1 + 10) / 100 of 255
  await page.choose(whole());
  ok(page.$(".vae-dock").hidden);
});

test("each model has its tools, in their order, under the names that links use", async () => {
  const models = [
    { name: "vae-3", title: "A VAE" },
    { name: "b", title: "B" },
  ];
  const page = await tab(whole({ models }));
  const ids = () => page.all(".vae-tabs [role=tab]").map(({ id }) => id.replace("vae-tab-", ""));
  equal(ids(), ["map", "traverse", "morph", "arithmetic", "export", "compare", "denoise", "loss"]);
  await page.choose(whole(FLAT));
  equal(ids(), ["traverse", "morph", "arithmetic", "export", "denoise", "loss"]);
  await page.choose(whole({ latents: LATENTS.slice(0, 1), points: null, decoder: { kind: "server" } }));
  equal(ids()[0], "traverse");
  await page.choose(whole(BOOK));
  equal(ids(), ["morph", "export", "denoise", "loss"]);
});

// ---- decoders on the server
test("the codes of a code book are drawn on the server, the newest last, and no other model's", async () => {
  const { served, free, count } = late("decode_many", ({ codes }) => ({
    images: toBase64(codes.flatMap((code) => [...bytesOf(code)])),
  }));
  const page = await tab(whole({ ...BOOK, restore: { code: [1, 2, 3, 4] } }), served);
  await page.clock.pass(32);
  equal(page.$(".vae-code-title").textContent, "Move its code: 4 entries of a code book");
  equal([page.$("[data-do=reset]").hidden, page.code()], [true, [1, 2, 3, 4]]); // it is there without gliding
  equal([count(), page.last("decode_many").codes], [1, [[0, 0, 0, 0]]]); // where it began
  page.viewer.set([2, 2, 2, 2]);
  await page.clock.pass(32);
  page.viewer.set([3, 3, 3, 3]);
  await page.clock.pass(32);
  equal(count(), 1);
  free(0);
  await page.clock.pass(1);
  equal([page.screen(4), page.last("decode_many").codes], [shownLevels([0, 0, 0, 0]), [[3, 3, 3, 3]]]);
  equal(await page.viewer.decode([[1, 2]]), null);
  await page.choose(whole({ ...BOOK, name: "other book" }));
  free(1);
  await page.clock.pass(1);
  equal([page.screen(4), page.code()], [shownLevels([0, 0, 0, 0]), [0, 0, 0, 0]]);
});

test("a seed of a code book is drawn by the server: the newest, and not over what a hand did since", async () => {
  const { served, free } = late("draw", ({ seed }) => ({ code: [seed, 1, 2, 3] }));
  const page = await tab(whole({ ...BOOK, restore: { seed: 4 } }), served);
  equal(page.served.of("draw"), [{ model: "vq-vae", revision: "0123456789", seed: 4 }]);
  type(page.$(".vae-seed input"), "3");
  free(1);
  await page.settle();
  free(0);
  await page.settle();
  await page.clock.pass(32);
  equal([page.code(), page.viewer.seed()], [[3, 1, 2, 3], 3]);
  type(page.$(".vae-seed input"), "2");
  page.viewer.set([4, 4, 4, 4]);
  free(2);
  await page.settle();
  await page.clock.pass(32);
  equal([page.code(), page.viewer.seed()], [[4, 4, 4, 4], null]);
});

// ---- links
test("a link brings back its code or its seed, its drawing and its tool", async () => {
  const page = await tab(whole({ restore: { code: [1, 2, 3], tool: "loss", digit: "test-7" } }));
  await page.arrive();
  isAt(page, [1, 2, 3]);
  equal([page.last("encode").digit, page.viewer.digit().answer.code], [{ test: 7 }, [0.7, 1, 2]]);
  equal(page.$("#vae-tab-loss").getAttribute("aria-selected"), "true");
  const before = page.served.of("encode").length;
  await page.choose(whole({ restore: { seed: 0 } }));
  await page.arrive();
  const noise = normals(0, 3);
  equal(rounded(page.code()), rounded(LATENTS.map(({ mean, sd }, at) => mean + sd * noise[at])));
  equal([page.viewer.seed(), page.viewer.drawn(), page.viewer.digit()], [0, {}, null]); // this link has no drawing
  equal(page.served.of("encode").length, before);
  await page.choose(whole({ restore: { digit: "example-8" } }));
  await page.arrive();
  equal([page.viewer.drawn(), page.served.of("encode").length], [{ digit: "example-8" }, before + 1]);
  equal(page.mount.link(), page.$("#vae-panel-export .zoo-link")?.value ?? page.mount.link());
  equal(new URL(page.mount.link()).searchParams.get("digit"), "example-8");
});

test("the address of a tab that has shown no model yet is none", async () => {
  const page = await tab({ error: "There is no such model." });
  equal([page.mount.link(), page.viewer.name() ?? null], ["", null]);
  page.button("Random draw").click(); // nothing there yet
  type(page.$(".vae-seed input"), "3");
  equal(page.said(), "");
  await page.choose(whole());
  await page.arrive();
  equal([page.viewer.name(), page.served.of("encode").length], ["vae-3", 1]);
});
