// A chart that is pressed: the place within its axes, which begin to the right of the numbers.
import { Chart } from "../../../assets/gan/chart.js";
import { element, equal, near, pointer, test } from "./harness.mjs";

const LEFT = 46; // room for the numbers of a wide chart, in CSS pixels
const RIGHT = 8;

test("a press picks the place within the axes, and none beyond their ends", () => {
  const found = [];
  const chart = new Chart("losses", "", (x) => found.push(x));
  element("").append(chart.canvas);
  chart.canvas.style.cssText = "width: 600px; height: 200px";
  pointer(chart.canvas, "pointerdown", [0.5, 0.5]);
  equal(found, []); // nothing is drawn yet
  chart.show({ x: [2, 12], y: [0, 1], lines: [] });
  const inside = 600 - LEFT - RIGHT;
  for (const share of [0, 0.25, 1]) pointer(chart.canvas, "pointerdown", [(LEFT + share * inside) / 600, 0.5]);
  pointer(chart.canvas, "pointermove", [0, 0.5]);
  pointer(chart.canvas, "pointermove", [1, 0.5]);
  pointer(chart.canvas, "pointermove", [0.5, 0.5], { buttons: 0 });
  [2, 4.5, 12, 2, 12].forEach((wanted, at) => {
    near(found[at], wanted, 0.02);
  });
  equal(found.length, 5);
});
