// The GAN tab: pictures that were kept of a training, of one model and beside another, and the charts of a run.
import { Chart } from "../../../assets/gan/chart.js";
import { ganModel, opened, openGan, serverOf } from "./gan.mjs";
import { enter, equal, levels, ok, pressed, put, test, texts, type } from "./harness.mjs";

// A picture of so many frames of 25 images in five columns, one pixel each, a gap of one pixel between them; image i of
// frame f has the level 10 + 50 f + i.
function framesUrl(frames) {
  const picture = Object.assign(document.createElement("canvas"), { width: 9, height: 9 * frames });
  const pen = picture.getContext("2d");
  for (let at = 0; at < 25 * frames; at++) {
    const [frame, image] = [Math.floor(at / 25), at % 25];
    const level = 10 + 50 * frame + image;
    pen.fillStyle = `rgb(${level} ${level} ${level})`;
    pen.fillRect(2 * (image % 5), 9 * frame + 2 * Math.floor(image / 5), 1, 1);
  }
  return picture.toDataURL();
}
const GRID = { count: 25, columns: 5, gap: 1, size: 1 };
const sheets = () => ({ ...GRID, url: framesUrl(4), seeds: [1, 7], places: [0.5, 2] });
const drawnOf = (canvas) => [levels(canvas)[0], levels(canvas).at(-1)]; // its first and its last image
const until = async (is) => {
  for (let i = 0; i < 100 && !is(); i++) await new Promise((done) => setTimeout(done, 5));
};

test("a model without weights shows what it drew, by seed and moment", async () => {
  const tab = await openGan(ganModel({ drawable: false, sheets: sheets(), kept_epoch: 3, train_epochs: 3 }));
  const box = tab.$(".gan-sheets");
  const [canvas, slider] = [box.querySelector("canvas"), box.querySelector("input")];
  await until(() => levels(canvas)[0] === 110);
  equal(
    [drawnOf(canvas), slider.value, slider.max, slider.hidden, box.querySelector("output").textContent],
    [[110, 134], "1", "1", false, "epoch 2"],
  );
  equal([texts(box.querySelectorAll("button")), pressed(box.querySelectorAll("button"))], [["seed 1", "seed 7"], [0]]);
  equal(canvas.ariaLabel, "The 25 samples of seed 1, epoch 2");
  box.querySelectorAll("button")[1].click();
  equal([drawnOf(canvas), pressed(box.querySelectorAll("button"))], [[160, 184], [1]]);
  type(slider, "0");
  equal(
    [drawnOf(canvas), slider.ariaValueText, canvas.ariaLabel],
    [[60, 84], "epoch 0.5", "The 25 samples of seed 7, epoch 0.5"],
  );
  tab.choose(ganModel({ name: "gan-b", drawable: false, sheets: sheets(), kept_epoch: 0.5, train_epochs: 3 }));
  await until(() => levels(canvas)[0] === 10);
  equal([drawnOf(canvas), slider.value], [[10, 34], "0"]); // the weights that were kept are earlier
  tab.choose(ganModel({ name: "gan-c", drawable: false, sheets: { ...sheets(), places: [2] } }));
  equal([slider.hidden, box.hidden], [true, false]);
  tab.choose(ganModel({ name: "gan-d", drawable: false, sheets: { ...sheets(), url: "data:image/png;base64,AA" } }));
  await until(() => tab.$(".gan-status").textContent);
  ok(tab.$(".gan-status").textContent.startsWith("The pictures that it drew could not be fetched."));
  tab.choose(ganModel({ name: "gan-e" }));
  equal(box.hidden, true);
});

// ---- beside another
const sideOf = (name, more) => ({
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
  summary: "",
  ...more,
});
const timeline = () => ({ ...GRID, url: framesUrl(3), places: [0, 1, 2], collapse: [] });

test("beside a record its kept samples of the same seed are shown, else films of both trainings", async () => {
  const kept = {
    drawable: false,
    sheets: sheets(),
    timeline: timeline(),
    kept_epoch: 1,
    empty: true,
    lesson: "It failed.",
  };
  const served = serverOf({
    compare: ({ left, right }) => ({
      left: sideOf(left, { timeline: timeline(), trace: [{ epoch: 1, critic: 1, generator: 2 }] }),
      right: sideOf(right, kept),
      rows: [],
      guide: "",
    }),
  });
  const { box } = await opened("compare", ganModel(), served);
  const [left, right] = box.querySelectorAll(".gan-side");
  const canvases = [...right.querySelectorAll(".gan-sheet canvas")];
  await until(() => levels(canvases[0])[0] > 0);
  equal(right.querySelector("h4").textContent, "25 samples, epoch 0.5");
  equal(
    [levels(canvases[0]), levels(canvases[24]), canvases[3].ariaLabel],
    [[10], [34], "Sample 3 of the model on the right"],
  );
  ok(
    right.textContent.includes("To get them, run: python -m training train gan-b") &&
      !right.textContent.includes("its pictures are black"),
  );
  equal([left.querySelector("h4").textContent, left.querySelector(".gan-sheet").hidden], ["25 samples", false]);
  equal([left.querySelector("figure").hidden, right.querySelector("figure").hidden], [false, true]);
  ok(right.textContent.includes("Its losses were not saved."));
  equal(
    [texts(right.querySelectorAll(".gan-taught")), left.querySelector(".gan-taught").hidden],
    [["GAN-B: It failed."], true],
  );
  enter(box.querySelector(".zoo-seed"), "7");
  await until(() => levels(canvases[0])[0] === 60);
  equal([levels(canvases[0]), levels(canvases[24])], [[60], [84]]);
  enter(box.querySelector(".zoo-seed"), "5"); // no samples of this seed were kept
  const films = [left, right].map((side) => side.querySelector(".gan-frame"));
  await until(() => films.every((film) => levels(film)[0] > 0));
  equal(
    films.map((film) => [film.hidden, film.width, ...drawnOf(film)]),
    [
      [false, 9, 110, 134],
      [false, 9, 60, 84],
    ],
  );
  equal(texts([left, right].map((side) => side.querySelector("h4"))), [
    "Pictures of its training, epoch 2",
    "Pictures of its training, epoch 1",
  ]);
  equal(films[1].ariaLabel, "25 pictures of the training of GAN-B, epoch 1");
  ok(right.textContent.includes("its pictures are black") && !left.textContent.includes("run: python"));
  equal(
    [left, right].map((side) => side.querySelector(".gan-sheet").hidden),
    [true, true],
  );
});

test("the timeline shows the frame of its moment, and says when a run ended empty", async () => {
  const trace = [{ epoch: 1, critic: 1, generator: 2, real_accuracy: 0.5, generated_accuracy: 0.25 }];
  const run = {
    timeline: { ...timeline(), collapse: [{ epoch: 2, warning: "nothing" }] },
    trace,
    epochs: [{ epoch: 1, coverage: 0.5, shares: Array(10).fill(0.1) }],
  };
  const tab = await opened("timeline", ganModel({ ...run, metrics: { blank: { value: 0.51 } } }));
  const { box } = tab;
  const canvas = box.querySelector(".gan-frame");
  await until(() => levels(canvas)[0] === 110);
  equal([drawnOf(canvas), box.querySelector(".zoo-epoch").textContent], [[110, 134], "epoch 2"]);
  equal(canvas.ariaLabel, "25 samples from the same noise, at epoch 2");
  type(box.querySelector("[type=range]"), 0);
  equal([drawnOf(canvas), canvas.ariaLabel], [[10, 34], "25 samples from the same noise, before training"]);
  const collapse = box.querySelector(".gan-collapse");
  equal(texts(collapse.querySelectorAll("h4, li")), ["Collapse was noticed at epoch 2", "Epoch 2nothing"]);
  ok(collapse.textContent.includes("That happened here: at the end its pictures are empty"));
  type(box.querySelector("[type=range]"), 1);
  equal(texts(box.querySelectorAll(".gan-shares em")), Array(10).fill("10"));
  equal(
    [box.querySelector(".gan-shares i").style.height, box.querySelector(".gan-shares s").style.bottom],
    ["41%", "41%"],
  ); // of 0.2 at least
  equal(
    box.querySelector(".gan-moment h4:nth-of-type(2)").textContent,
    "Which digits the judge sees, in %, after epoch 1",
  );
  const advice = () => box.querySelector("figcaption").textContent;
  ok(advice().includes("In a healthy game"));
  tab.choose(
    ganModel({
      ...run,
      name: "gan-b",
      objective: "wasserstein",
      metrics: { blank: { value: 0.5 } },
      timeline: timeline(),
    }),
  );
  ok(advice().includes("The nearer the critic’s loss is to 0") && !collapse.textContent.includes("That happened here"));
  equal(collapse.querySelector("h4").textContent, "No collapse was seen in this run");
  equal(box.querySelector(".gan-collapse ul"), null);
});

// ---- charts of a run
// What each chart shows from now on, by its name: the newest.
function charts() {
  const shown = {};
  const { show } = Chart.prototype;
  put(Chart.prototype, "show", function (spec) {
    show.call(this, spec);
    shown[this.canvas.ariaLabel] = spec;
  });
  return shown;
}
const TRACE = [
  { epoch: 1, critic: 1, generator: 2, real_accuracy: 0.9, generated_accuracy: 0.6 },
  { epoch: 3, critic: 0.5, generator: 4, real_accuracy: 0.8, generated_accuracy: 0.7 },
];
const EPOCHS = [1, 2].map((epoch) => ({ epoch, coverage: epoch / 4, shares: Array(10).fill(0.1) }));

test("the charts of a training go to its last epoch, with its warnings", async () => {
  const shown = charts();
  const run = {
    timeline: { ...timeline(), collapse: [{ epoch: 2, warning: "nothing" }] },
    trace: TRACE,
    epochs: EPOCHS,
  };
  const tab = await opened("timeline", ganModel({ ...run, train_epochs: 4 }));
  const coverage = shown["Coverage at the end of every epoch"];
  const losses = shown["Losses of both players over the training"];
  equal([losses.x, losses.marks, coverage.x, coverage.y, coverage.marks], [[0, 4], [2], [0, 4], [0, 1], [2]]);
  equal(coverage.lines, [
    {
      color: "zoo-accent",
      points: [
        [1, 0.25],
        [2, 0.5],
      ],
      dots: true,
    },
  ]);
  equal([losses.marker, coverage.marker, coverage.yTicks], [2, 2, [0, 0.5, 1]]);
  type(tab.box.querySelector("[type=range]"), 1);
  equal([losses.marker, coverage.marker], [1, 1]);
  equal(
    Array.from(tab.box.querySelectorAll(".gan-numbers dt i"), (each) => each.style.background),
    ["var(--gan-critic)", "var(--gan-generator)"],
  );
  tab.choose(ganModel({ name: "gan-b", trace: TRACE, train_epochs: 2, objective: "logistic" }));
  equal(shown["Losses of both players over the training"].x, [0, 3]); // as far as it was recorded
  equal(tab.box.querySelector(".gan-charts").hidden, false);
  tab.$("#gan-tab-game").click();
  const game = shown["This run’s losses beside their balance"];
  equal([game.x, game.levels.length, tab.$("#gan-panel-game .is-wide:last-child").hidden], [[0, 3], 2, false]);
  ok(tab.$("#gan-panel-game").textContent.includes("In the last tenth of this run the critic’s loss was 0.50"));
});

test("the charts of two trainings have one scale, and coverage of both is in one", async () => {
  const shown = charts();
  const served = serverOf({
    compare: ({ left, right }) => ({
      left: sideOf(left, {
        trace: TRACE,
        epochs: EPOCHS,
        timeline: { ...timeline(), collapse: [{ epoch: 2, warning: "" }] },
      }),
      right: sideOf(right, { trace: [{ epoch: 5, critic: 2, generator: 9 }], epochs: EPOCHS.slice(0, 1) }),
      rows: [],
      guide: "",
    }),
  });
  const { box } = await opened("compare", ganModel(), served);
  const [left, right] = ["GAN-A", "GAN-B"].map((name) => shown[`Losses of ${name} over its training`]);
  equal([left.x, right.x, left.marks, right.marks], [[0, 5], [0, 5], [2], []]);
  equal(left.y, right.y);
  ok(left.y[0] <= 0 && left.y[1] >= 9);
  const right_ = shown["How often the critic of GAN-A was right"];
  equal([right_.x, right_.y, right_.xText], [[0, 5], [0, 1], "epoch"]);
  equal(
    right_.lines.map(({ color, points, width }) => [color, points.map(([, value]) => value), width]),
    [
      ["gan-second", [0.9, 0.8], 4],
      ["gan-third", [0.6, 0.7], undefined],
    ],
  );
  const coverage = shown["Coverage of both over their trainings"];
  equal(
    [coverage.x, coverage.y],
    [
      [0, 5],
      [0, 1],
    ],
  );
  equal(
    coverage.lines.map(({ color, points, dots }) => [color, points, dots]),
    [
      ["zoo-accent", EPOCHS.map(({ epoch, coverage: share }) => [epoch, share]), true],
      ["gan-second", [[1, 0.25]], true],
    ],
  );
  equal(texts(box.querySelectorAll(".gan-coverage .gan-legend span")), ["GAN-A", "GAN-B"]);
  equal(box.querySelector(".gan-coverage").hidden, false);
});
