// What a tool shows as a figure to take along: SVG, PNG at twice the size, and the numbers in it as CSV. Each file says
// which model, revision, seed and link it is of.
import { el } from "./dom.js";
import { english } from "./say.js";
import { crc32 } from "./zip.js";

const NS = "http://www.w3.org/2000/svg";
const MARGIN = 16;
const LEFT_OUT = ".zoo-share, .zoo-unseen, .zoo-tool-lead, input, select, textarea, option, [hidden]";
const DRAWN = [
  "fill",
  "stroke",
  "stroke-width",
  "stroke-dasharray",
  "opacity",
  "font-size",
  "font-family",
  "font-weight",
  "text-anchor",
];

const svg = (tag, attributes = {}, ...children) => {
  const made = document.createElementNS(NS, tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, String(value));
  made.append(...children);
  return made;
};
const round = (value) => Math.round(10 * value) / 10;

// A colour as every program reads it, [#rrggbb, opacity].
const known = new Map();
function colorOf(text) {
  if (!known.has(text)) {
    const context = el("canvas", { width: 1, height: 1 }).getContext("2d", { willReadFrequently: true });
    context.fillStyle = text;
    context.fillRect(0, 0, 1, 1);
    const [r, g, b, a] = context.getImageData(0, 0, 1, 1).data;
    known.set(text, [`#${[r, g, b].map((each) => each.toString(16).padStart(2, "0")).join("")}`, a / 255]);
  }
  return known.get(text);
}

// ---- the page's elements as those of an SVG
function boxOf(style, { x, y, width, height }) {
  const [fill, opacity] = colorOf(style.backgroundColor);
  const border = Number.parseFloat(style.borderTopWidth) && Number.parseFloat(style.borderLeftWidth);
  if (!opacity && !border) return [];
  const [stroke] = colorOf(style.borderTopColor);
  const line = border ? { stroke, "stroke-width": border } : {};
  const radius = Math.min(Number.parseFloat(style.borderTopLeftRadius) || 0, height / 2);
  return [svg("rect", { x, y, width, height, rx: radius, fill, "fill-opacity": opacity, ...line })];
}

function pictureOf(canvas, { x, y, width, height }) {
  const still = getComputedStyle(canvas).imageRendering === "pixelated" ? { style: "image-rendering: pixelated" } : {};
  return canvas.width
    ? [svg("image", { x, y, width, height, preserveAspectRatio: "none", href: canvas.toDataURL(), ...still })]
    : [];
}

function drawingOf(drawing, { x, y, width, height }) {
  const copy = /** @type {SVGElement} */ (drawing.cloneNode(true));
  const [from, to] = [drawing, copy].map((each) => [each, ...each.querySelectorAll("*")]);
  from.forEach((each, i) => {
    const style = getComputedStyle(each);
    for (const name of DRAWN) to[i].setAttribute(name, style.getPropertyValue(name));
    to[i].removeAttribute("class");
  });
  for (const [name, value] of Object.entries({ x, y, width, height })) copy.setAttribute(name, String(value));
  return [copy];
}

// The words of a text, each line of them by itself.
function linesOf(node, at) {
  const lines = [];
  const range = document.createRange();
  for (const { 0: word, index } of node.data.matchAll(/\S+/g)) {
    range.setStart(node, index);
    range.setEnd(node, index + word.length);
    const place = range.getBoundingClientRect();
    if (!place.width) continue;
    const last = lines.at(-1);
    if (last && Math.abs(last.place.top - place.top) < 2) last.words.push(word);
    else lines.push({ place, words: [word] });
  }
  const style = getComputedStyle(node.parentElement);
  const [fill] = colorOf(style.color);
  const font = { fill, "font-size": style.fontSize, "font-family": style.fontFamily, "font-weight": style.fontWeight };
  return lines.map(({ place, words }) => {
    const { x, y, height } = at(place);
    return svg("text", { x, y: round(y + 0.78 * height), ...font }, words.join(" "));
  });
}

const isSeen = (each) =>
  !each.matches(LEFT_OUT) && each.getClientRects().length > 0 && getComputedStyle(each).visibility !== "hidden";
const isControl = (each) => each.matches("button, label") && !each.querySelector("canvas, svg");

function* partsOf(node, at) {
  for (const each of node.childNodes) {
    if (each instanceof Text) yield* linesOf(each, at);
    if (!(each instanceof Element) || !isSeen(each) || isControl(each)) continue;
    const place = at(each.getBoundingClientRect());
    if (each instanceof HTMLCanvasElement) yield* pictureOf(each, place);
    else if (each instanceof SVGSVGElement) yield* drawingOf(each, place);
    else {
      yield* boxOf(getComputedStyle(each), place);
      yield* partsOf(each, at);
    }
  }
}

// {text, width, height} of the figure in `box`; `about` is {title, model, revision, seed, link}.
export function svgOf(box, about) {
  const frame = box.getBoundingClientRect();
  const at = ({ left, top, width, height }) => ({
    ...{ x: round(left - frame.left + MARGIN), y: round(top - frame.top + MARGIN) },
    ...{ width: round(width), height: round(height) },
  });
  const parts = [...partsOf(box, at)];
  const ends = parts.map((each) => Number(each.getAttribute("y")) + Number(each.getAttribute("height") ?? 4));
  const tops = parts.map((each) => Number(each.getAttribute("y")) - (each.tagName === "text" ? 16 : 0));
  const [top, end] = [Math.min(...tops, frame.height), Math.max(...ends, 0)]; // without what was left out
  const [width, height] = [Math.ceil(frame.width + 2 * MARGIN), Math.ceil(end - top + 2 * MARGIN + 18)];
  const [back] = colorOf(getComputedStyle(box).getPropertyValue("--zoo-panel").trim() || "#fff");
  const [quiet] = colorOf(getComputedStyle(box).getPropertyValue("--zoo-quiet").trim() || "#555");
  const root = svg("svg", { xmlns: NS, width, height, viewBox: `0 0 ${width} ${height}` });
  root.append(
    svg("title", {}, about.title),
    svg("desc", {}, JSON.stringify(about)),
    svg("rect", { width, height, fill: back }),
    svg("g", { transform: `translate(0 ${round(MARGIN - top)})` }, ...parts),
    svg(
      "text",
      { x: MARGIN, y: height - 9, fill: quiet, "font-size": 11, "font-family": "sans-serif" },
      captionOf(about),
    ),
  );
  return { text: new XMLSerializer().serializeToString(root), width, height };
}

export const captionOf = ({ title, model, revision, seed }) =>
  [title, model, revision && `revision ${revision}`, seed !== undefined && `seed ${seed}`].filter(Boolean).join(" · ");

// ---- PNG
export async function pngOf({ text, width, height }, about, scale = 2) {
  const picture = new Image();
  picture.src = URL.createObjectURL(new Blob([text], { type: "image/svg+xml" }));
  await picture.decode();
  URL.revokeObjectURL(picture.src);
  const canvas = el("canvas", { width: width * scale, height: height * scale });
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  const blob = await new Promise((done) => canvas.toBlob(done, "image/png"));
  return tagged(new Uint8Array(await blob.arrayBuffer()), about);
}

// A PNG with what it is of, as texts (iTXt chunks) behind its header.
export function tagged(png, about) {
  const at = 33; // the signature and the header
  const chunks = Object.entries({ Title: about.title, Source: about.link, Comment: JSON.stringify(about) }).map(
    ([key, value]) => chunk("iTXt", new TextEncoder().encode(`${key}\0\0\0\0\0${value ?? ""}`)),
  );
  return new Blob([png.subarray(0, at), ...chunks, png.subarray(at)], { type: "image/png" });
}

function chunk(name, content) {
  const bytes = new Uint8Array(content.length + 12);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, content.length);
  bytes.set(new TextEncoder().encode(name), 4);
  bytes.set(content, 8);
  view.setUint32(content.length + 8, crc32(bytes.subarray(4, content.length + 8)));
  return bytes;
}

// ---- CSV
const quoted = (value) => (/[",\n]/.test(String(value)) ? `"${String(value).replaceAll('"', '""')}"` : String(value));

// Rows of values as CSV, below lines that say what they are of.
export const csvOf = (rows, about) => {
  const told = Object.entries(about).filter(([, value]) => value !== undefined && value !== null);
  const head = told.map(([key, value]) => `# ${key}: ${value}`);
  return `${[...head, ...rows.map((row) => row.map(quoted).join(","))].join("\n")}\n`;
};

// The rows of what is in `box`: its tables, what its elements say of themselves (`numbers`, see dom.js), the lines of its
// charts (`series` of a canvas, see plot.js), and the grey levels of its small pictures, row by row.
export function rowsOf(box) {
  const rows = [];
  for (const table of box.querySelectorAll("table")) {
    if (!table.getClientRects().length) continue;
    for (const row of table.rows)
      rows.push([...row.cells].map((cell) => english(cell.innerText.replaceAll(/\s+/g, " ").trim(), cell)));
  }
  for (const each of box.querySelectorAll(".zoo-numbers"))
    if (each.getClientRects().length) rows.push(...each.numbers());
  for (const [index, canvas] of [...box.querySelectorAll("canvas")].entries()) {
    if (!canvas.getClientRects().length || !canvas.width || canvas.numbers) continue;
    const name = canvas.closest("[aria-label]:not(.zoo-tool)")?.ariaLabel || `picture ${index + 1}`;
    if (canvas.series) canvas.series.forEach((each, i) => rows.push([name, `line ${i + 1}`, ...each]));
    else if (canvas.height <= 64) rows.push(...greyOf(canvas).map((each, i) => [name, `row ${i + 1}`, ...each]));
  }
  return rows;
}

function greyOf(canvas) {
  const { data, width, height } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  return Array.from({ length: height }, (_, y) => Array.from({ length: width }, (_, x) => data[4 * (y * width + x)]));
}
