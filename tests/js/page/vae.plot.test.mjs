// The picture of the VAE tab's map, and its buttons and fields.
import { drawPoints, drawTicks } from "../../../assets/vae/axes.js";
import { map } from "../../../assets/vae/map.js";
import { written } from "../safetensors.mjs";
import { equal, levels, ok, places, pointer, pressed, put, rest, test, type } from "./harness.mjs";
import { model, opened, viewerOf } from "./vae.mjs";

// ---- the map's picture
test("a map has at most ten lines a side, at round numbers, the one of 0 brighter, its numbers beside them", () => {
  const context = Object.assign(document.createElement("canvas"), { width: 460, height: 460 }).getContext("2d");
  const [lines, numbers] = [[], []];
  put(context, "fillRect", (...box) => lines.push([...box, context.fillStyle]));
  put(context, "fillText", (text, x, y) => numbers.push([text, x, y, context.fillStyle, context.font]));
  const axis = (low, high) => ({ low, high, place: (value) => (value - low) / (high - low) });
  const [x, y] = [axis(-1, 1), axis(-0.5, 22.5)];
  drawTicks(context, { x, y }, { x, y });
  const [dim, bright] = ["rgba(255, 255, 255, 0.07)", "rgba(255, 255, 255, 0.18)"];
  const [across, up] = [lines.filter(([, , , high]) => high === 460), lines.filter(([, , wide]) => wide === 460)];
  equal(
    across.map(([at, top, wide]) => [at, top, wide]),
    [0, 115, 230, 345, 460].map((at) => [at, 0, 1]),
  );
  equal(
    across.map(([, , , , colour]) => colour === bright),
    [false, false, true, false, false],
  );
  equal(
    [across[0][4], up.map(([left, at, , high]) => [left, Math.round(at), high])],
    [dim, [0, 5, 10, 15, 20].map((value) => [0, Math.round(460 * (1 - (value + 0.5) / 23)), 1])],
  );
  equal(
    places(up, ([, , , , colour]) => colour === bright),
    [0],
  );
  equal(numbers.slice(0, 2), [
    ["-1", 10, 458, "#9aa3b5", "10px Inter, sans-serif"],
    ["-0.5", 118, 458, "#9aa3b5", "10px Inter, sans-serif"],
  ]);
  equal(
    numbers.slice(5).map(([text, left, at]) => [text, left, Math.round(at)]),
    [5, 10, 15, 20].map((value) => [String(value), 3, Math.round(460 * (1 - (value + 0.5) / 23)) - 1]),
  ); // 0 would stand on the other numbers
  for (const edge of [20, 20.6])
    drawTicks(context, { x: axis(0, edge), y: axis(0, 20) }, { x: axis(0, edge), y: axis(0, 20) });
  ok(
    numbers.every(([text, left, bottom]) => left + context.measureText(text).width <= 450 && bottom > 10),
    "all numbers are within the map, whose corners are round",
  );
});

test("few points are drawn larger, as squares around their places, and what follows is not pale", () => {
  const context = Object.assign(document.createElement("canvas"), { width: 560, height: 280 }).getContext("2d");
  const boxes = [];
  put(context, "fillRect", (...box) => boxes.push(box));
  const even = { place: (value) => value };
  drawPoints(context, { x: [0.5], y: [0.25], labels: [1] }, { x: even, y: even }, 3);
  equal([boxes, context.globalAlpha], [[[278, 208, 4, 4]], 1]);
  drawPoints(context, { x: [0.5], y: [0.25], labels: Array(9000).fill(1) }, { x: even, y: even }, null);
  equal(boxes[1], [279, 209, 2, 2]);
});

// ---- the map's fields
async function mapped(more) {
  const file = written({
    codes: ["F32", Float32Array.of(0, 0, 0, 5, 20, 1, 10, 40, 2)],
    labels: ["U8", Uint8Array.of(3, 3, 7)],
  });
  put(window, "fetch", async () => new Response(file));
  const plane = {
    centre: [0, 0, 0],
    directions: [
      [1, 0, 0],
      [0, 1, 0],
    ],
    sd: [1, 2],
    explained: [0.5, 0.25],
  };
  const viewer = viewerOf(model({ plane, points: { url: "/mapped", count: 3 }, ...more }));
  const { box, made } = opened(map, viewer);
  made.plot.style.cssText = "width: 200px; height: 200px; overflow: hidden";
  await made.model();
  const fields = () => [made.axesField, made.xField, made.yField].map((field) => [field.hidden, field.lastChild.value]);
  const choose = (field, value) => type(field.lastChild, value, "change");
  return { viewer, box, made, fields, choose };
}

test("a map is over the main directions or over two latents, and its fields say which", async () => {
  const { made, fields, choose } = await mapped();
  equal(fields(), [
    [false, "plane"],
    [true, "1"],
    [true, "0"],
  ]);
  ok(made.reading.textContent.startsWith("direction 1 = 2.30, direction 2 = 30.80"));
  choose(made.axesField, "pair");
  equal(fields(), [
    [false, "pair"],
    [false, "1"],
    [false, "0"],
  ]);
  equal(
    Array.from(made.xField.lastChild.options, ({ textContent }) => textContent),
    ["z1", "z0", "z2"],
  );
  choose(made.yField, "2");
  equal([made.reading.textContent, fields()[2]], ["z1 = 30.80, z2 = 1.00", [false, "2"]]);
  choose(made.xField, "0");
  equal(made.reading.textContent, "z0 = 2.30, z2 = 1.00");
});

test("without main directions the map is over the two latents that tell most, and without points of tiles alone", async () => {
  const { made, fields } = await mapped({ plane: null });
  equal(
    [fields().map(([hidden]) => hidden), made.reading.textContent],
    [[true, false, false], "z1 = 30.80, z0 = 2.30"],
  );
  equal([made.grounds.hidden, made.legend.hidden, pressed(made.grounds.children)], [false, false, [0]]);
  made.grounds.children[1].click();
  equal([made.legend.hidden, pressed(made.grounds.children)], [true, [1]]);
  const tiles = await mapped({ points: null });
  equal([tiles.made.grounds.hidden, tiles.made.legend.hidden, tiles.made.ground], [true, true, "grid"]);
});

test("one digit is shown alone, and all again when it is pressed once more", async () => {
  const { made } = await mapped();
  const [, , , three] = made.legend.children;
  equal([three.title, three.textContent, made.legend.children.length], ["Only the 3s", "3", 10]);
  three.click();
  equal([made.only, pressed(made.legend.children)], [3, [3]]);
  made.legend.children[7].click();
  equal([made.only, pressed(made.legend.children)], [7, [7]]);
  made.legend.children[7].click();
  equal([made.only, pressed(made.legend.children)], [null, []]);
});

test("the map's picture is as sharp as its box, and has points and lines, or tiles", async () => {
  const { made, viewer } = await mapped();
  made.paint();
  equal([made.back.width, made.back.height], [200, 200]);
  ok(levels(made.back).some((level) => level > 200)); // points
  viewer.decode = async (codes) => codes.map(() => new Float32Array(784).fill(0.5));
  made.grounds.children[1].click();
  await rest();
  await rest();
  equal(new Set(levels(made.back)), new Set([128]));
  viewer.decode = async (codes) => codes.map((_, at) => new Float32Array(784).fill((at % 250) / 255));
  made.grounds.children[1].click();
  await rest();
  await rest();
  equal(
    made
      .numbers()
      .map(([, , first, ...more]) => [first, more.at(-1)]), // as its CSV has them
    Array.from({ length: 17 * 17 }, (_, at) => [at % 250, at % 250]),
  );
});

test("a drag ends where the pointer is let go", async () => {
  const { made, viewer } = await mapped();
  pointer(made.plot, "pointerdown", [0.5, 0.5]);
  ok(made.plot.classList.contains("is-held"));
  pointer(made.plot, "pointerup", [0.5, 0.5]);
  const { sets } = viewer;
  pointer(made.plot, "pointermove", [0.75, 0.25]);
  equal([viewer.sets, made.plot.classList.contains("is-held")], [sets, false]);
});

test("test points without codes or labels are refused", async () => {
  const viewer = viewerOf(model({ points: { url: "/none", count: 3 } }));
  put(window, "fetch", async () => new Response(written({ labels: ["U8", Uint8Array.of(1)] })));
  const { made } = opened(map, viewer);
  await made.model();
  equal(viewer.said, ["The map has no test digits: the test points could not be read."]);
});
