// What the VAE tab saves of a digit, and what it shows of each number's effects.
import { tool as effects } from "../../../assets/vae/effects.js";
import { tool as save } from "../../../assets/vae/export.js";
import { equal, firstOf, levels, ok, pressed, put, rest, test, texts } from "./harness.mjs";
import { firstLevels, model, opened, shownLevels, viewerOf } from "./vae.mjs";

const button = (box, text) => [...box.querySelectorAll("button")].find((each) => each.textContent === text);

// ---- what is saved
async function saving(more = {}) {
  const saved = [];
  put(URL, "createObjectURL", (blob) => `blob:${saved.push({ blob }) - 1}`);
  put(URL, "revokeObjectURL", () => {});
  put(HTMLAnchorElement.prototype, "click", function () {
    Object.assign(saved.at(-1), { name: this.download });
  });
  const viewer = viewerOf(model({ kind: "VAE" }));
  Object.assign(viewer, { seed: () => 7, drawn: () => ({}), toolToLink: () => null, ...more });
  const { box, made } = opened(save, viewer);
  return { viewer, box, made, saved };
}

test("a saved picture has each pixel as a square of twenty", async () => {
  const { viewer, box, saved } = await saving();
  button(box, "Save PNG").click();
  for (let i = 0; i < 100 && !viewer.said.length; i++) await new Promise((done) => setTimeout(done, 5));
  equal([saved[0].name, saved[0].blob.type, viewer.said], ["vae-3-digit.png", "image/png", ["Saved vae-3-digit.png."]]);
  const image = await createImageBitmap(saved[0].blob);
  equal([image.width, image.height], [560, 560]);
  const canvas = Object.assign(document.createElement("canvas"), { width: 560, height: 560 });
  canvas.getContext("2d").drawImage(image, 0, 0);
  const grey = levels(canvas);
  const [first, second, third] = shownLevels(viewer.now);
  equal(
    [grey[0], grey[19], grey[20], grey[40], grey[60], grey[19 * 560], grey[20 * 560]],
    [first, first, second, third, 0, first, 0],
  );
});

test("the code is saved as a table and everything as JSON, each under its model's name", async () => {
  const { viewer, box, saved } = await saving();
  button(box, "Save CSV").click();
  for (let i = 0; i < 100 && !viewer.said.length; i++) await new Promise((done) => setTimeout(done, 5));
  const [told, rows] = (await saved[0].blob.text()).split("\ncode");
  equal([saved[0].name, saved[0].blob.type, rows], ["vae-3-digit.csv", "text/csv", ",z0,z1,z2\nshown,2.3,30.8,1\n"]);
  equal(/# model: .*\n# revision: .*\n# seed: 7\n# link: http/.test(told), true);
  button(box, "Save JSON").click();
  await rest();
  equal([saved[1].name, saved[1].blob.type], ["vae-3-digit.json", "application/json"]);
  const read = JSON.parse(await saved[1].blob.text());
  equal([read.code, read.seed, read.kind, viewer.said.at(-1)], [[2.3, 30.8, 1], 7, "VAE", "Saved vae-3-digit.json."]);
});

test("the link follows code and digit, is selected in its field, and is copied as it is now", async () => {
  let copied = null;
  put(navigator, "clipboard", {
    async writeText(text) {
      copied = text;
    },
  });
  const { viewer, box, made } = await saving();
  const field = box.querySelector(".zoo-link");
  const code = () => new URL(field.value).searchParams.get("code");
  made.code();
  equal(code(), "2.3,30.8,1");
  viewer.now = [1, 2, 3];
  made.digit();
  equal([code(), field.readOnly, field.ariaLabel], ["1,2,3", true, "Link to this digit"]);
  field.focus();
  equal([field.selectionStart, field.selectionEnd], [0, field.value.length]);
  viewer.now = [4, 5, 6];
  button(box, "Copy link").click();
  await rest();
  equal([new URL(copied).searchParams.get("code"), viewer.said], ["4,5,6", ["Link copied."]]);
});

// ---- what each number does
const effect = (property, size, clear) => ({ property, means: [1, 2, 2 + size], bands: [0.1, 0, 0.2], size, clear });
const EFFECTS = {
  samples: 100,
  values: [-2, 0, 2],
  comparisons: 12,
  latents: [
    { index: 0, names: [], effects: [effect("thickness", 0.1, false)] },
    { index: 2, names: ["thickness"], effects: [effect("thickness", 1, true)] },
  ],
};
async function effected(more) {
  const viewer = viewerOf(model({ effects: EFFECTS, ...more }));
  const { box, made } = opened(effects, viewer);
  await made.model();
  for (let i = 0; i < 4; i++) await rest();
  return { viewer, box, made, choices: box.querySelector(".vae-segments").children };
}

test("the first number with a name is chosen, its digits are this one with only that number moved", async () => {
  const { viewer, box, made, choices } = await effected();
  equal([texts(choices), pressed(choices)], [["z0: no clear name", "z2: thinner … thicker"], [1]]);
  equal(
    [box.querySelector("h4").textContent, texts(box.querySelectorAll(".vae-picked span"))],
    ["z2: thinner … thicker", ["z2 at −2", "z2 at 0", "z2 at 2"]],
  );
  ok(box.querySelector(".zoo-tool-lead").textContent.startsWith("100 random digits were each drawn three times"));
  ok(box.querySelector(".vae-rule").textContent.includes("all 12 changes"));
  equal(texts(box.querySelectorAll(".zoo-effect h5")), ["Width of the strokes"]);
  const canvases = box.querySelectorAll(".vae-three canvas");
  equal(
    Array.from(canvases, (canvas) => firstLevels(canvas, 3)),
    [-2, 0, 2].map((value) => shownLevels([2.3, 30.8, value])),
  );
  box.querySelectorAll(".vae-picked")[2].click();
  equal(viewer.now, [2.3, 30.8, 2]);
  viewer.now = [0, 0, 0];
  made.code();
  await rest();
  equal(firstLevels(canvases[0], 3), shownLevels([0, 0, -2]));
  choices[0].click();
  await rest();
  equal([pressed(choices), firstLevels(box.querySelector(".vae-three canvas"), 3)], [[0], shownLevels([-2, 0, 0])]);
});

test("without a named number the first is chosen; a code of another length and a late picture are not drawn", async () => {
  const { viewer, box, made, choices } = await effected({ effects: { ...EFFECTS, latents: [EFFECTS.latents[0]] } });
  equal(
    [pressed(choices), effects.applies(viewer.model), effects.applies(model({ effects: null }))],
    [[0], true, false],
  );
  const frees = [];
  viewer.decode = (codes) =>
    new Promise((done) => frees.push(() => done(codes.map(() => new Float32Array(784).fill(1)))));
  viewer.now = [1, 2];
  made.code();
  equal(frees.length, 0);
  viewer.now = [1, 2, 3];
  made.code();
  equal(frees.length, 1);
  choices[0].click(); // other screens
  frees[0]();
  await rest();
  equal(firstOf(box.querySelector(".vae-three canvas")), 0);
  frees[1]();
  await rest();
  equal(firstOf(box.querySelector(".vae-three canvas")), 255);
});
