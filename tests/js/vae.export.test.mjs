// What is saved of a code and shared: link, CSV and JSON, each with exactly what is shown.
import assert from "node:assert/strict";
import { test } from "node:test";
import { csv, link, recipe } from "../../assets/vae/export.js";

globalThis.location = /** @type {*} */ ({ origin: "http://zoo", pathname: "/app" });

const viewerOf = (more) => ({
  model: { name: "vae-2", title: "VAE, 2 latents", kind: "VAE", revision: "0123456789abcdef" },
  code: () => [Math.fround(0.1), -2],
  seed: () => null,
  pixels: () => [0, 0.5, 1],
  digit: () => null,
  drawn: () => ({}),
  toolToLink: () => null,
  ...more,
});
const START = "http://zoo/app?model=vae-2&revision=01234567&code=0.1,-2";

test("a link has model, revision and code, and of the rest what there is", () => {
  assert.equal(link(viewerOf({})), START);
  assert.equal(link(viewerOf({ seed: () => 0 })), `${START}&seed=0`);
  const whole = { seed: () => 7, drawn: () => ({ digit: "test-3" }), toolToLink: () => "loss" };
  assert.equal(link(viewerOf(whole)), `${START}&seed=7&digit=test-3&tool=loss`);
  assert.equal(link(viewerOf({ drawn: () => ({ drawing: "1.2-3.4_5.6" }) })), `${START}&drawing=1.2-3.4_5.6`);
});

const HEAD = `# title: A code and its digit
# model: vae-2
# revision: 01234567
# link: ${START}
`;

test("a table has the code that is shown, and mean and spread of the drawing's, and says what it is of", async () => {
  assert.equal(await csv(viewerOf({})), `${HEAD}code,z0,z1\nshown,0.1,-2\n`);
  const of = async (answer) => (await csv(viewerOf({ digit: () => ({ answer }) }))).slice(HEAD.length).split("\n");
  const [head, shown] = ["code,z0,z1", "shown,0.1,-2"];
  assert.deepEqual(await of({ code: [0.5, Math.fround(-0.3)], sd: [0.25, 1] }), [
    ...[head, shown, "encoded_mean,0.5,-0.3", "encoded_sd,0.25,1", ""],
  ]);
  assert.deepEqual(await of({ code: [0.5, 1], sd: null }), [head, shown, "encoded_mean,0.5,1", ""]);
  assert.match(await csv(viewerOf({ seed: () => 7 })), /\n# seed: 7\n# link: .*&seed=7\n/);
});

test("a recipe gives the digit again from a program", () => {
  assert.deepEqual(recipe(viewerOf({ seed: () => 7 })), {
    model: "vae-2",
    title: "VAE, 2 latents",
    kind: "VAE",
    revision: "0123456789abcdef",
    seed: 7,
    code: [0.1, -2],
    link: `${START}&seed=7`,
    api: {
      url: "http://zoo/app",
      endpoint: "/decode",
      arguments: ["vae-2", [0.1, -2]],
      python:
        'from gradio_client import Client\nanswer = Client("http://zoo/app").predict("vae-2", [0.1,-2], api_name="/decode")',
    },
    pixels: [0, 128, 255],
  });
});
