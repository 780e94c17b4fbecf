// Shows some parts of a tab alone, as the address asks; and says what of it means nothing. See views.js.
import { el } from "./dom.js";
import { asked, isAlone, isHidden, isShown, unknown } from "./views.js";

const list = (names) => names.map((name) => `“${name.slice(0, 40)}”`).join(", ");
let parts = null; // a promise of parts.json

export const tabs = () => {
  parts ??= fetch(new URL("./parts.json", import.meta.url)).then((answer) => answer.json());
  parts.catch(() => {
    parts = null; // the next one asks again
  });
  return parts;
};

// The parts of the tab `name` in `root` that are to be shown; those of its strip are in one box.
function targets(root, name, { tools }) {
  const cards = [...root.querySelectorAll("[data-part]")].filter((each) =>
    each.dataset.part.split(" ").some((part) => isShown(name, part)),
  );
  const isTool = Object.keys(tools).some((tool) => isShown(name, tool));
  const panels = root.querySelector(".zoo-tools > :last-child");
  return isTool && panels ? [...cards, panels] : cards;
}

// Marks the parts and what is around them; views.css hides all beside these.
function mark(shown, page) {
  for (const each of page.querySelectorAll(".zoo-path, .zoo-shown")) each.classList.remove("zoo-path", "zoo-shown");
  for (const each of shown) {
    each.classList.add("zoo-shown");
    for (let at = each.parentElement; at && at !== page.parentElement; at = at.parentElement)
      at.classList.add("zoo-path");
  }
}

// A tab has come, or the address asks for other parts of it.
export async function arrange(root, name) {
  const wants = asked(location.search);
  const is = isAlone(wants);
  document.documentElement.classList.toggle("zoo-alone", is);
  const all = await tabs();
  warn(wants, all);
  leaveOutTabs(wants);
  leaveOut(root, name, all[name]);
  if (!is || !all[name]) return;
  const shown = targets(root, name, all[name]);
  mark(shown, root.closest("main") ?? document.body);
}

// Cards, and the strip when it has no tool left; the strip leaves out its own tools.
function leaveOut(root, name, { cards, tools }) {
  const isOut = (part) => isHidden(name, part);
  for (const part of Object.keys(cards).filter(isOut))
    for (const each of root.querySelectorAll(`[data-part=${part}], [data-mode=${part}]`)) each.classList.add("zoo-out");
  const strip = root.querySelector(".zoo-tools");
  strip?.classList.toggle("zoo-out", Object.keys(tools).every(isOut));
}

// Tabs are left out by views.css, but not in the menu of those for which a narrow window has no room.
function leaveOutTabs({ hide }) {
  const menu = document.querySelector(".overflow-dropdown");
  if (!menu || !hide.length) return;
  const look = () => {
    for (const each of menu.querySelectorAll("button"))
      each.classList.toggle("zoo-out", hide.includes(each.textContent.trim().toLowerCase()));
  };
  new MutationObserver(look).observe(menu, { childList: true, subtree: true });
  look();
}

// Where a link's names mean nothing, a sentence says so.
function warn(wants, all) {
  const { show, hide } = unknown(wants, all);
  const said = [];
  if (hide.length) said.push(`The link leaves out ${list(hide)}, but there is no such part here.`);
  if (show.length) said.push(`There is no tool ${list(show)} here.`);
  if (wants.embed && !wants.show.length) said.push("The link does not say which tool to show.");
  if (wants.embed && wants.show.length === show.length)
    said.push(
      ...Object.values(all).map(
        ({ title, cards, tools }) => `${title}: ${Object.keys({ ...cards, ...tools }).join(", ")}.`,
      ),
    );
  document.querySelector(".zoo-asked")?.remove();
  if (!said.length) return;
  const box = el(
    "div",
    { className: "zoo-notice zoo-asked", role: "status" },
    ...said.map((text) => el("p", { textContent: text })),
  );
  document.querySelector("main")?.prepend(box);
}
