// The VAE tab's sliders and its traversal, which move a code one number at a time.
import { sliders } from "../../../assets/vae/sliders.js";
import { tool as traverse } from "../../../assets/vae/traverse.js";
import { element, equal, levels, near, ok, places, press, rest, test, texts, type } from "./harness.mjs";
import { latent, model, opened, shownLevels, viewerOf } from "./vae.mjs";

// ---- sliders
test("sliders stand by what they tell, and a bar is of the one that tells most", () => {
  const moved = [];
  const box = element("");
  sliders(box, model(), (...move) => moved.push(move)).show([1.5, 7, 1]);
  equal(texts(box.querySelectorAll(".vae-name")), ["z1", "z0", "z2"]);
  equal(texts(box.querySelectorAll("output")), ["7.00", "1.50", "1.00"]);
  equal(
    Array.from(box.querySelectorAll(".vae-share i"), (bar) => bar.style.width),
    ["100%", "25%", "0.05%"],
  );
  equal(
    places(box.querySelectorAll(".vae-slider"), (row) => row.classList.contains("is-unused")),
    [2],
  );
  const [first, second] = box.querySelectorAll("input");
  equal(first.getAttribute("aria-label"), "Latent 1, 2.00 nats of KL");
  type(second, "2.5");
  equal(moved, [[0, 2.5]]);
});

test("the arrow keys move a slider by a fiftieth, with Shift by a five-hundredth, and not beyond its ends", () => {
  const moved = [];
  const box = element("");
  sliders(box, model(), (...move) => moved.push(move)).show([0, 10, 1]);
  const [tall, first] = box.querySelectorAll("input"); // of 0 to 40, and of -4 to 6
  ok(press(first, "ArrowRight").defaultPrevented);
  press(first, "ArrowDown");
  press(tall, "ArrowUp", { shiftKey: true });
  first.value = 5.9;
  press(first, "ArrowRight");
  tall.value = 0.01;
  press(tall, "ArrowLeft");
  equal(
    moved.map(([at, value]) => [at, Number(value.toFixed(6))]),
    [
      [0, 0.2],
      [0, 0],
      [1, 10.08],
      [0, 6],
      [1, 0],
    ],
  );
  ok(!press(first, "x").defaultPrevented);
});

test("a value beyond a slider's range widens it, and its range comes back", () => {
  const box = element("");
  const made = sliders(box, model(), () => {});
  const [, input] = box.querySelectorAll("input");
  made.show([9, 0, 0]);
  equal([input.min, input.max, input.value], ["-4", "9", "9"]);
  made.show([-7, 0, 0]);
  equal([input.min, input.max, input.value], ["-7", "6", "-7"]);
  made.show([-0.001, 0, 0]);
  equal([input.min, input.max, input.getAttribute("aria-valuetext")], ["-4", "6", "0.00"]);
});

test("the band is two standard deviations either way, cut off at the ends, its tick at the mean", () => {
  const box = element("");
  const made = sliders(box, model(), () => {});
  made.show([0, 20, 1]);
  made.spread({ code: [0, 38, 1], sd: [1, 4, 0.5] });
  const [tall, first] = box.querySelectorAll(".vae-band");
  const at = (band) =>
    ["--from", "--to", "--mean"].map((name) => Number(Number(band.style.getPropertyValue(name)).toFixed(6)));
  equal(at(first), [0.2, 0.6, 0.5]); // -2 to 2 of -4 to 6
  equal(at(tall), [0.75, 1, 0.8]); // 30 to 46 of 0 to 40
  equal(tall.title, "the encoder says 38.00 ± 8.00");
  made.show([16, 20, 1]); // the range is now -4 to 16
  equal(at(first), [0.1, 0.3, 0.5]);
  made.spread(null);
  ok(tall.hidden && first.hidden);
});

// ---- traversal
function traversal() {
  const viewer = viewerOf(model());
  const { box, made } = opened(traverse, viewer);
  made.model();
  return { viewer, box, made, sweeps: box.querySelectorAll(".vae-sweep") };
}

test("a row goes from a latent's lowest to its highest value, marks where the code is, and changes nothing else", async () => {
  const { viewer, box, sweeps } = traversal();
  await rest();
  equal(texts(box.querySelectorAll(".vae-name")), ["z1", "z0", "z2"]);
  equal(texts(box.querySelectorAll(".vae-end")), ["0.0", "40.0", "-4.0", "6.0", "-1.0", "3.0"]);
  equal(sweeps[1].getAttribute("aria-valuenow"), "2.30");
  // 2 is nearest, the seventh of eleven
  near(Number.parseFloat(sweeps[1].querySelector(".vae-mark").style.left), 600 / 11, 1e-3);
  const canvas = sweeps[1].querySelector("canvas");
  const row = levels(canvas);
  for (const column of [0, 4, 10])
    equal(row.slice(28 * column, 28 * column + 3), shownLevels([column - 4, viewer.now[1], 1]), `column ${column}`);
});

test("keys of a row go to the next place and to both ends, and no farther", () => {
  const { viewer, sweeps } = traversal();
  const went = ["ArrowRight", "ArrowLeft", "Home", "ArrowDown", "End", "ArrowUp"].map((key) => {
    ok(press(sweeps[1], key).defaultPrevented);
    return viewer.now[0];
  });
  equal(went, [3, 2, -4, -4, 6, 6]);
  equal(viewer.now.slice(1), [30.8, 1]);
});

test("a press on a row takes the picture that is under it", () => {
  const { viewer, sweeps } = traversal();
  sweeps[0].style.cssText = "display: block; width: 110px; height: 20px; overflow: hidden";
  const { left, top } = sweeps[0].getBoundingClientRect();
  const click = (x) => sweeps[0].dispatchEvent(new MouseEvent("click", { clientX: left + x, clientY: top + 5 }));
  click(19);
  equal(viewer.now, [2.3, 4, 1]);
  click(109);
  equal(viewer.now, [2.3, 40, 1]);
});

test("a long code has twelve rows at first, and all on request", () => {
  const many = Array.from({ length: 14 }, (_, at) => latent(at, 0, 1, -1, 1, 14 - at));
  const viewer = viewerOf(model({ latents: many }), { code: Array(14).fill(0) });
  const { box, made } = opened(traverse, viewer);
  made.model();
  const button = box.querySelector(":scope > button");
  equal([box.querySelectorAll(".vae-sweep").length, button.textContent, button.hidden], [12, "All 14 latents", false]);
  button.click();
  equal([box.querySelectorAll(".vae-sweep").length, button.textContent], [14, "Only the 12 most informative"]);
});
