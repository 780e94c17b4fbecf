// What leads a newcomer: a tour of each tab, and the glossary.
import { el, makeButton } from "./dom.js";
import { linkTitles } from "./terms.js";

const KEPT = "zoo-tour"; // in the browser's storage once a tour was begun or left
const [MOST_LOOKS, BETWEEN] = [50, 100]; // for the parts of a tour, milliseconds apart
const later = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));
const tours = []; // {element, name, load} of each tab that is there
let terms = null; // a promise of the glossary's articles, by their ids
let card = null; // with one term

// What the page's styles are for.
const root = () => document.querySelector(".gradio-container") ?? document.body;

// A tab has come. load() gives the module with the steps of its tour, or is null.
export function guide(element, load) {
  const panel = element.closest("[role=tabpanel]");
  linkTitles(panel ?? element);
  if (!load) return;
  const own = { element, name: panel?.id.replace(/^tab-/, ""), load };
  tours.push(own);
  for (const button of document.querySelectorAll("[data-guide=tour]")) button.classList.toggle("is-new", !wasHere());
  if (new URLSearchParams(location.search).get("tour") === own.name) attempt(start(own, true));
}

function wasHere() {
  try {
    return localStorage.getItem(KEPT) !== null;
  } catch {
    return true; // no storage: never ask, for it would be asked again at every visit
  }
}
function remember() {
  try {
    localStorage.setItem(KEPT, "seen");
  } catch {} // nothing can be kept here
  for (const button of document.querySelectorAll("[data-guide=tour]")) button.classList.remove("is-new");
}

// A tour that begins with the page waits a moment for the parts that it shows.
async function start({ element, load }, withPage = false) {
  const [{ default: steps }, { lacks, run }] = await Promise.all([load(), import("./tour.js"), styled()]);
  for (let looked = 0; withPage && lacks(element, steps) && looked < MOST_LOOKS; looked++) await later(BETWEEN);
  run(element, steps);
  remember();
}

let sheet = null; // a promise of the style sheet
const styled = () => {
  sheet ??= new Promise((done) => {
    const href = new URL("./guide.css", import.meta.url).href;
    const onerror = () => {
      sheet = null; // the next press asks again
      done();
    };
    document.head.append(el("link", { rel: "stylesheet", href, onload: done, onerror }));
  });
  return sheet;
};

function glossary() {
  terms ??= fetch(new URL("./glossary.html", import.meta.url))
    .then((answer) => (answer.ok ? answer.text() : Promise.reject(new Error(String(answer.status)))))
    .then((html) => {
      const made = new DOMParser().parseFromString(html, "text/html");
      return new Map([...made.querySelectorAll("article")].map((each) => [each.id, each]));
    });
  terms.catch(() => {
    terms = null; // the next press asks again
  });
  return terms;
}

const copy = (article) => {
  const made = /** @type {HTMLElement} */ (article.cloneNode(true));
  made.removeAttribute("id");
  return made;
};

async function define(button) {
  const [found] = await Promise.all([glossary(), styled()]);
  card ??= root().appendChild(
    el("div", { className: "zoo-term-card", popover: "auto", tabIndex: -1, role: "dialog", "aria-label": "Glossary" }),
  );
  const all = makeButton("All terms", () => showAll(found));
  card.replaceChildren(copy(found.get(button.dataset.term)), all);
  card.showPopover();
  const [at, size] = [button.getBoundingClientRect(), card.getBoundingClientRect()];
  const below = at.bottom + size.height + 8 < innerHeight;
  const zoom = /** @type {*} */ (card).currentCSSZoom ?? 1; // of a presentation
  card.style.left = `${Math.max(8, Math.min(at.left, innerWidth - size.width - 8)) / zoom}px`;
  card.style.top = `${(below ? at.bottom + 6 : Math.max(8, at.top - size.height - 6)) / zoom}px`;
  card.focus();
}

function showAll(found) {
  card?.hidePopover();
  const close = makeButton("Close", () => dialog.close(), "zoo-primary");
  const own = el("a", { href: "glossary", target: "_blank", textContent: "Open as a page" });
  const title = el("h2", { textContent: "Glossary" });
  const list = el("div", { className: "zoo-terms" }, ...[...found.values()].map(copy));
  const dialog = el("dialog", { className: "zoo-glossary", "aria-label": "Glossary" });
  dialog.append(el("header", {}, title, own, close), list);
  dialog.addEventListener("close", () => dialog.remove());
  root().append(dialog);
  dialog.showModal();
}

// Files that do not come leave the page as it is: nothing here is needed to use it.
const attempt = (going) => Promise.resolve(going).catch((error) => console.warn("guide:", error));

const PRESS = {
  tour: () => {
    const shown = tours.findLast(({ element }) => element.offsetParent);
    return shown && start(shown);
  },
  teach: async () => {
    const [{ teach }] = await Promise.all([import("./teach.js"), styled()]);
    await teach();
  },
  glossary: async () => showAll((await Promise.all([glossary(), styled()]))[0]),
};

document.addEventListener("click", (event) => {
  const pressed = /** @type {HTMLElement} */ (event.target).closest(".zoo-term, [data-guide]");
  if (!(pressed instanceof HTMLElement)) return;
  const { guide: what } = pressed.dataset;
  attempt(what ? PRESS[what]() : define(pressed));
});
