// What the VAE tab says of noise that is taken away, and of the loss of a digit.
import { toBase64 } from "../../../assets/shared/bytes.js";
import { tool as denoise } from "../../../assets/vae/denoise.js";
import { tool as loss } from "../../../assets/vae/loss.js";
import { equal, ok, pressed, rest, test, texts, type } from "./harness.mjs";
import { model, opened, viewerOf } from "./vae.mjs";

// ---- denoise
const ONE = toBase64(new Uint8Array(784));
function denoising(shown, found, digit = { request: { test: 3 } }) {
  const answer = { seen: ONE, noisy: ONE, clean: ONE, others: [], error_before: 40, error_after: 10, ...found };
  const viewer = viewerOf(shown, { digit, answers: { denoise: () => answer } });
  const { box, made } = opened(denoise, viewer);
  return { viewer, box, made };
}

for (const [what, shown, found, strength, said] of [
  ["takes away", {}, {}, 0.5, "A VAE takes away 75 % of the error. It was never shown noisy digits in training."],
  [
    "adds",
    {},
    { error_after: 50 },
    0.5,
    "A VAE adds to the error: 40.0 before, 50.0 after. It was never shown noisy digits in training.",
  ],
  [
    "beside the one that was trained",
    {},
    { others: [{ title: "The other", clean: ONE, error_after: 4 }] },
    0.5,
    "A VAE takes away 75 % of the error. It was never shown noisy digits in training. The other was: on the same noisy digit it takes away 90 % of the error.",
  ],
  [
    "trained for it",
    { noise: true, config: { strength: 0.8 } },
    {},
    0.8,
    "A VAE takes away 75 % of the error. It was trained on this: noisy digits in, clean ones out.",
  ],
  [
    "trained for less",
    { noise: true, config: { strength: 0.8 } },
    {},
    0.81,
    "A VAE takes away 75 % of the error. It was trained with noise up to a strength of 80 %; this is more.",
  ],
  [
    "no noise",
    {},
    { error_before: 0.04 },
    0,
    "There is no noise yet. The squared error that remains, 10.0, is what redrawing alone costs.",
  ],
])
  test(`what is said of cleaning: ${what}`, async () => {
    const { box, made, viewer } = denoising(model(shown), found);
    type(box.querySelector("[type=range]"), strength);
    await rest();
    equal(made.verdict.textContent, said);
    equal(viewer.asked[0][1].strength, strength);
  });

test("bars of the errors are on one scale, and what is asked for has kind, strength and seed", async () => {
  const { viewer, box, made } = denoising(model(), { others: [{ title: "The other", clean: ONE, error_after: 80 }] });
  box.querySelectorAll("[aria-label='Kind of noise'] button")[1].click();
  await rest();
  equal(viewer.asked, [["denoise", { digit: { test: 3 }, noise: "masking", strength: 0.5, seed: 1 }]]);
  equal(pressed(made.kinds), [1]);
  equal(
    made.panels.map(({ bar }) => bar.style.width),
    ["0%", "50%", "12.5%", "100%"],
  );
  equal(
    made.panels.map(({ name }) => name.textContent),
    ["The digit", "With noise", "A VAE", "The other"],
  );
  equal(made.panels[0].error.textContent, "what it should be");
  equal(
    made.panels.map(({ element }) => element.hidden),
    [false, false, false, false],
  );
  Array.from(box.querySelectorAll("button"))
    .find((each) => each.textContent === "Other noise")
    .click();
  await rest();
  ok(viewer.asked[1][1].seed >= 1 && viewer.asked.length === 2);
});

test("without a digit nothing is asked for, and what is there to do is said", () => {
  const { viewer, made } = denoising(model(), {}, null);
  made.digit();
  equal([viewer.asked.length, made.empty.hidden, made.strip.hidden, made.verdict.hidden], [0, false, true, true]);
});

// ---- what it optimises
test("latents are named by what they say of the digit, the most first, twenty at most", () => {
  const kl = Array.from({ length: 22 }, (_, at) => (at === 3 ? 4 : at / 11));
  const digit = { answer: { terms: [], kl } };
  const { made } = opened(loss, viewerOf(model({ loss: "elbo" }), { digit }));
  made.model();
  const bars = made.latents.querySelectorAll("li");
  equal(bars.length, 20);
  equal(Array.from(bars, (bar) => bar.title).slice(0, 2), ["z3: 4.00 nats", "z21: 1.91 nats"]);
  equal(Array.from(bars, (bar) => bar.querySelector("i").style.height).slice(0, 1), ["100%"]);
  ok(made.latents.textContent.includes("the 20 latents that say most; the tallest 4.00"));
  digit.answer.kl = kl.slice(0, 3);
  made.digit();
  ok(made.latents.textContent.includes("(its latents; the tallest 0.18)"));
});

test("bars of a loss are on one scale; what is not known has none, and notes come with a digit", () => {
  const metrics = { elbo_reconstruction: { value: 80 }, elbo_kl: { value: 20 } };
  const terms = [{ key: "reconstruction", name: "Reconstruction", note: "so", value: 50 }];
  let digit = { answer: { terms, kl: null } };
  const viewer = viewerOf(model({ loss: "elbo", metrics, grey: false }));
  viewer.digit = () => digit;
  const { made } = opened(loss, viewer);
  made.model();
  const widths = () => Array.from(made.equation.querySelectorAll("i"), (bar) => bar.style.width);
  equal(widths(), ["80%", "50%", "20%", "0%", "100%", "0%"]);
  equal(texts(made.equation.querySelectorAll("b")), [
    "80.00 nats",
    "50.00 nats",
    "20.00 nats",
    "not known",
    "100.00 nats",
    "not known",
  ]);
  equal([texts(made.notes.children), made.binary.hidden, made.latents.hidden], [["Reconstruction: so"], false, true]);
  equal(made.equation.numbers(), [
    ["part", "test digits, on average", "your digit"],
    ["Reconstruction", 80, 50],
    ["KL divergence", 20, ""],
    ["Loss", 100, ""],
  ]); // as its CSV has them
  viewer.model.grey = true;
  made.digit();
  ok(made.binary.hidden);
  viewer.model.grey = false;
  digit = null;
  made.digit();
  equal([widths().length, made.binary.hidden, made.notes.parentElement.hidden], [3, true, true]);
});
