// The training timeline of the VAE and RBM tabs: what it shows of each moment, and what it says.
import { tool as units } from "../../../assets/rbm/course.js";
import { tool as codes } from "../../../assets/vae/course.js";
import { element, equal, levels, ok, test, texts, type } from "./harness.mjs";

const pause = () => new Promise((resolve) => setTimeout(resolve, 10));
async function until(holds) {
  for (let tries = 0; tries < 300 && !holds(); tries++) await pause();
  ok(holds());
}

// A picture of as many frames, each a row of images of one pixel, an image's level 100 * frame + 10 * its number.
function pictured(frames, count) {
  const picture = Object.assign(document.createElement("canvas"), { width: 19, height: frames });
  const pen = picture.getContext("2d");
  for (let at = 0; at < frames; at++)
    for (let image = 0; image < count; image++) {
      const level = 100 * at + 10 * image;
      pen.fillStyle = `rgb(${level} ${level} ${level})`;
      pen.fillRect(2 * image, at, 1, 1);
    }
  return picture.toDataURL();
}
const RUN = {
  url: pictured(2, 8),
  places: [0, 1],
  parts: [
    { shows: "map", count: 4 },
    { shows: "digits", count: 2 },
    { shows: "redrawn", count: 2 },
  ],
  ...{ count: 8, columns: 10, gap: 1, size: 1 },
  measure: "loss",
  losses: [{ epoch: 1, loss: 152.34 }],
  ...{ train_epochs: 1, kept_epoch: 1 },
};
async function opened(tool, timeline) {
  const box = element("");
  const viewer = { model: { timeline }, said: [], say: (text) => viewer.said.push(text) };
  const made = tool.make(box, viewer);
  await made.model();
  return { box, made, viewer, screens: () => [...box.querySelectorAll("canvas.zoo-screen")] };
}

test("a model without a timeline has no such tool", () => {
  equal(
    [codes, units].map((tool) => [tool.applies({ timeline: null }), tool.applies({ timeline: RUN })]),
    [
      [false, true],
      [false, true],
    ],
  );
});

test("each part of a moment's pictures stands by itself, with the loss after its epoch", async () => {
  const { box, screens } = await opened(codes, RUN);
  equal(
    screens().map(({ width, height }) => [width, height]),
    [
      [3, 3],
      [3, 1],
      [3, 1],
    ],
  );
  const shown = () => screens().map((screen) => levels(screen).filter((level) => level));
  equal(shown(), [
    [100, 110, 120, 130],
    [140, 150],
    [160, 170],
  ]);
  equal(texts(box.querySelectorAll(".zoo-epoch, .zoo-course-now")), ["epoch 1", "Loss: 152.3"]);
  type(box.querySelector("[type=range]"), 0);
  equal(shown(), [
    [10, 20, 30],
    [40, 50],
    [60, 70],
  ]);
  equal(texts(box.querySelectorAll(".zoo-epoch, .zoo-course-now")), [
    "before training",
    "Loss: not measured before the end of the first epoch",
  ]);
  ok(!box.textContent.includes("weights of epoch"));
});

test("a press on the curve, or a drag along it, goes to that moment; without a timeline it does nothing", async () => {
  const places = [0, 1, 2, 4];
  const { box, viewer } = await opened(codes, { ...RUN, places, url: pictured(4, 8), train_epochs: 4 });
  const curve = box.querySelector("canvas:not(.zoo-screen)");
  curve.style.cssText = "display: block; width: 162px; height: 60px"; // 100 of them for four epochs
  const slider = box.querySelector("[type=range]");
  const at = (left, buttons, kind = "pointermove") => {
    const from = curve.getBoundingClientRect();
    const place = { clientX: from.left + left, clientY: from.top + 9 };
    curve.dispatchEvent(new PointerEvent(kind, { ...place, buttons, bubbles: true }));
    return Number(slider.value);
  };
  equal(at(58, 1, "pointerdown"), 0);
  equal([at(86, 1), at(108, 1), at(140, 1), at(158, 1), at(60, 1)], [1, 2, 3, 3, 0]);
  equal(at(158, 0), 0); // no button is down
  viewer.model = { timeline: null };
  equal(at(158, 1), 0);
});

test("weights that were kept from before the end are said, and a run whose losses were not kept shows no curve", async () => {
  const run = { ...RUN, places: [1, 2], train_epochs: 2, measure: null, losses: [] };
  const { box } = await opened(codes, run);
  equal(texts(box.querySelectorAll(".zoo-epoch, .zoo-course-now")), ["epoch 1, kept", ""]);
  ok(box.textContent.includes("This run had 2 epochs. The model above has the weights of epoch 1"));
  ok(box.querySelector(".zoo-course-curve").hidden);
});

test("weights have two colours, none of them is in the gaps, and another model takes the place of this one", async () => {
  const parts = [
    { shows: "filters", count: 4 },
    { shows: "digits", count: 2 },
    { shows: "chains", count: 2 },
  ];
  const { box, made, viewer, screens } = await opened(units, { ...RUN, parts, measure: "pseudo_nll" });
  const colours = () => {
    const { data } = screens()[0].getContext("2d").getImageData(0, 0, 7, 1);
    return [0, 1, 6].map((at) => [...data.slice(4 * at, 4 * at + 3)]);
  };
  const [less, gap, least] = colours();
  ok(less[2] > less[0] && least.every((part) => part > 200)); // levels of 100 and 130: blue, and nearly nothing
  equal(gap, [0, 0, 0]);
  ok(box.textContent.includes("turns pixels on") && box.textContent.includes("100 steps later"));
  equal(box.querySelector(".zoo-course-now").textContent, "Surprise: 152.3");
  viewer.model = { timeline: { ...RUN, url: "data:,", places: [0, 3] } };
  await made.model();
  await until(() => viewer.said.length > 0);
  equal([box.querySelector(".zoo-epoch").textContent, screens().length], ["epoch 3", 3]);
});
