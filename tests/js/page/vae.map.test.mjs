// The VAE tab's map: where a code stands on it, and how it is moved there.
import { COLOURS, drawNames, drawPoints } from "../../../assets/vae/axes.js";
import { map } from "../../../assets/vae/map.js";
import { written } from "../safetensors.mjs";
import { equal, near, ok, pointer, press, put, rest, test } from "./harness.mjs";
import { latent, model, opened, viewerOf } from "./vae.mjs";

// ---- the map
// Three points, so that the map goes from -0.4 to 10.4 across and from -1.6 to 41.6 up.
const POINTS = [
  [0, 0],
  [5, 20],
  [10, 40],
];
const flat = (more) =>
  model({
    latents: [latent(0, 5, 2, -9, 9, 1), latent(1, 20, 2, -9, 9, 2)],
    points: { url: "/points", count: 3 },
    ...more,
  });
async function mapped(shown, options, served = POINTS) {
  const file = written({ codes: ["F32", Float32Array.from(served.flat())], labels: ["U8", Uint8Array.of(3, 3, 7)] });
  put(window, "fetch", async () => new Response(file));
  const viewer = viewerOf(shown, options);
  const { box, made } = opened(map, viewer);
  made.plot.style.cssText = "width: 200px; height: 100px; overflow: hidden";
  await made.model();
  return { viewer, box, made };
}
const STANDS = { code: [2.3, 30.8] }; // a quarter across and three quarters up

test("the ring stands where the code is, and says so when that is outside", async () => {
  const { viewer, made } = await mapped(flat(), STANDS);
  const at = () => [made.here.style.left, made.here.style.top].map(Number.parseFloat);
  equal(at().map(Math.round), [25, 25]);
  equal(made.reading.textContent, "z0 = 2.30, z1 = 30.80");
  equal(
    [...made.lens.classList].filter((name) => name.startsWith("is-")),
    ["is-below"],
  );
  viewer.now = [9.32, 63.2];
  made.code();
  equal([...at().map(Math.round), made.here.classList.contains("is-outside")], [90, 0, true]);
  ok(made.lens.classList.contains("is-left"));
});

test("the cloud of a digit is two standard deviations either way", async () => {
  const digit = { answer: { code: [2.3, 30.8], sd: [1.35, 2.7] } };
  const { made } = await mapped(flat(), { ...STANDS, digit });
  const { left, top, width, height } = made.cloud.style;
  equal(
    [left, top, width, height].map((each) => Math.round(Number.parseFloat(each))),
    [25, 25, 50, 25],
  );
  ok(!made.cloud.hidden);
  digit.answer.sd = null;
  made.digit();
  ok(made.cloud.hidden);
});

test("keys of the map move the code by a fortieth of a side, and stop at its edge", async () => {
  const { viewer, made } = await mapped(flat(), STANDS);
  const went = (key, more) => {
    press(made.plot, key, more);
    return viewer.now.map((value) => Number(value.toFixed(3)));
  };
  equal(went("ArrowRight"), [2.57, 30.8]);
  equal(went("ArrowLeft", { shiftKey: true }), [2.543, 30.8]);
  equal(went("ArrowUp"), [2.543, 31.88]);
  equal(went("ArrowDown", { shiftKey: true }), [2.543, 31.772]);
  viewer.now = [10.4, -1.6];
  equal(
    [went("ArrowRight"), went("ArrowDown")],
    [
      [10.4, -1.6],
      [10.4, -1.6],
    ],
  );
});

test("a drag follows one pointer, until it ends or is taken away", async () => {
  const { viewer, made } = await mapped(flat(), STANDS);
  const now = () => viewer.now.map((value) => Number(value.toFixed(2)));
  pointer(made.plot, "pointermove", [0.5, 0.5]);
  equal(viewer.sets, 0);
  pointer(made.plot, "pointerdown", [0.75, 0.25]);
  equal(now(), [7.7, 30.8]);
  pointer(made.plot, "pointerdown", [0, 0], { pointerId: 2 });
  pointer(made.plot, "pointermove", [0, 0], { pointerId: 2 });
  equal(now(), [7.7, 30.8]);
  pointer(made.plot, "pointermove", [1.5, 1]);
  equal(now(), [10.4, -1.6]);
  pointer(made.plot, "pointercancel", [1, 1]);
  pointer(made.plot, "pointermove", [0.5, 0.5]);
  equal(now(), [10.4, -1.6]);
  pointer(made.plot, "pointerdown", [0.5, 0.5], { button: 2 });
  equal(now(), [10.4, -1.6]);
});

test("tiles begin at the top left and are evenly likely; those of another place in the plane stay", async () => {
  const { viewer, made } = await mapped(flat({ points: null }), STANDS);
  const asked = [];
  viewer.decode = async (codes) => void asked.push(codes);
  made.grounds.lastChild.click();
  await rest();
  equal(asked.length, 1);
  const [first, right, below] = [asked[0][0], asked[0][16], asked[0][17 * 16]];
  equal(
    [first, right, below].map((code) => code.map((value) => Math.round(value))),
    [
      [1, 24],
      [9, 24],
      [1, 16],
    ],
  );
  const middle = asked[0][17 * 8 + 8];
  near(middle[0], 5, 1e-3);
  near(middle[1], 20, 1e-3);
  viewer.now = [4, 21];
  made.code();
  await rest();
  equal(asked.length, 1);
});

test("points that do not come leave the tiles, and are asked for again later", async () => {
  put(window, "fetch", async () => new Response("", { status: 500 }));
  const viewer = viewerOf(flat({ points: { url: "/late", count: 3 } }), STANDS);
  const { made } = opened(map, viewer);
  await made.model();
  equal([made.ground, viewer.said.length], ["grid", 1]);
  ok(viewer.said[0].includes("the test points could not be fetched (500)"));
  const file = written({ codes: ["F32", Float32Array.from(POINTS.flat())], labels: ["U8", Uint8Array.of(3, 3, 7)] });
  put(window, "fetch", async () => new Response(file));
  await made.model();
  equal([made.ground, made.points.labels], ["points", [3, 3, 7]]);
});

test("the two latents of a map are different ones: the same twice changes places", async () => {
  const { made } = await mapped(model(), {});
  equal([made.chosen, made.pair], ["pair", [1, 0]]); // those that tell most
  made.pick(0, 2);
  equal(made.pair, [2, 0]);
  made.pick(1, 2);
  equal(made.pair, [0, 2]);
  equal([made.xField.lastChild.value, made.yField.lastChild.value], ["0", "2"]);
});

const even = { place: (value) => value };
const pixel = (context, x, y) => [...context.getImageData(x, y, 1, 1).data];

test("points are drawn at their places in the colour of their digit, pale when another one is chosen", () => {
  const context = Object.assign(document.createElement("canvas"), { width: 200, height: 100 }).getContext("2d");
  const points = { x: [0.25, 0.75], y: [0.1, 0.6], labels: [3, 7] };
  const draw = (only) => {
    context.clearRect(0, 0, 200, 100);
    drawPoints(context, points, { x: even, y: even }, only);
    return [pixel(context, 50, 90), pixel(context, 150, 40)];
  };
  const rgb = (colour) => [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));
  const [three, seven] = draw(null);
  three.slice(0, 3).forEach((part, at) => near(part, rgb(COLOURS[3])[at], 3));
  seven.slice(0, 3).forEach((part, at) => near(part, rgb(COLOURS[7])[at], 3));
  const [only, pale] = draw(3);
  ok(only[3] > three[3] && pale[3] < 20, `${only} ${pale}`);
});

test("names stand at the middles of their digits, the chosen one alone, those that are strange in grey", () => {
  const context = Object.assign(document.createElement("canvas"), { width: 440, height: 220 }).getContext("2d");
  const middles = [[0.25, 0.75], null, [0.75, 0.25]];
  const calls = [];
  const edges = [];
  put(context, "strokeText", (text, x, y) => edges.push([text, x, y, context.strokeStyle, calls.length]));
  put(context, "fillText", (text, x, y) => calls.push([text, x, y, context.fillStyle, /\d+px/.exec(context.font)[0]]));
  drawNames(context, middles, { x: even, y: even }, { only: null, strange: [2], classes: ["zero", "one", "two"] });
  equal(calls.splice(0), [
    ["zero", 110, 55, COLOURS[0], "20px"],
    ["two", 330, 165, "#8b93a3", "13px"],
  ]);
  equal(edges, [
    ["zero", 110, 55, "#0b0d12", 0],
    ["two", 330, 165, "#0b0d12", 1],
  ]); // a dark edge under each, so that it can be read on the points
  drawNames(context, middles, { x: even, y: even }, { only: 2, strange: [], classes: ["zero", "one", "two"] });
  equal(
    calls.map(([text]) => text),
    ["two"],
  );
});
