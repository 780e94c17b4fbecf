// What is seen of a VAE that learns, number by number: one digit's way through it, the plane and the pictures.
import { COLOURS } from "../../../assets/vae/axes.js";
import { Flow } from "../../../assets/vae/train/flow.js";
import { Pictures } from "../../../assets/vae/train/pictures.js";
import { TILES } from "../../../assets/vae/train/training.js";
import { equal, levels, ok, pressed, stopped, test, texts, traced } from "./harness.mjs";

const grey = (level, count = 1) => new Float32Array(784 * count).fill(level / 255);
const FLOW = {
  ...{ x: grey(40), picture: grey(90), noise: Float32Array.of(1, -1) },
  ...{ mean: Float32Array.of(1, -2), sd: Float32Array.of(0.5, 0.25), code: Float32Array.of(1.5, -2.25) },
  ...{ kl: 3.21, reconstruction: 98.76 },
};
const WHITE = "#ffffff";
const RINGS = [1, 2].map((radius) => ["rgba(255, 255, 255, 0.25)", radius]);

// Of a side of 147 pixels, so that a unit of the plane is 20 of them, and the middle at 73.5.
function flowing(flow = FLOW, settings = { beta: 1 }) {
  const made = new Flow();
  document.body.append(made.element);
  made.plane.style.cssText = "width: 147px; height: 147px";
  made.show(flow, settings);
  const calls = traced(made.plane);
  const drawn = () => {
    calls.length = 0;
    made.paint();
    return calls.filter(([name]) => name === "ellipse" || name === "fillRect").map((call) => call.slice(0, 6));
  };
  return { made, drawn, told: () => made.told.textContent };
}
const circle = ([color, radius], unit = 20) => ["ellipse", color, 73.5, 73.5, radius * unit, radius * unit];

test("the plane has the prior's circles, from step two on the ellipse of σ around μ, and from step four on the code", () => {
  const { made, drawn } = flowing();
  const rings = RINGS.map((ring) => circle(ring));
  const ellipse = ["ellipse", "#ffb45e", 93.5, 113.5, 10, 5];
  const dot = ["fillRect", WHITE, 100.5, 115.5, 6, 6];
  const wanted = [rings, [...rings, ellipse], [...rings, ellipse], ...Array(3).fill([...rings, ellipse, dot])];
  wanted.forEach((calls, step) => {
    made.pick(step);
    equal(drawn(), calls, `step ${step}:`);
  });
});

test("a code far away makes room for itself, and a single latent lies along the diagonal", () => {
  const far = flowing({ ...FLOW, code: Float32Array.of(7, 0) });
  equal(far.drawn()[0], circle(RINGS[0], 10));
  const wide = flowing({ ...FLOW, sd: Float32Array.of(0.5, 12) });
  equal(wide.drawn()[1], circle(RINGS[1], 5));
  const one = Object.fromEntries(["mean", "sd", "noise", "code"].map((name) => [name, FLOW[name].subarray(0, 1)]));
  equal(
    flowing({ ...FLOW, ...one })
      .drawn()
      .slice(2),
    [
      ["ellipse", "#ffb45e", 93.5, 53.5, 10, 10],
      ["fillRect", WHITE, 100.5, 40.5, 6, 6],
    ],
  );
});

test("each step has its numbers and says them; of many latents two are written", () => {
  const { made, told } = flowing(FLOW, { beta: 4 });
  const numbers = () => texts(made.element.querySelectorAll(".vae-flow-numbers"));
  equal(numbers(), [
    "",
    "μ (1.00, −2.00)\nσ (0.50, 0.25)",
    "(1.00, −1.00)",
    "(1.50, −2.25)",
    "",
    "pixels 98.8\ncode 3.2",
  ]);
  equal([levels(made.x)[0], levels(made.out)[783]], [40, 90]);
  ok(told().includes("98.8 nats for the pixels, given z, and 3.2 nats for the code"), told());
  ok(told().includes("the first plus 4 times the second"), told());
  ok(flowing().told().includes("their sum"));
  const three = flowing({ ...FLOW, noise: Float32Array.of(0.123, 4, 5) }).made;
  equal(three.texts[2].textContent, "(0.12, 4.00, …)");
  equal(flowing({ ...FLOW, noise: Float32Array.of(-0.5) }).made.texts[2].textContent, "−0.50");
});

test("its steps go on by themselves every 3.2 seconds, rest at one that is pressed, and end at the last", async () => {
  const clock = stopped();
  const { made } = flowing();
  const cells = [...made.element.querySelectorAll(".vae-flow-cell")];
  const at = () => [
    cells.filter((cell) => cell.classList.contains("is-later")).length,
    pressed(cells),
    made.play.textContent,
  ];
  equal(at(), [0, [], "▶ Slowly, in steps"]);
  made.play.click();
  equal(at(), [5, [0], "All at once"]);
  for (let step = 1; step < 6; step++) {
    await clock.pass(3199);
    equal(at()[1], [step - 1]);
    await clock.pass(1);
    equal(at(), [5 - step, [step], "All at once"]);
  }
  await clock.pass(3200);
  equal([at(), clock.waiting], [[0, [], "▶ Slowly, in steps"], 0]);
  made.play.click();
  cells[2].click();
  await clock.pass(9000);
  equal(at(), [3, [2], "All at once"]);
  made.play.click();
  equal(at(), [0, [], "▶ Slowly, in steps"]);
});

test("another digit is the next of twenty, another ε the next draw, and the training is asked for it", () => {
  const { made } = flowing();
  const asked = [];
  made.send = (message) => asked.push([message.act, message.digit, message.draw]);
  const [, noise, digit] = made.element.querySelectorAll(".zoo-row button");
  noise.click();
  digit.click();
  equal(asked.splice(0), [["watch", 0, 1], ["watch", 1, 1]]); // biome-ignore format: short
  for (let i = 0; i < 19; i++) digit.click();
  equal(asked.at(-1), ["watch", 0, 1]);
});

// ---- the pictures
const point = (epoch, train, held) => ({ epoch, train, held });
const frameOf = (more) => ({
  ...{ settings: { latents: 2, beta: 1 }, flow: FLOW, codes: Float32Array.of(1, 2, -3, -0.5) },
  ...{ curve: [point(0, 100, 110), point(1, 90, 105)], before: [], marks: [], place: 1 },
  ...{ tiles: grey(0, TILES * TILES).map((_, at) => Math.floor(at / 784) / 255), rebuilt: grey(60, 10) },
  ...more,
});
const HELD = Uint8Array.from({ length: 7840 }, (_, at) => 30 + Math.floor(at / 784));
// Of a side of 70 pixels: a unit of the plane is 10 of them, unless a code lies farther out than 3.5.
function shown(frame) {
  const made = new Pictures();
  document.body.append(made.element);
  made.plane.style.cssText = "width: 70px; height: 70px";
  made.labels = Uint8Array.of(3, 7);
  const calls = traced(made.plane);
  made.show(frame, HELD);
  return { made, points: calls.map(([, ...call]) => call) };
}

test("each digit is a square in its colour at its first two latents, up for more, and all of them are in the plane", () => {
  equal(shown(frameOf()).points, [
    [COLOURS[3], 43, 13, 4, 4],
    [COLOURS[7], 3, 38, 4, 4],
  ]);
  equal(shown(frameOf({ codes: Float32Array.of(1, 2, -7, -0.5) })).points[0], [COLOURS[3], 38, 23, 4, 4]);
  equal(shown(frameOf({ codes: Float32Array.of(1, 2, 3, 7) })).points[0], [COLOURS[3], 38, 23, 4, 4]);
  const three = { settings: { latents: 3, beta: 1 }, codes: Float32Array.of(1, 2, 9, -3, -0.5, 9, 0, 0, 0) };
  equal(shown(frameOf(three)).points, [
    [COLOURS[3], 43, 13, 4, 4],
    [COLOURS[7], 3, 38, 4, 4],
    [COLOURS[9], 33, 33, 4, 4], // without a label
  ]);
  const one = { settings: { latents: 1, beta: 1 }, codes: Float32Array.of(1, -2) };
  equal(shown(frameOf(one)).points, [
    [COLOURS[3], 43, 23, 4, 4],
    [COLOURS[7], 13, 53, 4, 4],
  ]);
});

test("tiles lie row by row, a digit stands above what it is redrawn as, and colours have the names of the data", () => {
  const { made } = shown(frameOf());
  const tiles = levels(made.tiles);
  const side = 28 * TILES;
  for (const at of [0, 1, TILES, TILES * TILES - 1]) {
    const corner = 28 * Math.floor(at / TILES) * side + 28 * (at % TILES);
    equal([tiles[corner], tiles[corner + 27 * side + 27]], [at, at]);
  }
  const pairs = levels(made.pairs);
  equal([pairs[0], pairs[29 * made.pairs.width], pairs[28], pairs[29]], [30, 60, 0, 31]);
  ok(made.about.textContent.startsWith("From place to place"));
  const names = () => texts(made.element.querySelectorAll(".zoo-train-keys")[0].children);
  equal(names(), [..."0123456789"]);
  made.name(["shirt", "bag"]);
  equal(names().slice(0, 3), ["shirt", "bag", "2"]);
  const swatch = made.element.querySelector(".zoo-train-keys i");
  swatch.style.color = COLOURS[0];
  equal(swatch.style.background, swatch.style.color);
  ok(
    shown(frameOf({ settings: { latents: 5, beta: 1 }, codes: new Float32Array(5) })).made.about.textContent.startsWith(
      "Draws",
    ),
  );
});
