// The curves of a training: where each figure, each mark and each number of the axes stands.
import { drawCurves, epochAt } from "../../../assets/shared/train/curves.js";
import { element, equal, put, test, traced } from "./harness.mjs";

const [ACCENT, SECOND, QUIET, LINE] = ["#ff0000", "#3b82f6", "#808080", "#c0c0c0"];
// Of 162 by 126 pixels: 100 for the epochs, from 58 on, and 100 for the range, from 6 to 106.
function chart(run, lines = [["loss", "accent"]], options = { range: [0, 100] }) {
  const canvas = element("<canvas></canvas>").firstChild;
  canvas.style.cssText = `width: 162px; height: 126px; --zoo-accent: ${ACCENT}; --zoo-quiet: ${QUIET}; --zoo-line: ${LINE}`;
  const calls = traced(canvas);
  const context = canvas.getContext("2d");
  const [strokes, stroke] = [[], context.stroke];
  put(context, "stroke", function () {
    strokes.push([
      context.strokeStyle,
      context.getLineDash(),
      Number(context.globalAlpha.toFixed(2)),
      Number(context.lineWidth.toFixed(2)),
    ]);
    return stroke.call(this);
  });
  drawCurves(canvas, { curve: [], before: [], marks: [], place: 0, ...run }, lines, options);
  const [line, text] = [[], []];
  for (const [name, color, ...given] of calls)
    if (name === "fillText") text.push(given);
    else line.push([name === "moveTo" ? "from" : "to", color, ...given]);
  const of = (color) => line.filter((each) => each[1] === color).map(([kind, , x, y]) => [kind, x, y]);
  return { canvas, of, text, strokes, said: (text_) => text.filter(([each]) => each === text_) };
}
const points = (...values) => values.map((loss, epoch) => ({ epoch, loss }));

test("a figure stands at its epoch and value, a later run of the chart has the same scale", () => {
  const { of, canvas } = chart({ curve: points(0, 50, 100) });
  equal(of(ACCENT), [["from", 58, 106], ["to", 108, 56], ["to", 158, 6]]); // biome-ignore format: short
  equal(canvas.series, [[], [0, 50, 100]]); // of the run before, and of this one
  equal(chart({ curve: points(0, 50), place: 4 }).of(ACCENT), [["from", 58, 106], ["to", 83, 56]]); // biome-ignore format: short
  equal(
    chart({
      curve: [
        { epoch: 0, loss: 0 },
        { epoch: 0.5, loss: 50 },
      ],
    }).of(ACCENT)[1],
    ["to", 108, 56],
  ); // room for one epoch
});

test("figures that are no numbers are left out, and without any there is no chart", () => {
  const gap = [
    { epoch: 0, loss: 0 },
    { epoch: 1, loss: NaN },
    { epoch: 2, loss: 100 },
  ];
  equal(chart({ curve: gap }).of(ACCENT), [["from", 58, 106], ["to", 158, 6]]); // biome-ignore format: short
  const none = chart({ curve: [{ epoch: 0, loss: NaN }], marks: [{ epoch: 0, text: "x" }] });
  equal([none.text, none.strokes], [[], []]);
});

test("the run before is faint, the one beside it dashed, and both are under the run itself", () => {
  const before = chart({ curve: points(0, 50), before: points(100, 100) });
  equal(before.of(ACCENT).map(([, , y]) => y), [6, 6, 106, 56]); // biome-ignore format: short
  equal(before.strokes.slice(-2), [
    [ACCENT, [], 0.35, 1.2],
    [ACCENT, [], 1, 2],
  ]);
  const beside = chart({ curve: points(0, 50), before: points(7, 7), other: points(100, 100) });
  equal(beside.of(ACCENT).map(([, , y]) => y), [6, 6, 106, 56]); // biome-ignore format: short
  equal(beside.strokes.slice(-2), [
    [ACCENT, [5, 4], 1, 2],
    [ACCENT, [], 1, 2],
  ]);
  const two = [{ epoch: 0, loss: 0, held: 100 }];
  equal(chart({ curve: two }, [["loss", "accent"], ["held", "second"]]).of(SECOND), [["from", 58, 6]]); // biome-ignore format: short
});

test("the axes have round numbers, and the last epoch stands at the right", () => {
  const { text, of } = chart({ curve: points(0, 50, 100) });
  equal(text.slice(0, 3), [
    ["0", 52, 106],
    ["50", 52, 56],
    ["100", 52, 6],
  ]);
  equal(of(LINE).slice(2, 4), [["from", 58, 56], ["to", 162, 56]]); // biome-ignore format: short
  equal(text.slice(3), [
    ["epoch 0", 58, 119],
    ["2", 158, 119],
  ]);
  equal(chart({ curve: points(0, 50), place: 2.345 }).text.at(-1)[0], "2.3");
  equal(chart({ curve: points(0, 50), place: 12.345 }).text.at(-1)[0], "12");
});

test("without a range there is room beside the figures: at least as much as is asked for, else 6 %", () => {
  const narrow = chart({ curve: points(10, 14) }, undefined, { room: 3 }); // from 7 to 17
  equal(narrow.of(ACCENT), [["from", 58, 76], ["to", 158, 36]]); // biome-ignore format: short
  const wide = chart({ curve: points(0, 100) }, undefined, {});
  equal(wide.of(ACCENT).map(([, , y]) => y), [100.64, 11.36]); // biome-ignore format: short
});

test("a mark's words stand on its side towards the chart's middle, four lines below each other, and only the latest twelve", () => {
  const marks = [0, 0.5, 1.5, 2, 1].map((epoch, at) => ({ epoch, text: `m${at}` }));
  const { of, text, strokes } = chart({ curve: points(0, 50, 100), marks });
  equal(of(QUIET).slice(0, 4), [["from", 58, 4], ["to", 58, 106], ["from", 83, 4], ["to", 83, 106]]); // biome-ignore format: short
  equal(strokes.find(([color]) => color === QUIET)[1], [3, 4]);
  equal(
    text.filter(([each]) => each[0] === "m"),
    [
      ["m0", 63, 12],
      ["m1", 78, 26],
      ["m2", 128, 40],
      ["m3", 153, 54],
      ["m4", 103, 12],
    ],
  );
  const many = Array.from({ length: 14 }, (_, at) => ({ epoch: 0, text: `m${at}` }));
  equal(chart({ curve: points(0, 50), marks: many }).text.filter(([each]) => each[0] === "m")[0][0], "m2");
});

test("a place of the chart is an epoch between its ends", () => {
  equal([58, 108, 158].map((x) => epochAt(x, 162, 4)), [0, 2, 4]); // biome-ignore format: short
  equal([epochAt(3, 162, 4), epochAt(161, 162, 4)], [0, 4]);
});
