// Saving the texts: copy or save either of them, and a link that writes the same text again.
import { copyLink, copyText, download, el, makeButton } from "../shared/dom.js";
import { short } from "../shared/maths.js";
import { frameButton } from "../shared/sharing.js";
import { address } from "../shared/views.js";
import { byWord } from "./models.js";
import { COPIED, NOT_COPIED } from "./sentences.js";

// The address of this page with what it shows.
export const linkTo = ({ model, seed, manner, length, opening, whose, twist, tool, compared }) => {
  const { temperature, top_k, top_p } = manner();
  const query = new URLSearchParams({
    tab: "shakespeare",
    model: model.name,
    revision: model.revision.slice(0, 8),
    seed: String(seed),
    temperature: String(short(temperature)),
  });
  if (top_k) query.set("top_k", top_k);
  query.set("top_p", String(short(top_p)));
  query.set("length", length);
  if (opening && !byWord(model)) query.set("opening", opening);
  for (const [name, value] of Object.entries(whose)) if (value) query.set(name, value);
  query.set("modern", String(short(twist.modern)));
  query.set("slang", String(short(twist.slang)));
  if (tool) query.set("tool", tool);
  if (tool === "use") for (const [name, value] of Object.entries(compared ?? {})) query.set(name, value);
  return address(query);
};

// Buttons in `box` to copy and save one column; `content()` is its text, "" or null if there is none.
export const addTake = (box, what, content, name, say) => {
  const have = (act) => () => {
    const text = content();
    if (text) act(text);
    else
      say(text === null ? "The twist is not finished yet; wait a moment." : "There is no text yet; press Write.", true);
  };
  const copy = async (text) => {
    const done = await copyText(text);
    say(done ? COPIED : NOT_COPIED, !done);
  };
  const save = (text) => {
    download(name(), text.endsWith("\n") ? text : `${text}\n`, "text/plain;charset=utf-8");
    say(`Saved ${name()}.`);
  };
  const named = (made, label) => Object.assign(made, { ariaLabel: `${label} ${what}` });
  box.append(named(makeButton("Copy", have(copy)), "Copy"), named(makeButton("Save .txt", have(save)), "Save"));
};

// The link in `box`, with a note on what a link cannot hold; returns refresh().
export const linkField = (box, viewer) => {
  const field = el("input", { type: "text", readOnly: true, className: "zoo-link", "aria-label": "Link to this text" });
  field.addEventListener("focus", () => field.select());
  const caption = el("p", { className: "shakespeare-caption" });
  const refresh = () => {
    box.hidden = !viewer.model;
    if (!viewer.model) return;
    field.value = linkTo(viewer);
    caption.textContent = viewer.own
      ? "The link leads to the model’s text; your own English is not in it."
      : viewer.moved
        ? "The link has seed, dials and opening, but not the z that was set by hand: it leads to the text from the seed’s own z."
        : "The link writes the same text again: same model, seed, dials and opening.";
  };
  const copy = () => {
    refresh();
    copyLink(field, field.value, viewer.say);
  };
  const frame = frameButton("shakespeare", () => ({ id: "read", title: "A text and its twist" }), viewer.say);
  box.append(el("div", { className: "zoo-row" }, field, makeButton("Copy link", copy), frame), caption);
  return refresh;
};
