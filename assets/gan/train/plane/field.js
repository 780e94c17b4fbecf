// The plane on a canvas: the critic's landscape, the generator's grid, points of both kinds, and what pulls them.

import { plot } from "../../../shared/plot.js";
import { say } from "../../../shared/say.js";
import { OBJECTIVES } from "../objectives.js";
import { contour, heights } from "./landscape.js";
import { MESH, REACH, SIDE } from "./training.js";

const LEVELS = [-0.8, -0.6, -0.4, -0.2, 0, 0.2, 0.4, 0.6, 0.8];
const [TINT, BEND] = [0.62, 0.7]; // of the surest places, and how much sooner others are tinted
const [LONGEST, HALF] = [0.2, 0.8]; // an arrow's length for any pull, and the pull that has half of it
const [THICK, FEW] = [0.55, 0.0016]; // of a cell of the grid: how dense at most, and the area that has half of it

// Where points of the plane are on a canvas of this `size`.
const viewOf = (context, size, color) => ({
  ...{ context, size, color },
  x: (value) => ((value / REACH + 1) * size) / 2,
  y: (value) => ((1 - value / REACH) * size) / 2,
});

// `layers` says which of land, mesh, pulls, real and fake are drawn.
export function drawField(canvas, frame, layers) {
  plot(canvas, (context, size, _, color) => {
    const view = viewOf(context, size, color);
    if (layers.land) land(view, frame);
    if (layers.mesh) mesh(view, frame.mesh);
    if (layers.real) dots(view, frame.real, color("real"), 2.1);
    if (layers.fake) dots(view, frame.fake, color("fake"), 2.5);
    if (layers.pulls) pulls(view, frame);
  });
}

// What stands on it while nothing is drawn by hand.
export function drawEmpty(canvas, text, dotted) {
  plot(canvas, (context, size, _, color) => {
    const view = viewOf(context, size, color);
    dots(view, dotted.flat(), color("real"), 4);
    if (dotted.length) return;
    Object.assign(context, {
      font: "600 17px Inter, system-ui, sans-serif",
      textAlign: "center",
      fillStyle: color("quiet"),
    });
    context.fillText(say(text), size / 2, size / 2);
  });
}

// Where on the plane a pointer is, [x, y].
export function placeOf(canvas, event) {
  const box = canvas.getBoundingClientRect();
  const share = [(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height];
  return [REACH * (2 * share[0] - 1), REACH * (1 - 2 * share[1])];
}

// ---- the critic's landscape
const scratch = { canvas: null };
function land({ context, size, color }, { land: scores, scores: shown, settings }) {
  const high = heights(scores, shown, OBJECTIVES[settings.objective].zero);
  const [paper, real, fake] = ["panel", "real", "fake"].map((name) => rgb(color(name)));
  scratch.canvas ??= Object.assign(document.createElement("canvas"), { width: SIDE, height: SIDE });
  const image = new ImageData(SIDE, SIDE);
  high.forEach((height, at) => {
    const towards = height > 0 ? real : fake;
    const much = TINT * Math.abs(height) ** BEND;
    for (let i = 0; i < 3; i++) image.data[4 * at + i] = paper[i] + much * (towards[i] - paper[i]);
    image.data[4 * at + 3] = 255;
  });
  scratch.canvas.getContext("2d").putImageData(image, 0, 0);
  context.imageSmoothingQuality = "low"; // as good here, at a third of the time
  context.drawImage(scratch.canvas, 0.5, 0.5, SIDE - 1, SIDE - 1, 0, 0, size, size); // places are at the pixels' middles
  lines(context, high, size / (SIDE - 1), color);
}

function lines(context, high, scale, color) {
  context.strokeStyle = color("ink");
  for (const level of LEVELS) {
    context.globalAlpha = level ? 0.13 : 0.5;
    context.lineWidth = level ? 0.8 : 1.3;
    context.beginPath();
    for (const [a, b, c, d] of contour(high, SIDE, level)) {
      context.moveTo(a * scale, b * scale);
      context.lineTo(c * scale, d * scale);
    }
    context.stroke();
  }
  context.globalAlpha = 1;
}

function rgb(text) {
  const found = text.match(/^#(..)(..)(..)$/);
  return found ? found.slice(1).map((part) => Number.parseInt(part, 16)) : [128, 128, 128];
}

// ---- the generator's grid
// Cells that were pressed together are dense: as many of the points fall into each.
function mesh({ context, color, x, y }, knots) {
  const at = (row, column) => 2 * (row * MESH + column);
  const corner = (place) => [knots[place], knots[place + 1]];
  context.fillStyle = context.strokeStyle = color("fake");
  for (let row = 0; row < MESH - 1; row++) {
    for (let column = 0; column < MESH - 1; column++) {
      const corners = [at(row, column), at(row, column + 1), at(row + 1, column + 1), at(row + 1, column)].map(corner);
      context.globalAlpha = (THICK * FEW) / (FEW + area(corners));
      context.beginPath();
      for (const [px, py] of corners) context.lineTo(x(px), y(py));
      context.fill();
    }
  }
  context.globalAlpha = 0.42;
  context.lineWidth = 0.7;
  context.beginPath();
  for (let line = 0; line < MESH; line++) {
    for (const place of [(step) => at(line, step), (step) => at(step, line)]) {
      for (let step = 0; step < MESH; step++) {
        const [px, py] = corner(place(step));
        context[step ? "lineTo" : "moveTo"](x(px), y(py));
      }
    }
  }
  context.stroke();
  context.globalAlpha = 1;
}

const area = (corners) =>
  Math.abs(corners.reduce((sum, [x, y], i) => sum + x * corners[(i + 1) % 4][1] - y * corners[(i + 1) % 4][0], 0)) / 2;

// ---- points and what pulls them
function dots({ context, color, x, y }, points, tint, radius) {
  context.fillStyle = tint;
  context.strokeStyle = color("panel");
  context.lineWidth = 1;
  for (let at = 0; at < points.length; at += 2) {
    context.beginPath();
    context.arc(x(points[at]), y(points[at + 1]), radius, 0, 2 * Math.PI);
    context.fill();
    context.stroke();
  }
}

// An arrow for every second point: the longer, the more its place should change for the generator's loss.
function pulls({ context, color, x, y, size }, { fake, pulls: all }) {
  context.strokeStyle = context.fillStyle = color("ink");
  context.globalAlpha = 0.75;
  context.lineWidth = 1.1;
  const head = Math.max(3, size / 130);
  for (let at = 0; at < fake.length; at += 4) {
    const strength = Math.hypot(all[at], all[at + 1]);
    const length = (LONGEST * strength) / (HALF + strength);
    if (!(length > 0.008)) continue;
    const way = [all[at] / strength, all[at + 1] / strength];
    const [fromX, fromY] = [x(fake[at]), y(fake[at + 1])];
    const [toX, toY] = [x(fake[at] + length * way[0]), y(fake[at + 1] + length * way[1])];
    context.beginPath();
    context.moveTo(fromX, fromY);
    context.lineTo(toX, toY);
    context.stroke();
    context.beginPath(); // the y axis of a canvas points down
    context.moveTo(toX + head * way[0], toY - head * way[1]);
    context.lineTo(toX + head * 0.6 * way[1], toY + head * 0.6 * way[0]);
    context.lineTo(toX - head * 0.6 * way[1], toY - head * 0.6 * way[0]);
    context.fill();
  }
  context.globalAlpha = 1;
}
