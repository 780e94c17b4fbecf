// Buttons that copy a link to a tool, or the text that shows it alone in a page of somebody else's.
import { commented, fromBase64 } from "./bytes.js";
import { copyText, download, el, makeButton } from "./dom.js";
import { linkTo } from "./places.js";
import { address, frameOf } from "./views.js";

const TYPES = { png: "image/png", svg: "image/svg+xml", csv: "text/csv;charset=utf-8" };
const NOT_COPIED = "Your browser did not let it be copied.";

const withTab = (tab) => {
  const link = new URL(linkTo(tab));
  link.searchParams.set("tab", tab);
  return link.href.replaceAll("%2C", ",").replaceAll("%3A", ":");
};

// Copies the text of an iframe with parts of a tab, in the state that they are in. find() gives their names and a title.
export const frameButton = (tab, find, say) =>
  makeButton("Copy iframe", async () => {
    const { id, title } = find();
    const done = await copyText(frameOf(withTab(tab), id, title));
    say(done ? "Copied: paste it into a page of yours, and this part is there by itself." : NOT_COPIED, !done);
  });

// What a file says it is of: title, model, revision, seed and link.
export function aboutOf(tab, title, viewer) {
  const { model, seed } = viewer;
  const number = typeof seed === "function" ? seed() : seed;
  return {
    title,
    ...{ model: model?.name, revision: model?.revision?.slice(0, 8) },
    ...(Number.isInteger(number) ? { seed: number } : {}),
    link: withTab(tab),
  };
}

// Saves a film: a GIF in base64 that says what it is of.
export function saveGif(name, gif, about) {
  download(name, commented(fromBase64(gif), about), "image/gif");
}

// A button that saves a film as a video; make() gives {name, frames, milliseconds, about}, or null if there is none.
export function videoButton(make, say) {
  const button = makeButton("Save as video", async () => {
    const film = await make();
    if (!film) return;
    button.disabled = true;
    say("Recording the film …");
    const { videoOf } = await import("./video.js");
    const made = await videoOf(film.frames, film.milliseconds, film.about);
    button.disabled = false;
    if (!made) return say("This browser records no video; save the GIF instead.", true);
    download(`${film.name}.${made.suffix}`, made.blob, made.blob.type);
    say(`Saved ${film.name}.${made.suffix}.`);
  });
  return button;
}

// ---- the row below the tools of a strip; find() gives the one that is open, and box() its panel
export function shareRow(tab, find, box, viewer) {
  const say = (...said) => viewer.say(...said);
  const copyLink = async () => {
    const query = new URL(withTab(tab)).searchParams;
    query.set("tool", find().id);
    query.set("at", "tool");
    const done = await copyText(address(query));
    say(done ? "Link copied: it leads to this tool." : NOT_COPIED, !done);
  };
  return el(
    "div",
    { className: "zoo-row zoo-share", role: "group", "aria-label": "Take this along" },
    makeButton("Copy link to this tool", copyLink),
    frameButton(tab, find, say),
    ...saveButtons(tab, find, box, viewer),
  );
}

// Buttons that save what is in box() as a picture or as numbers.
export function saveButtons(tab, find, box, viewer) {
  const say = (...said) => viewer.say(...said);
  const save = (suffix) => async () => {
    const { id, title } = find();
    const name = `${viewer.model.name}-${id}.${suffix}`;
    const content = await fileOf(suffix, box(), aboutOf(tab, title, viewer));
    if (!content) return say("There are no numbers or pictures in it to save.", true);
    download(name, content, TYPES[suffix]);
    say(`Saved ${name}.`);
  };
  const saving = (suffix) =>
    Object.assign(makeButton(suffix.toUpperCase(), save(suffix)), {
      ariaLabel: `Save this figure as ${suffix.toUpperCase()}`,
    });
  return ["png", "svg", "csv"].map(saving);
}

async function fileOf(suffix, box, about) {
  const { csvOf, pngOf, rowsOf, svgOf } = await import("./figure.js");
  if (suffix === "csv") {
    const rows = rowsOf(box);
    return rows.length ? csvOf(rows, about) : null;
  }
  const drawn = svgOf(box, about);
  return suffix === "png" ? pngOf(drawn, about) : new Blob([drawn.text], { type: "image/svg+xml" });
}
