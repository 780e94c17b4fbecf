// Films of the GAN tab and its pictures, its training timeline, and two models side by side.
import { gridPicture } from "../../../assets/gan/export.js";
import { leadText } from "../../../assets/gan/sheets.js";
import { Player, paintFrame, paintOne } from "../../../assets/shared/film.js";
import { ganModel, hold, opened, plain, serverOf, settled, small } from "./gan.mjs";
import { element, enter, equal, levels, near, ok, places, stopped, test, texts, type } from "./harness.mjs";

// ---- films
// A picture with two frames of three images in two columns, each image one pixel of its own level, with gaps of one
// pixel.
function framesPicture() {
  const picture = Object.assign(document.createElement("canvas"), { width: 3, height: 7 });
  const pen = picture.getContext("2d");
  [10, 20, 30, 40, 50, 60].forEach((level, at) => {
    pen.fillStyle = `rgb(${level} ${level} ${level})`;
    const [frame, image] = [Math.floor(at / 3), at % 3];
    pen.fillRect(2 * (image % 2), 3 * frame + 2 * Math.floor(image / 2), 1, 1);
  });
  return picture;
}
const GRID = { count: 3, columns: 2, gap: 1, size: 1 };

test("a frame is cut out of the picture of all, in as many columns as are wanted", () => {
  const canvas = document.createElement("canvas");
  paintFrame(canvas, framesPicture(), GRID, 1);
  equal([canvas.width, canvas.height, levels(canvas)], [3, 3, [40, 0, 50, 0, 0, 0, 60, 0, 0]]);
  paintFrame(canvas, framesPicture(), GRID, 0, 3);
  equal([canvas.width, canvas.height, levels(canvas)], [5, 1, [10, 0, 20, 0, 30]]);
  paintOne(canvas, framesPicture(), GRID, 1, 2);
  equal([canvas.width, canvas.height, levels(canvas)], [1, 1, [60]]);
});

async function player(clock, { count = 4, speed = 10, swing = false } = {}) {
  const seen = [];
  const made = new Player(element(""), { count: () => count, speed: () => speed, show: (at) => seen.push(at), swing });
  made.inSight = true;
  return {
    made,
    seen: async (time) => {
      await clock.pass(time);
      return seen.splice(0);
    },
  };
}

test("a film plays to its end and begins anew, a swing turns round, and neither plays a single frame", async () => {
  const clock = stopped();
  const { made, seen } = await player(clock);
  made.button.click();
  equal(await seen(250), [1, 2]);
  made.button.click();
  equal([await seen(500), made.button.textContent], [[], "▶ Play"]);
  made.button.click();
  equal([await seen(500), made.playing], [[3], false]);
  made.button.click();
  equal(await seen(150), [0, 1]);
  const swing = await player(clock, { count: 3, swing: true });
  swing.made.play();
  equal(await swing.seen(680), [1, 2, 1, 0, 1, 2]);
  const still = await player(clock, { count: 1 });
  still.made.play();
  equal([await still.seen(300), still.made.playing], [[], false]);
});

test("a film rests while it is out of sight, and goes on at the speed that is set", async () => {
  const clock = stopped();
  const { made, seen } = await player(clock, { count: 100, speed: 20 });
  made.play();
  equal((await seen(520)).length, 10);
  made.inSight = false;
  equal(await seen(500), []);
  made.inSight = true;
  made.wake();
  ok((await seen(520)).length >= 9);
});

test("a saved grid has its samples row by row, a gap between them, each pixel a square", async () => {
  const samples = [1, 2, 3].map((at) => ({ size: 2, image: Uint8Array.of(10 * at, 1, 2, 3) }));
  const blob = await gridPicture(samples, 2);
  const bitmap = await createImageBitmap(blob);
  equal([bitmap.width, bitmap.height, blob.type], [6 * 166, 6 * 166, "image/png"]);
  const whole = Object.assign(document.createElement("canvas"), { width: 996, height: 996 });
  whole.getContext("2d").drawImage(bitmap, 0, 0);
  const pixels = levels(whole);
  equal(
    [0, 165, 166, 996 * 165, 996 * 166 + 332].map((at) => pixels[at]),
    [10, 10, 1, 10, 0],
  );
  const canvas = Object.assign(document.createElement("canvas"), { width: 6, height: 6 });
  const pen = canvas.getContext("2d");
  pen.imageSmoothingEnabled = false;
  pen.drawImage(bitmap, 0, 0, 6, 6);
  const found = levels(canvas);
  equal([found[0], found[4], found[24], found[28], found[2], found[1], found[6]], [10, 20, 30, 0, 0, 1, 2]);
});

// ---- the training
const RUN = {
  timeline: {
    url: "data:,",
    places: [0, 0.5, 1, 2, 3],
    count: 3,
    columns: 2,
    gap: 1,
    size: 1,
    collapse: [
      { epoch: 2, warning: "few digits" },
      { epoch: 3, warning: "one digit" },
    ],
  },
  trace: [
    { epoch: 0.5, critic: 1, generator: 2 },
    { epoch: 1, critic: 1.25, generator: 0.5, real_accuracy: 0.9, generated_accuracy: 0.6, penalty: 0.1234 },
    { epoch: 3, critic: 0.2, generator: 3 },
  ],
  epochs: [
    { epoch: 1, coverage: 0.4, shares: [0.3, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0, 0] },
    { epoch: 2, coverage: 0.1, shares: Array(10).fill(0.1) },
  ],
  kept_epoch: 1,
  train_epochs: 3,
};

test("the timeline opens at the weights that were kept, and every moment has its own numbers", async () => {
  const tab = await opened("timeline", ganModel(RUN));
  const { box } = tab;
  const slider = box.querySelector("[type=range]");
  const reading = () => box.querySelector(".zoo-epoch").textContent;
  const numbers = () => texts(box.querySelectorAll(".gan-numbers dd"));
  equal([slider.value, slider.max, reading()], ["2", "4", "epoch 1, kept"]);
  equal(numbers(), ["1.25", "0.50", "90\u00a0%", "60\u00a0%", "0.123", "0.40"]);
  equal(
    Array.from(box.querySelectorAll(".gan-shares i"), (bar) => Math.round(Number.parseFloat(bar.style.height))),
    [82, 27, 27, 27, 27, 27, 27, 27, 0, 0],
  );
  equal(box.querySelector(".gan-shares").getAttribute("aria-label").slice(0, 12), "0: 30 %, 1: ");
  ok(box.querySelector(".gan-warning").hidden);
  type(slider, 3);
  equal(
    [reading(), box.querySelector(".gan-warning").textContent, numbers()[5]],
    ["epoch 2", "Collapse: few digits", "0.10"],
  );
  type(slider, 0);
  equal(
    [reading(), numbers(), box.querySelector(".gan-shares").getAttribute("aria-label")],
    ["before training", ["–", "–", "–", "–", "–"], "Not measured before the end of the first epoch"],
  );
  equal(box.querySelector(".gan-collapse h4").textContent, "Collapse was noticed at epochs 2–3");
  ok(box.querySelector(".gan-collapse").textContent.includes("This run had 3 epochs; kept are the weights of epoch 1"));
  tab.button("Epochs 2–3", box).click();
  equal([slider.value, box.querySelector(".gan-warning").textContent], ["4", "Collapse: one digit"]);
  tab.choose(ganModel({ name: "gan-b" }));
  await settled();
  equal(
    [
      box.querySelector(".gan-film").parentElement.hidden,
      box.querySelector(".gan-charts").hidden,
      box.querySelector(".gan-collapse").hidden,
    ],
    [true, true, true],
  );
});

test("a black strip before training, and bars without figures, are explained", async () => {
  const picture = Object.assign(document.createElement("canvas"), { width: 1, height: 2 });
  const pen = picture.getContext("2d");
  pen.fillRect(0, 0, 1, 2);
  pen.fillStyle = "#fff";
  pen.fillRect(0, 1, 1, 1);
  const grid = { places: [0, 1], count: 1, columns: 1, gap: 0, size: 1, collapse: [] };
  const timeline = { url: picture.toDataURL(), ...grid };
  const epochs = [{ epoch: 1, coverage: 0.4, shares: Array(10).fill(0.1) }];
  const { box } = await opened("timeline", ganModel({ timeline, trace: [], epochs, train_epochs: 1 }));
  for (let tries = 0; tries < 100 && levels(box.querySelector(".gan-frame"))[0] !== 255; tries++)
    await new Promise((resolve) => setTimeout(resolve, 10));
  equal(levels(box.querySelector(".gan-frame")), [255]);
  const said = () =>
    [...box.querySelectorAll(".gan-timeline .gan-small")].map((text) => !text.hidden && text.textContent);
  equal(said(), ["", false]);
  type(box.querySelector("[type=range]"), 0);
  ok(said()[0].startsWith("Nothing is missing here: an untrained generator"));
  equal(said()[1], "Not measured before the end of the first epoch.");
});

// ---- compare
const isBlank = (sheet) => [...sheet.children].every((canvas) => levels(canvas).every((level) => level === 0));
test("two models draw the same seed, and what cannot be drawn is said", async () => {
  const side = (name, more) => ({
    name,
    title: name.toUpperCase(),
    latent_dim: 3,
    classes: 0,
    objective: "logistic",
    drawable: true,
    trace: [],
    epochs: [],
    timeline: null,
    sheets: null,
    lesson: "",
    summary: `About ${name}`,
    redraws: false,
    empty: false,
    ...more,
  });
  const asked = [];
  const served = serverOf({
    compare(request) {
      asked.push(request);
      return {
        left: side(request.left),
        right: side(request.right, request.right === "vae" ? { redraws: true } : {}),
        rows: [],
        guide: "Look.",
      };
    },
  });
  const others = [{ name: "vae", title: "A VAE" }];
  const tab = await opened("compare", ganModel({ others }), served);
  const { box } = tab;
  equal(
    [
      asked[0].left,
      asked[0].right,
      box.querySelectorAll("select")[0].options.length,
      box.querySelectorAll("select")[1].options.length,
    ],
    ["gan-a", "gan-b", 2, 3],
  );
  const sheets = () => [...box.querySelectorAll(".gan-sheet")].map((sheet) => small(sheet.children[24]));
  equal(sheets(), [
    [1, 24, 250],
    [1, 24, 250],
  ]);
  const parts = served
    .of("samples")
    .slice(-4)
    .map(({ model, first, count }) => [model, first, count]);
  for (const part of [
    ["gan-b", 0, 20],
    ["gan-b", 20, 5],
    ["gan-a", 20, 5],
  ])
    ok(plain(parts).includes(plain(part)), plain(parts));
  enter(box.querySelector(".zoo-seed"), "9");
  await settled();
  equal(sheets(), [
    [9, 24, 250],
    [9, 24, 250],
  ]);
  const late = hold(served, "samples");
  tab.button("A VAE", box).click();
  await settled();
  equal(places(box.querySelectorAll(".gan-sheet"), isBlank), [1]); // nothing of the former model under its name
  late.stop();
  await settled();
  equal(
    [
      asked.at(-1).left,
      asked.at(-1).right,
      texts(box.querySelectorAll(".gan-side .gan-small")).filter((text) => text.startsWith("A VAE plays")),
    ],
    ["gan-a", "vae", ["A VAE plays no game: one network encodes, one decodes, and both lower the same loss."]],
  );
  enter(box.querySelector(".zoo-seed"), "-1");
  ok(tab.$(".gan-status").textContent.startsWith("The seed is a whole number"));
  near(sheets()[0][0], 9, 0);
});

test("only what was kept of several epochs can be moved along", () => {
  equal(
    [1, 2].map((places) => leadText(places).includes("move along its training")),
    [false, true],
  );
});
