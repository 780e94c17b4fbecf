// The VAE tab's tools by themselves: noise, comparing, code books, losses, and many codes decoded in the page.
import { toBase64 } from "../../../assets/shared/bytes.js";
import { keepDrawings, keptDrawings, pictures } from "../../../assets/shared/drawn-set.js";
import { codeGrid } from "../../../assets/vae/codes.js";
import { tool as compare } from "../../../assets/vae/compare.js";
import { tool as own } from "../../../assets/vae/dataset.js";
import { tool as denoise } from "../../../assets/vae/denoise.js";
import { tool as loss } from "../../../assets/vae/loss.js";
import { decoderOf } from "../../../assets/vae/tools.js";
import { written } from "../safetensors.mjs";
import {
  element,
  enter,
  equal,
  firstOf,
  near,
  ok,
  pointer,
  press,
  pressed,
  put,
  rest,
  stopped,
  test,
  texts,
} from "./harness.mjs";
import { model, opened, viewerOf } from "./vae.mjs";

const button = (box, text) => [...box.querySelectorAll("button")].find((each) => each.textContent === text);

// ---- other tools
test("the same noise and the same draws come back by their seed; another one is from 1 to 9999", async () => {
  const answer = {
    seen: btoa("\0".repeat(784)),
    noisy: btoa("\0".repeat(784)),
    clean: btoa("\0".repeat(784)),
    others: [],
    error_before: 4,
    error_after: 1,
  };
  const side = { title: "L", rebuilt: null, samples: [] };
  const answers = { denoise: () => answer, compare: () => ({ left: side, right: side, rows: [], guide: "" }) };
  const models = ["a", "b"].map((name) => ({ name, title: name, base: "a", changes: "" }));
  const viewer = viewerOf(model({ name: "a", models }), { digit: { request: { test: 3 } }, answers });
  const noisy = opened(denoise, viewer);
  const both = opened(compare, viewer);
  both.made.model();
  for (const [chance, seed] of [
    [0, 1],
    [0.99999, 9999],
  ]) {
    put(Math, "random", () => chance);
    button(noisy.box, "Other noise").click();
    await rest();
    equal(viewer.asked.at(-1)[1].seed, seed);
    button(both.box, "Draw again").click();
    await rest();
    equal([viewer.asked.at(-1)[1].seed, both.box.querySelector("[type=number]").value], [seed, String(seed)]);
  }
  enter(both.box.querySelector("[type=number]"), "x");
  ok(viewer.said.at(-1).startsWith("The seed is a whole number"));
  equal(texts(noisy.made.kinds), ["Gaussian", "Masking"]);
  equal(
    [
      noisy.box.querySelector("output").textContent,
      noisy.made.panels[3].element.hidden, // there is no other model
      noisy.made.panels[0].bar.parentElement.hidden,
      noisy.made.panels[1].bar.parentElement.hidden,
    ],
    ["50 %", true, true, false],
  );
  equal(
    [noisy.made.panels[1].error.textContent, noisy.made.panels[2].screen.ariaLabel],
    ["squared error 4.0", "A VAE"],
  );
});

test("an answer for a digit's noise that comes for another model is not shown", async () => {
  const frees = [];
  const digit = { request: { test: 3 } };
  const viewer = viewerOf(model(), { digit, answers: { denoise: () => new Promise((done) => frees.push(done)) } });
  const { made } = opened(denoise, viewer);
  made.model();
  viewer.model = model({ title: "Another" });
  const picture = btoa("\xff".repeat(784));
  frees.pop()({ seen: picture, noisy: picture, clean: picture, others: [], error_before: 4, error_after: 1 });
  await rest();
  equal([firstOf(made.panels[0].screen), made.verdict.textContent], [0, ""]);
});

test("both models redraw the digit that is shown between them", async () => {
  const grey = (level) => toBase64(new Uint8Array(784).fill(level));
  const side = (level) => ({ title: "M", rebuilt: grey(level), error: 2.25, samples: Array(16).fill(grey(level + 1)) });
  const models = ["a", "b"].map((name) => ({ name, title: name, base: "a", changes: "" }));
  const answers = { compare: () => ({ left: side(20), right: side(40), seen: grey(60), rows: [], guide: "" }) };
  const { box, made } = opened(
    compare,
    viewerOf(model({ name: "a", models }), { digit: { request: { test: 5 } }, answers }),
  );
  made.model();
  await rest();
  equal(
    [
      made.figure.hidden,
      ...[made.seen, made.sides[0].rebuilt, made.sides[1].rebuilt, made.sides[1].samples[15]].map(firstOf),
    ],
    [false, 60, 20, 40, 41],
  );
  equal(texts(box.querySelectorAll(".vae-compare-error")), [
    "redrawn; squared error 2.3",
    "redrawn; squared error 2.3",
  ]);
});

test("each entry of a code book says its number and, where it was counted, its share", () => {
  const codebook = { rows: 1, columns: 4, size: 3, shares: [0.5, 0, 0.256] };
  const viewer = viewerOf(model({ codebook, latents: [] }), { code: [0, 1, 2, 0] });
  const made = codeGrid(element(""), viewer);
  equal(made.entries.map(({ button: { ariaLabel, title, textContent } }) => [ariaLabel, title, textContent])[2], [
    "Entry 2",
    "entry 2: 25.6 % of all cells of the test digits",
    "2",
  ]);
  made.show(viewer.now);
  made.drawn(new Float32Array(784).fill(0.2));
  equal([firstOf(made.picture), texts(made.cells)], [51, ["0", "1", "2", "0"]]);
  equal(made.title.textContent, "Row 1, column 3 holds entry 2. Put another in its place:");
  made.cells[1].click();
  equal([made.cell, pressed(made.entries.map((entry) => entry.button))], [1, [1]]);
  const plain = codeGrid(element(""), viewerOf(model({ codebook: { ...codebook, shares: null }, latents: [] })));
  equal([plain.entries[1].button.title, plain.entries[1].button.classList.contains("is-unused")], ["", false]);
});

test("a term of a loss has its name, its formula and what it means; without a digit one measure, with one two", () => {
  const metrics = { elbo_reconstruction: { value: 80 }, elbo_kl: { value: 20 } };
  let digit = null;
  const viewer = viewerOf(model({ loss: "elbo", metrics, grey: false }));
  viewer.digit = () => digit;
  const { box, made } = opened(loss, viewer);
  made.model();
  equal(texts(box.querySelectorAll("h4")), ["Reconstruction", "KL divergence", "Loss"]);
  equal(
    [
      texts(box.querySelectorAll(".vae-sign")),
      box.querySelectorAll(".vae-formula math").length,
      box.querySelector(".vae-formula em").textContent,
    ],
    [["", "+", "="], 2, "loss"],
  );
  equal(texts(box.querySelectorAll(".vae-measure > span:first-child")), Array(3).fill("test digits, on average"));
  digit = { answer: { terms: [], kl: null } };
  made.digit();
  equal(
    texts(box.querySelectorAll(".vae-measure > span:first-child")),
    Array(3).fill(["test digits, on average", "your digit"]).flat(),
  );
  viewer.model.config = { objective: "squared_error" };
  made.digit();
  equal(box.querySelector(".vae-measure b").textContent, "80.00"); // squares are no nats
});

test("the preview of a set of one's own has its first pictures, in grey, a row for each round of the digits", async () => {
  const stroke = (from, to) => [[from, to]];
  const drawings = Array.from({ length: 10 }, () => []);
  drawings[1] = stroke([50, 40], [50, 200]);
  drawings[7] = stroke([20, 40], [90, 40]);
  keepDrawings(drawings);
  const clock = stopped();
  const { box } = opened(own, viewerOf(model()));
  await clock.pass(300);
  localStorage.removeItem("zoo-drawings");
  const canvas = box.querySelector(".vae-own-preview");
  equal([canvas.hidden, canvas.width, canvas.height], [false, 2 * 28, 3 * 28]);
  const { images } = pictures(drawings, 6);
  const context = canvas.getContext("2d");
  for (let i = 0; i < 6; i++) {
    const { data } = context.getImageData(28 * (i % 2), 28 * Math.floor(i / 2), 28, 28);
    const wanted = Array.from(images.subarray(784 * i, 784 * (i + 1)), (level) => [level, level, level, 255]);
    ok(data.join() === wanted.flat().join(), `picture ${i}`);
  }
});

test("what is drawn for a set is kept by strokes, a dot is one, and Delete or the button clears the digit", async () => {
  localStorage.removeItem("zoo-drawings");
  const clock = stopped();
  const { box } = opened(own, viewerOf(model()));
  const sheet = box.querySelector(".zoo-pad");
  sheet.style.cssText = "position: fixed; left: 0; top: 0; width: 280px; height: 280px";
  const slots = () =>
    [...box.querySelectorAll(".vae-own-slot")].map((slot) => slot.getAttribute("aria-label").slice(3));
  const seen = async () => {
    await clock.pass(300);
    const drawn = keptDrawings().map((strokes) => JSON.stringify(strokes));
    const [save, preview] = [button(box, "Save the set"), box.querySelector(".vae-own-preview")];
    return [drawn[0], drawn[1], slots()[0], slots()[1], save.disabled, preview.hidden, firstOf(sheet)];
  };
  equal(await seen(), ["[]", "[]", "not drawn yet", "not drawn yet", true, true, 0]);
  ok(sheet.parentElement.classList.contains("is-empty") && sheet.ariaLabel.startsWith("Draw a 0 here."));
  pointer(sheet, "pointerdown", [0.25, 0.25]);
  for (const place of [
    [0.5, 0.25],
    [0.5, 0.75],
  ])
    pointer(sheet, "pointermove", place);
  pointer(sheet, "pointerup", [0.5, 0.75]);
  pointer(sheet, "pointerdown", [0, 0]);
  pointer(sheet, "pointerup", [0, 0]);
  const zero = "[[[70,70],[140,70],[140,210]],[[0,0]]]";
  equal(await seen(), [zero, "[]", "drawn", "not drawn yet", false, false, 255]);
  ok(box.querySelector("[role=status]").textContent.startsWith("1 of ten digits is drawn."));
  button(box, "Next digit").click();
  equal([sheet.ariaLabel.slice(0, 9), firstOf(sheet)], ["Draw a 1 ", 0]); // a sheet of its own
  equal(pressed(box.querySelectorAll(".vae-own-slot")), [1]);
  pointer(sheet, "pointerdown", [0.5, 0.5]);
  pointer(sheet, "pointerup", [0.5, 0.5]);
  equal(await seen(), [zero, "[[[140,140]]]", "drawn", "drawn", false, false, 0]);
  ok(box.querySelector("[role=status]").textContent.startsWith("2 of ten digits are drawn."));
  press(sheet, "Delete");
  equal(await seen(), [zero, "[]", "drawn", "not drawn yet", false, false, 0]);
  box.querySelector(".vae-own-slot").click();
  equal(firstOf(sheet), 255); // it is still there
  button(box, "Clear").click();
  equal(await seen(), ["[]", "[]", "not drawn yet", "not drawn yet", true, true, 0]);
  localStorage.removeItem("zoo-drawings");
});

test("many codes are decoded in the page in their order, and a slider need not wait for them", async () => {
  const file = written({
    "layers.0.weight": ["F32", Float32Array.of(2)],
    "layers.0.bias": ["F32", Float32Array.of(1)],
  });
  put(window, "fetch", async () => new Response(file));
  const decoder = await decoderOf({
    kind: "page",
    weights: "/w",
    layers: "layers.",
    activation: "relu",
    output: "relu",
  });
  let now = 0;
  put(performance, "now", () => {
    now += 5;
    return now;
  });
  let waits = 0;
  const later = window.setTimeout;
  put(window, "setTimeout", (call, wait) => {
    waits += 1;
    return later(call, wait);
  });
  const pictures = await decoder.many([[0], [1], [2], [3], [4]]);
  equal(pictures, [[1], [3], [5], [7], [9]]); // none is written over by the next
  equal(waits, 2); // after each 8 ms
  near(decoder.now([0.5])[0], 2);
});
