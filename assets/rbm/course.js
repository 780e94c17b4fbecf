// The training timeline: what units, digits and chains looked like while this machine learned.
import { later } from "../shared/later.js";
import { hues, legend } from "./pictures.js";

const [ZERO, NEAR] = [127.5, 8.5]; // the grey of a weight of 0, of which the two nearest levels stand for about 0

// Greys of filters in the two colours of the tab, and nothing in the gaps between them.
function paint(canvas, { size, gap }) {
  const pen = canvas.getContext("2d");
  const [less, none, more] = hues();
  const image = pen.getImageData(0, 0, canvas.width, canvas.height);
  const isGap = (place) => place % (size + gap) >= size;
  for (let at = 0; at < image.data.length; at += 4) {
    if (isGap((at / 4) % canvas.width) || isGap(Math.floor(at / 4 / canvas.width))) continue;
    const apart = Math.abs(image.data[at] - ZERO);
    const full = image.data[at] < ZERO ? less : more;
    const share = (Math.max(0, apart - NEAR) / (ZERO - NEAR)) ** 0.8; // as in paintFilter
    for (let part = 0; part < 3; part++) image.data[at + part] = none[part] + (full[part] - none[part]) * share;
  }
  pen.putImageData(image, 0, 0);
}

export const tool = {
  id: "timeline",
  title: "Training timeline",
  lead:
    "Watch this machine learn: its filters, and what it made of the same test digits, at moments of its training, from " +
    "before it began to its last epoch (one pass through all training digits). Move the slider, or press Play.",
  applies: ({ timeline }) => Boolean(timeline),
  make: (box, viewer) =>
    later(
      async () => {
        const { make } = await import("../shared/timeline.js");
        return { make: () => make(box, viewer, { filters: { paint, legend: () => [legend()] } }) };
      },
      box,
      viewer,
    ),
};
