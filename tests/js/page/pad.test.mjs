// The pad: a digit by hand or keyboard, an example, a test digit; what is on it, and what a link has of it.
import { toBase64 } from "../../../assets/shared/bytes.js";
import { WITHOUT } from "../../../assets/shared/mnist.js";
import { inkOfPath, makePad, testDigits } from "../../../assets/shared/pad.js";
import { enter, equal, levels, markupOf, near, ok, pointer, press, release, test, texts, type } from "./harness.mjs";

const PATHS = { 3: "M 20 20 L 260 20", 8: "M 140 40 L 140 240" };

async function pad() {
  const root = await markupOf("vae");
  let changed = 0;
  const made = makePad(root, () => {
    changed += 1;
  });
  made.examples(PATHS);
  const canvas = root.querySelector(".zoo-pad");
  canvas.style.cssText = "width: 560px; height: 280px"; // twice as wide, so that the axes are told apart
  return { root, made, canvas, changes: () => changed, at: (x, y) => levels(canvas)[280 * y + x] };
}

test("a stroke is drawn where the pointer goes, whatever the size on the screen", async () => {
  const { made, canvas, changes, at } = await pad();
  ok(made.isEmpty());
  pointer(canvas, "pointerdown", [0.25, 0.5]);
  pointer(canvas, "pointermove", [0.75, 0.5]);
  pointer(canvas, "pointerup", [0.75, 0.5]);
  pointer(canvas, "pointermove", [0.75, 0.9]);
  equal([at(70, 140), at(140, 140), at(210, 140), at(210, 240), at(140, 100)], [255, 255, 255, 0, 0]);
  equal([changes(), made.isEmpty(), made.described()], [2, false, { drawing: "70.140-210.140" }]);
});

test("only the main button draws, and a second finger does not", async () => {
  const { made, canvas } = await pad();
  pointer(canvas, "pointerdown", [0.5, 0.5], { button: 2 });
  ok(made.isEmpty());
  pointer(canvas, "pointerdown", [0.5, 0.5]);
  pointer(canvas, "pointerdown", [0.1, 0.1], { pointerId: 2 });
  pointer(canvas, "pointermove", [0.2, 0.2], { pointerId: 2 });
  pointer(canvas, "pointerup", [0.2, 0.2], { pointerId: 2 });
  pointer(canvas, "pointermove", [0.5, 0.75]);
  pointer(canvas, "pointercancel", [0.5, 0.75]);
  pointer(canvas, "pointermove", [0.9, 0.75]);
  equal(made.described(), { drawing: "140.140-140.210" });
});

test("the keyboard moves a pen that draws while Space is held, and keeps to the sheet", async () => {
  const { root, made, canvas } = await pad();
  ok(press(canvas, "ArrowRight").defaultPrevented);
  ok(made.isEmpty());
  press(canvas, " ");
  press(canvas, "ArrowDown");
  press(canvas, "ArrowLeft");
  release(canvas, " ");
  press(canvas, "ArrowUp");
  equal(made.described().drawing, "148.60-148.68-140.68");
  press(canvas, " ");
  canvas.dispatchEvent(new FocusEvent("blur"));
  press(canvas, "ArrowDown");
  equal(made.described().drawing, "148.60-148.68-140.68_140.60"); // a dot; after it the pen is up
  for (let i = 0; i < 40; i++) press(canvas, "ArrowUp");
  for (let i = 0; i < 40; i++) press(canvas, "ArrowLeft");
  const { left, top } = root.querySelector(".zoo-pad-cursor").style;
  near(Number.parseFloat(left), 10 / 2.8, 1e-3);
  near(Number.parseFloat(top), 10 / 2.8, 1e-3);
  for (let i = 0; i < 60; i++) press(canvas, "ArrowRight");
  near(Number.parseFloat(root.querySelector(".zoo-pad-cursor").style.left), 270 / 2.8, 1e-3);
  ok(!press(canvas, "x").defaultPrevented);
});

test("the first stroke takes the place of an example or a test digit, the next one adds to it", async () => {
  const { made, canvas, at } = await pad();
  made.example(PATHS[3]);
  equal([made.described(), at(100, 20)], [{ digit: "example-3" }, 255]);
  pointer(canvas, "pointerdown", [0.5, 0.5]);
  pointer(canvas, "pointerup", [0.5, 0.5]);
  equal([made.described(), at(100, 20)], [{ drawing: "140.140" }, 0]);
  pointer(canvas, "pointerdown", [0.5, 0.75]);
  pointer(canvas, "pointerup", [0.5, 0.75]);
  equal(made.described(), { drawing: "140.140_140.210" });
  made.takeTest(4);
  equal([made.described(), made.request(), made.marks], [{ digit: "test-4" }, { test: 4 }, []]);
  pointer(canvas, "pointerdown", [0.5, 0.5]);
  equal(made.described(), { drawing: "140.140" });
});

test("a cleared pad holds nothing of what was on it", async () => {
  const { root, made, canvas, at } = await pad();
  pointer(canvas, "pointerdown", [0.5, 0.5]);
  made.seen({ seen: toBase64(new Uint8Array(784).fill(9)), rebuilt: toBase64(new Uint8Array(784).fill(5)), label: 4 });
  made.failed();
  equal([root.querySelector(".zoo-pad-label").textContent, made.failure.hidden], ["labelled 4", false]);
  made.clear();
  equal([made.described(), made.isEmpty(), at(140, 140), made.failure.hidden], [{}, true, 0, true]);
  equal([root.querySelector(".zoo-pad-label").textContent, root.querySelector(".zoo-pad-rebuilt").hidden], ["", true]);
  equal(Math.max(...levels(root.querySelector(".zoo-pad-seen canvas"))), 0);
});

test("what the server saw is shown, with what came back and the label if there are any", async () => {
  const { root, made, at } = await pad();
  const seen = Uint8Array.from({ length: 784 }, (_, i) => (i === 28 * 3 + 5 ? 200 : 0));
  made.takeTest(4);
  made.seen({ seen: toBase64(seen), rebuilt: null, label: 0 });
  equal(levels(root.querySelector(".zoo-pad-seen canvas")), [...seen]);
  equal(
    [root.querySelector(".zoo-pad-label").textContent, root.querySelector(".zoo-pad-rebuilt").hidden],
    ["labelled 0", true],
  );
  equal([at(50, 30), at(59, 39), at(60, 30), at(50, 40)], [200, 200, 0, 0]); // on the pad, every pixel a square
  equal(root.querySelector(".zoo-pad-test input").value, "4");
  made.example(PATHS[8]);
  made.seen({ seen: toBase64(seen), rebuilt: toBase64(seen), label: null });
  equal([root.querySelector(".zoo-pad-label").textContent, root.querySelector(".zoo-pad-rebuilt").hidden], ["", false]);
  equal([root.querySelector(".zoo-pad-test input").value, at(140, 100), at(50, 30)], ["", 255, 0]);
});

test("the ink goes to the server at half the size, column by column in its row", async () => {
  const { made } = await pad();
  made.example(PATHS[3]); // along the top
  const { size, ink } = made.request();
  const sent = atob(ink);
  equal([size, sent.length], [140, 140 * 140]);
  equal([sent.charCodeAt(140 * 10 + 70), sent.charCodeAt(140 * 70 + 10)], [255, 0]);
  equal(inkOfPath(PATHS[3]), { size, ink });
});

test("a link's drawing, example or test digit is put on the pad, once", async () => {
  const { made, changes, at } = await pad();
  equal(made.restore({ drawing: "20.200-60.200_200.50" }, 5), true);
  equal([made.described(), changes(), at(40, 200), at(200, 50)], [{ drawing: "20.200-60.200_200.50" }, 1, 255, 255]);
  equal([made.restore({ digit: "example-8" }, 5), made.described()], [true, { digit: "example-8" }]);
  equal([made.restore({ digit: "test-4" }, 5), made.described()], [true, { digit: "test-4" }]);
  for (const digit of ["test-5", "example-7", undefined]) equal(made.restore({ digit }, 5), false, digit);
  equal(made.described(), { digit: "test-4" });
});

test("a drawing that is too long for a link is not in it", async () => {
  const { made } = await pad();
  const points = Array.from({ length: 400 }, (_, at) => `${100 + (at % 100)}.${100 + Math.floor(at / 2)}`);
  made.restore({ drawing: points.slice(0, 399).join("-") }, 0);
  ok(made.described().drawing.length <= 4000);
  made.restore({ drawing: [...points, ...points, ...points].join("-") }, 0);
  equal([made.described(), made.isEmpty()], [{}, false]);
});

test("a failed digit can be tried again, and an example says which it is", async () => {
  const { root, made, changes } = await pad();
  equal(
    Array.from(root.querySelectorAll(".zoo-pad-examples button"), (each) => each.ariaLabel),
    ["Example drawing: 3", "Example drawing: 8"],
  );
  root.querySelectorAll(".zoo-pad-examples button")[1].click();
  equal(made.described(), { digit: "example-8" });
  made.failed();
  equal(texts(root.querySelectorAll(".zoo-pad-failed button")), ["Try again"]);
  root.querySelector(".zoo-pad-failed button").click();
  equal(changes(), 2);
});

test("the number of a test digit is one that the server has", async () => {
  const { root } = await pad();
  const [taken, said] = [[], []];
  testDigits(
    root,
    { test_digits: 5, mnist: "here" },
    (index) => taken.push(index),
    (text, isError) => said.push([text, isError]),
  );
  const input = root.querySelector(".zoo-pad-test input");
  for (const value of ["4", "5", "-1", "", "1.5", "0"]) enter(input, value);
  equal(taken, [4, 0]);
  const rule = ["The number of a test digit is a whole number from 0 to 4.", true];
  equal(said, [["", undefined], rule, rule, rule, rule, ["", undefined]]); // it goes once there is such a number
  for (const part of ["1", "1.", "1.2"]) type(input, part);
  type(input, "1.2", "change");
  equal(taken, [4, 0]);
  enter(input, "0");
  taken.pop();
  equal(
    [input.max, input.getAttribute("aria-invalid"), root.querySelector(".zoo-pad-test").hidden],
    ["4", "false", false],
  );
  for (let i = 0; i < 30; i++) root.querySelector(".zoo-pad-test button").click();
  ok(taken.length === 32 && taken.every((index) => index >= 0 && index < 5));
  ok(new Set(taken).size > 2);
  ok(texts(root.querySelectorAll(".zoo-pad-without")).join("") === "");
});

test("without test digits the page says why, in one place", async () => {
  const { root } = await pad();
  const said = (model) => {
    testDigits(
      root,
      { test_digits: 0, ...model },
      () => {},
      () => {},
    );
    ok(root.querySelector(".zoo-pad-test").hidden);
    return texts(root.querySelectorAll(".zoo-pad-without"));
  };
  equal(said({ mnist: "coming" }), [WITHOUT.coming]);
  equal(said({ mnist: "absent" }), [WITHOUT.absent]);
  equal(said({}), [""]); // a data set of one's own
});
