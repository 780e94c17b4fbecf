// The words that open the glossary, and where a tour's card stands.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { pieces, TERMS } from "../../assets/shared/terms.js";
import { beside } from "../../assets/shared/tour.js";

const terms = (text) => pieces(text).flatMap((piece) => (typeof piece === "string" ? [] : [[piece.id, piece.form]]));

test("every term is in the glossary and every entry of it has words that lead there", () => {
  const html = readFileSync(new URL("../../assets/shared/glossary.html", import.meta.url), "utf-8");
  const articles = html.split("<article ").slice(1);
  const ids = articles.map((each) => /^id="(\w+)"/.exec(each)[1]);
  assert.deepEqual([...ids].sort(), Object.keys(TERMS).sort());
  for (const each of articles) {
    assert.match(each, /<h3>.+<\/h3>\s*<p>.+[.]<\/p>\s*<svg .+<\/svg>\s*<\/article>/s);
    assert.ok(/<p>(.+)<\/p>/.exec(each)[1].length < 170);
  }
});

test("a term is linked where it stands first, whole, in any case and by its longest form", () => {
  assert.deepEqual(terms("Latents, the latents; a latent. Relatents are none."), [["latent", "Latents"]]);
  assert.deepEqual(terms("The KL divergence from the prior, in nats"), [
    ["kl", "KL divergence"],
    ["prior", "prior"],
    ["nats", "nats"],
  ]);
  assert.deepEqual(terms("where q(z|x) is; the Fréchet distance"), [
    ["posterior", "q(z|x)"],
    ["frechet", "Fréchet distance"],
  ]);
  assert.deepEqual(pieces("no word of it"), ["no word of it"]);
  assert.deepEqual(pieces(""), []);
  const text = "the encoder’s latents (z)";
  assert.equal(
    pieces(text)
      .map((piece) => piece.form ?? piece)
      .join(""),
    text,
  );
});

const view = { width: 1000, height: 800 };
const card = { width: 300, height: 200 };
const part = (left, top, width, height) => ({ left, top, width, height, right: left + width, bottom: top + height });

test("a tour's card stands beside its part, where there is room, and always within the window", () => {
  assert.deepEqual(beside(part(100, 50, 200, 100), card, view), [312, 50]); // to the right
  assert.deepEqual(beside(part(600, 50, 300, 100), card, view), [288, 50]); // to the left
  assert.deepEqual(beside(part(100, 50, 800, 100), card, view), [100, 162]); // below
  assert.deepEqual(beside(part(100, 500, 800, 280), card, view), [100, 288]); // above
  assert.deepEqual(beside(part(10, 0, 980, 790), card, view), [12, 588]); // over its lower end
  assert.deepEqual(beside(part(100, 790, 200, 100), card, view), [312, 588]); // not below the window
  assert.deepEqual(beside(part(-50, -90, 200, 100), card, view), [162, 12]);
});
