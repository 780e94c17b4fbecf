// The whole VAE tab: a drawing, its code and its digit.
import { toBase64 } from "../../../assets/shared/bytes.js";
import { normals } from "../../../assets/shared/random.js";
import { enter, equal, firstOf, ok, press, put, rest, test, type } from "./harness.mjs";
import { bytesOf, isAt, LATENTS, late, rounded, serverOf, tab, whole } from "./vae.mjs";

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
  const page = await tab(whole(), serverOf(), { glides: true });
  await page.arrive();
  const noise = normals(7, 3);
  const wanted = LATENTS.map(({ mean, sd }, at) => mean + sd * noise[at]);
  enter(page.$(".vae-seed input"), "7");
  await rest();
  equal(
    [page.viewer.seed(), page.viewer.randomCode ? rounded(await page.viewer.randomCode(7)) : 0],
    [7, rounded(wanted)],
  );
  await page.clock.pass(130); // half of the way's time is 7/8 of the way; frames come every 16 ms
  const part = (page.code()[0] - 1) / (wanted[0] - 1);
  ok(part > 0.8 && part < 0.9, `${part} of the way`);
  await page.clock.pass(200); // and its last frame is drawn
  equal(rounded(page.code()), rounded(wanted));
  equal(page.viewer.seed(), 7);
  type(page.all(".vae-slider input")[1], "2.5"); // the second in the order of what they tell: z0
  await page.clock.pass(16);
  isAt(page, [2.5, ...rounded(wanted).slice(1)]);
  equal(page.viewer.seed(), null);
  enter(page.$(".vae-seed input"), "7");
  await page.arrive();
  page.viewer.set([1, 2, 3]);
  equal(page.viewer.seed(), null);
  await page.arrive();
  isAt(page, [1, 2, 3]);
});

test("a hand on one slider lets the others arrive at once, and a code without gliding is there at once", async () => {
  const page = await tab(whole(), serverOf(), { glides: true });
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
  enter(page.$(".vae-seed input"), "-1");
  equal(
    [page.said(), page.$(".vae-status").classList.contains("is-error")],
    ["The seed is a whole number from 0 to 4294967295.", true],
  );
  await page.arrive();
  isAt(page, [1, 10, 0.5]);
  enter(page.$(".vae-seed input"), "0");
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

test("a seed that was just typed is not lost to the button for chance, and Enter draws the one that stands there", async () => {
  const page = await tab();
  await page.arrive();
  const field = page.$(".vae-seed input");
  const draw = page.button("Random draw");
  press(field, "Enter");
  await page.arrive();
  equal(page.viewer.seed(), 1);
  field.value = "42";
  field.dispatchEvent(new Event("input"));
  draw.dispatchEvent(new Event("pointerdown"));
  field.dispatchEvent(new Event("change")); // the press leaves it
  draw.click();
  await page.arrive();
  equal([field.value, page.viewer.seed()], ["42", 42]);
  put(Math, "random", () => 0.5);
  draw.dispatchEvent(new Event("pointerdown"));
  draw.click();
  await page.arrive();
  equal([field.value, page.viewer.seed()], ["5000", 5000]);
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
  enter(field, "49");
  await page.arrive();
  equal([page.last("encode").digit, page.$(".zoo-pad-label").textContent], [{ test: 49 }, "labelled 6"]);
  isAt(page, [4.9, 1, 2]);
  equal([firstOf(page.$(".zoo-pad-seen canvas")), firstOf(page.$(".zoo-pad-rebuilt canvas"))], [255, 204]);
  enter(field, "50");
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
  enter(page.$(".zoo-pad-test input"), "3");
  await page.arrive();
  equal([page.said(), failed.hidden], ["It broke.", false]);
  isAt(page, [1, 10, 0.5]);
  served.state.broken = [];
  page.button("Try again", failed).click();
  await page.arrive();
  equal([page.said(), failed.hidden], ["", true]);
  isAt(page, [0.3, 1, 2]);
});
