// Back and Forward in the browser lead through the tabs, models and tools that a hand has gone to: each is an entry of
// the browser's history. An entry that is left keeps the link to what was there, the tool and how far the page was
// scrolled, so that all comes back that these can hold.
import { stayAtHeight } from "./stay.js";
import { STAYING } from "./views.js";

const parts = new Map(); // by the tab's name, its component: {link, follow}
const strips = new Map(); // by the tab's name, its tools: {open(), go(tool)}
const inView = new Map(); // by the tab's name, the visit in which it was seen last: in that one it is as it was left
// tabs of whose model the server failed before their component was there
const missed = new Set();
// by its number, {link, tool, height} of an entry that Back or Forward led away from: its address is out of reach
const left = new Map();
// The entry in view: its number, and that of the first one with this tab and model; its address. Nothing where there is no
// page, as in tests of what imports this.
let at = globalThis.history?.state?.zoo ?? 0;
let visit = globalThis.history?.state?.visit ?? at;
let here = globalThis.location?.search ?? "";
let shown = null; // its tab, once a component is there
let led = []; // the tabs that Back and Forward have opened, of which Gradio has yet to tell
// the link of the tab as a hand pressed another model: when Gradio tells of it, that may be there already
let pressed = "";

// A tab's component. link() is the address of what it shows, "" before that; follow() has it show what the page's
// address says; failed() says that the server failed at a model.
export function join(element, part) {
  const tab = element.closest("[role=tabpanel]")?.id.replace(/^tab-/, "");
  if (!tab) return; // a component without tabs around it
  parts.set(tab, part);
  if (missed.delete(tab)) part.failed();
  shown ??= tab;
  if (tab === shown) inView.set(tab, visit);
}

// The tools of a tab, or its modes: open() is the name of the one that is open, go() opens one.
export const joinTools = (tab, strip) => strips.set(tab, strip);

// The server was asked for a model of a tab and failed, or was not reached (see unreachable.js).
export function failed(tab) {
  if (parts.has(tab)) parts.get(tab).failed();
  else missed.add(tab);
}

// A tab was opened, or a model of it chosen: by a hand, by a link, or by Back.
export function went(tab, isModel = false) {
  const told = isModel ? -1 : led.indexOf(tab);
  led = led.slice(told + 1);
  if (told >= 0) return; // maybe late: Back may have led on to another one meanwhile
  const isByHand = /** @type {*} */ (window).zooTouched; // see tabs/shared/opening.py
  if (isByHand && (isModel || tab !== shown)) {
    const model = /** @type {HTMLInputElement | null} */ (
      document.querySelector(`#tab-${tab} .zoo-models input:checked`)
    );
    visit = at + 1;
    add(isModel ? pressed : linkOf(shown), search({ tab, ...(model ? { model: model.value } : {}) }));
  }
  shown = tab;
  inView.set(tab, visit);
}

// A hand is about to open a tool of the tab in view; `given` is what its address then has instead of the present link's.
export function stepTo(tab, tool, given = null) {
  if (tab !== shown || strips.get(tab)?.open() === tool) return;
  const link = linkOf(tab);
  const values = given ?? { ...Object.fromEntries(new URLSearchParams(link)), tool };
  add(link, search({ tab, ...values }), tool);
}

globalThis.addEventListener?.(
  "click", // arrow keys click, too
  ({ target }) => {
    if (/** @type {Element} */ (target).closest(".zoo-models")) pressed = linkOf(shown);
  },
  true,
);

const toolOf = (tab) => strips.get(tab)?.open();

// An entry for what comes next; the one in view keeps its link.
function add(link, address, tool) {
  const { visit: own = at } = history.state ?? {};
  history.replaceState({ zoo: at, visit: own, tool: toolOf(shown), height: scrollY }, "", link || location.href);
  here = address;
  history.pushState({ zoo: ++at, visit, tool }, "", here);
  for (const number of left.keys()) if (number >= at) left.delete(number);
}

globalThis.addEventListener?.("popstate", ({ state }) => {
  if (state?.zoo === undefined) return; // an entry of somebody else's
  const before = visit;
  left.set(at, { link: linkOf(shown), tool: toolOf(shown), height: scrollY });
  at = state.zoo;
  visit = state.visit ?? at;
  const { link, tool = state.tool, height = state.height } = left.get(at) ?? {};
  if (link) history.replaceState(state, "", link);
  left.delete(at); // from now on its address is the newest
  here = location.search;
  if (visit === before) strips.get(shown)?.go(tool);
  else comeBack(new URLSearchParams(here).get("tab") ?? shown, tool);
  if (height !== undefined) stayAtHeight(height);
});

function comeBack(tab, tool) {
  const isAsItWas = inView.get(tab) === visit;
  const isThere = tab === shown;
  shown = tab;
  inView.set(tab, visit);
  const other = isThere ? null : button(tab);
  if (other) led.push(tab);
  other?.click();
  if (!isAsItWas)
    parts.get(tab)?.follow(); // one that is not there yet asks the server itself
  else if (tool) strips.get(tab)?.go(tool);
}

// The button of a tab; on a narrow window it may be in Gradio's menu of further tabs.
function button(tab) {
  const further = /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(".overflow-dropdown button"));
  const own = /** @type {HTMLElement | null} */ (document.querySelector(`[role=tab][data-tab-id="${tab}"]`));
  return own ?? [...further].find((each) => each.textContent.trim().toLowerCase() === tab);
}

// What the tab shows, as an address; "" while the model of the entry has not arrived.
function linkOf(tab) {
  const link = parts.get(tab)?.link();
  if (!link) return "";
  const wanted = new URLSearchParams(here).get("model");
  const given = new URL(link).searchParams;
  return wanted && wanted !== given.get("model") ? "" : search({ tab, ...Object.fromEntries(given) });
}

// What the switch of languages opens again.
/** @type {*} */ (globalThis).zooAddress = () => linkOf(shown);

// The address of what a tab shows.
export const linkTo = (tab) => parts.get(tab)?.link() || `${location.origin}${location.pathname}?tab=${tab}`;

// The query of an address, with what Gradio has in the present one and what stays there.
function search(values) {
  const gradios = [...new URLSearchParams(location.search)].filter(
    ([key]) => key.startsWith("__") || STAYING.includes(key),
  );
  const own = Object.entries(values).filter(([key]) => !STAYING.includes(key)); // they are in the address already
  const query = new URLSearchParams([...own, ...gradios]);
  return `?${String(query).replaceAll("%2C", ",").replaceAll("%3A", ":")}${location.hash}`;
}
