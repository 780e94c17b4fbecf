// Figures of a training over its epochs, with a mark for each change.

import { axes, plot, polyline, ticks } from "../plot.js";
import { say } from "../say.js";

const SECOND = "#3b82f6";
const DASHES = [5, 4]; // of the run beside it
const FEWEST = 1; // epochs that the chart has room for at least
const MARKS = 12; // the latest changes that are marked
const [LEFT, RIGHT] = [58, 4]; // room beside the epochs

// The epoch at a place of such a chart of `last` epochs, `x` pixels from its left end.
export const epochAt = (x, width, last) => Math.min(1, Math.max(0, (x - LEFT) / (width - LEFT - RIGHT))) * last;

// `curve`, `before`, the run that was given up, and `other`, the run beside it, are lists of points with `epoch` and
// figures; `marks` of {epoch, text}.
// `lines` names the figures that are drawn and the colour of each, "accent", "second" or another of the page's. `range` is
// that of the chart, if it is not the figures' with some `room`.
export function drawCurves(
  canvas,
  { curve, before, marks, place, other = null },
  lines,
  { range = null, room: least = 2 } = {},
) {
  plot(canvas, (context, width, height, color) => {
    const behind = other ?? before;
    const points = [...curve, ...behind];
    const values = points.flatMap((point) => lines.map(([name]) => point[name])).filter(Number.isFinite);
    if (!values.length) return;
    const ends = [Math.min(...values), Math.max(...values)];
    const room = Math.max(least, 0.06 * (ends[1] - ends[0]));
    const [low, high] = range ?? [ends[0] - room, ends[1] + room];
    const last = Math.max(FEWEST, place, ...points.map(({ epoch }) => epoch));
    const [left, bottom] = [LEFT, height - 20];
    const x = (epoch) => left + ((width - left - RIGHT) * epoch) / last;
    const y = (value) => 6 + (bottom - 6) * (1 - (value - low) / (high - low));
    axes(context, { width, left, color, levels: ticks(low, high, 4), y });
    markings(context, marks.slice(-MARKS), { x, bottom, color, width });
    const line = (shown, name) => {
      const sound = shown.filter((point) => Number.isFinite(point[name]));
      polyline(
        context,
        sound.map((point) => point[name]),
        (i) => x(sound[i].epoch),
        y,
      );
    };
    for (const [name, tint] of lines) {
      context.strokeStyle = tint === "second" ? SECOND : color(tint);
      Object.assign(context, other ? { lineWidth: 2 } : { globalAlpha: 0.35, lineWidth: 1.2 });
      if (other) context.setLineDash(DASHES);
      line(behind, name);
      context.setLineDash([]);
      Object.assign(context, { globalAlpha: 1, lineWidth: 2 });
      line(curve, name);
    }
    context.fillStyle = color("quiet");
    context.fillText(say("epoch 0"), left, height - 7);
    context.textAlign = "right";
    context.fillText(last < 10 ? say(String(Number(last.toFixed(1)))) : last.toFixed(0), width - 4, height - 7);
  });
}

function markings(context, marks, { x, bottom, color, width }) {
  context.setLineDash([3, 4]);
  context.strokeStyle = context.fillStyle = color("quiet");
  marks.forEach(({ epoch, text }, at) => {
    context.beginPath();
    context.moveTo(x(epoch), 4);
    context.lineTo(x(epoch), bottom);
    context.stroke();
    const isRight = x(epoch) > width / 2;
    context.textAlign = isRight ? "right" : "left";
    context.fillText(say(text), x(epoch) + (isRight ? -5 : 5), 12 + 14 * (at % 4));
  });
  context.setLineDash([]);
  context.textAlign = "left";
}
