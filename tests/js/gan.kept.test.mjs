// Pinned samples, whatever the model: what it makes of their numbers, and how a link has them.
import assert from "node:assert/strict";
import { test } from "node:test";
import { link } from "../../assets/gan/export.js";
import { drawn, facing, labelOf, misfitOf, pinsText } from "../../assets/gan/kept.js";
import { toBase64, toFloats } from "../../assets/shared/bytes.js";

const PLAIN = { latent_dim: 2, classes: 0 };
const TOLD = { latent_dim: 2, classes: 10 };
const latents = (...values) => Float32Array.from(values);
const pin = (more) => ({ seed: 1, index: 12, asked: null, truncation: null, latents: latents(1, 2), ...more });

test("a pin asks for its own digit, or for that of its place, and only where digits are told", () => {
  assert.equal(labelOf(pin({ asked: 7 }), TOLD), 7);
  assert.equal(labelOf(pin({ asked: 0 }), TOLD), 0);
  assert.equal(labelOf(pin({}), TOLD), 2);
  assert.equal(labelOf(pin({ asked: 7 }), PLAIN), null);
});

test("a pin fits every model that takes as many numbers", () => {
  assert.equal(misfitOf(pin({}), PLAIN), "");
  assert.equal(misfitOf(pin({ latents: null }), PLAIN), ""); // of a link
  assert.match(misfitOf(pin({}), { latent_dim: 3, classes: 0 }), /made of 2 random numbers, and this model takes 3/);
  assert.match(misfitOf(pin({ asked: 7 }), { latent_dim: 2, classes: 5 }), /shows the digit 7/);
  assert.equal(misfitOf(pin({ asked: 7 }), PLAIN), "");
});

test("a pin that went through other models is what it was", () => {
  const kept = pin({ asked: 7, label: 7, drawn: true });
  for (const model of [PLAIN, { latent_dim: 3, classes: 10 }, TOLD]) Object.assign(kept, facing(kept, model));
  assert.deepEqual(kept, pin({ asked: 7, label: 7, drawn: false, misfit: "" }));
});

test("a link has seed and index of each pin, and what else it was drawn with", () => {
  const pins = [
    pin({ index: 0 }),
    pin({}),
    pin({ seed: 7, index: 3, asked: 4, truncation: Math.fround(0.8) }),
    pin({ asked: 0 }),
    pin({ seed: 4294967295, truncation: 1.25 }),
  ];
  assert.equal(pinsText(pins), "1.0,1.12,7.3d4t0.8,1.12d0,4294967295.12t1.25");
});

// A viewer whose server draws a number as the level of its one pixel.
function makeViewer(model) {
  const asked = [];
  const ask = async (name, { latents: text, labels }) => {
    const levels = Uint8Array.from(toFloats(text).filter((_, i) => i % model.latent_dim === 0));
    asked.push([name, levels.length, labels]);
    return { images: toBase64(levels), size: 1 };
  };
  const samples = async (request) => {
    asked.push(["samples", request]);
    return { codes: [latents(9, 9)], pictures: [Uint8Array.of(9)], size: 1 };
  };
  return { model, ask, samples, asked };
}

test("pins are drawn anew from their own numbers, all in one request", async () => {
  const [one, two] = [pin({ label: 3 }), pin({ latents: latents(5, 0), label: 4 })];
  const viewer = makeViewer(TOLD);
  const found = await drawn(viewer, [one, two]);
  assert.deepEqual(viewer.asked, [["generate", 2, [3, 4]]]);
  assert.deepEqual(
    found.map(([of, { image, drawn: is }]) => [of === one ? "one" : "two", [...image], is]),
    [
      ["one", [1], true],
      ["two", [5], true],
    ],
  );
});

test("with a moved pin the sample that it came from is drawn, too", async () => {
  const start = { seed: 1, index: 12, label: 2, latents: latents(8, 2), image: Uint8Array.of(0) };
  const moved = pin({ label: null, moved: true, start });
  const [[of, { image, start: anew }]] = await drawn(makeViewer(PLAIN), [moved]);
  assert.ok(of === moved);
  assert.deepEqual([[...image], [...anew.image], anew.label], [[1], [8], null]);
  assert.ok(anew.latents === start.latents);
});

test("a pin of a link gets its numbers from the server", async () => {
  const linked = pin({ latents: null, asked: 4, truncation: 0.5 });
  for (const [model, digit] of [
    [TOLD, 4],
    [PLAIN, null],
  ]) {
    const viewer = makeViewer(model);
    const [[of, news]] = await drawn(viewer, [linked]);
    assert.ok(of === linked);
    assert.deepEqual(news, { latents: latents(9, 9), image: Uint8Array.of(9), size: 1, drawn: true });
    assert.deepEqual(viewer.asked, [["samples", { seed: 1, first: 12, count: 1, truncation: 0.5, digit }]]);
  }
});

test("what the server does not draw is left out", async () => {
  const viewer = { model: PLAIN, ask: async () => null, samples: async () => null };
  assert.deepEqual(await drawn(viewer, [pin({}), pin({ latents: null })]), []);
});

test("the link has what is shown, pinned, and open", () => {
  globalThis.location = /** @type {*} */ ({ origin: "http://zoo", pathname: "/" });
  const shown = {
    model: { name: "cgan", revision: "0123456789" },
    seed: 7,
    truncation: null,
    digit: null,
    count: 100,
    selected: () => ({ index: 3 }),
    moves: () => [[12, 0.5]],
    kept: () => [pin({}), pin({ asked: 4 })],
    pinned: () => 0,
    tool: "walk",
    at: "tool",
  };
  assert.equal(
    link(shown),
    "http://zoo/?tab=gan&model=cgan&revision=01234567&seed=7&count=100&pin=3&z=12:0.5&pins=1.12,1.12d4&tool=walk&at=tool",
  );
  const large = { ...shown, selected: () => null, moves: () => [], pinned: () => 2, tool: null, at: null };
  assert.ok(link(large).endsWith("count=100&pins=1.12,1.12d4&pinned=2"));
  const bare = { ...large, kept: () => [], pinned: () => 0 };
  assert.ok(link(bare).endsWith("count=100"));
});
