// A presentation (present=1): large type, and one part of a tab at a time. The address has the part that is shown.
import { arrange, tabs } from "./alone.js";
import { el, makeButton } from "./dom.js";
import { isHidden, now } from "./views.js";

const KEYS = { PageDown: 1, PageUp: -1 }; // those of a clicker, too
const HINT = "Page Down and Page Up, or the keys of a clicker, lead from part to part; Escape leaves.";
let bar = null;

const inView = () =>
  [...document.querySelectorAll("[id^=tab-][role=tabpanel]")].find((each) => each.getClientRects().length);
const wants = (part, tab) => now().show.some((name) => name === part || name === `${tab}.${part}`);

// The whole tab, then each of its parts that is there for this model: [name, title].
export function slides(panel, tab, { title, cards, tools }) {
  const isThere = (part) => !isHidden(tab, part);
  const hasCard = (part) =>
    [...panel.querySelectorAll(`[data-part=${part}]`)].some((each) => !each.hidden && !each.closest("[hidden]"));
  const shown = Object.entries(cards).filter(([part]) => isThere(part) && hasCard(part));
  const opened = Object.entries(tools).filter(([part]) => panel.querySelector(`#${tab}-tab-${part}`));
  return [["", title], ...shown, ...opened];
}

async function here() {
  const panel = inView();
  const tab = panel?.id.replace(/^tab-/, "");
  const all = await tabs();
  if (!all[tab]) return null;
  const list = slides(panel, tab, all[tab]);
  const at = Math.max(
    0,
    list.findIndex(([part]) => part && wants(part, tab)),
  );
  return { panel, tab, list, at };
}

function address(change) {
  const query = new URLSearchParams(location.search);
  change(query);
  history.replaceState(history.state, "", `?${String(query).replaceAll("%2C", ",")}${location.hash}`);
}

async function go(by) {
  const place = await here();
  if (!place) return;
  const { panel, tab, list } = place;
  const next = Math.min(list.length - 1, Math.max(0, place.at + by));
  const [part] = list[next];
  address((query) => (part ? query.set("show", `${tab}.${part}`) : query.delete("show")));
  await arrange(panel.querySelector("section").parentElement, tab);
  scrollTo(0, 0);
  await tell();
}

// The tool of the strip, or the mode, that is shown.
function open(panel, tab, part) {
  if (!part) return;
  const button = panel.querySelector(
    `#${tab}-tab-${part}[aria-selected=false], [data-mode=${part}][aria-pressed=false]`,
  );
  /** @type {HTMLElement | null} */ (button)?.click();
}

async function tell() {
  const place = await here();
  if (!place || !bar) return;
  const { panel, tab, list, at } = place;
  open(panel, tab, list[at][0]);
  bar.said.textContent = `${list[at][1]}: ${at + 1} of ${list.length}`;
  bar.back.disabled = at === 0;
  bar.on.disabled = at === list.length - 1;
}

function leave() {
  address((query) => {
    query.delete("present");
    query.delete("show");
  });
  location.reload();
}

// Begins when the first tab has come; another one that comes, or goes in view, is told in the bar.
export function present(root) {
  const strip = root.querySelector(".zoo-tabs"); // another model may have other tools
  if (strip) new MutationObserver(() => tell()).observe(strip, { childList: true });
  if (bar) return void tell();
  const named = (text, label, press) => Object.assign(makeButton(text, press), { ariaLabel: label });
  const [back, on] = [named("‹", "Part before", () => go(-1)), named("›", "Next part", () => go(1))];
  const said = el("span", { role: "status" });
  const box = el("div", { className: "zoo-present-bar", role: "toolbar", "aria-label": "Presentation", title: HINT });
  box.append(back, said, on, makeButton("Leave", leave));
  (document.querySelector(".gradio-container") ?? document.body).append(box);
  bar = { back, on, said };
  addEventListener("keydown", key);
  const list = document.querySelector(".tab-container[role=tablist]");
  if (list) new MutationObserver(() => tell()).observe(list, { subtree: true, attributeFilter: ["aria-selected"] });
  tell();
}

function key(event) {
  if (event.key in KEYS && !event.target.closest("textarea, dialog")) {
    event.preventDefault();
    go(KEYS[event.key]);
  } else if (event.key === "Escape" && !document.querySelector("dialog[open], .zoo-tour, :popover-open")) leave();
}
