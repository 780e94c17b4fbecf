// The panel for teachers: which parts of the page a class is to see, and the link or the frame that shows them so.
import { tabs } from "./alone.js";
import { copyText, el, makeButton, makeSelect } from "./dom.js";
import { linkTo } from "./places.js";
import { frameOf, GENERAL, LOOKS, now } from "./views.js";

const WAYS = [
  ["page", "the page, without what is not ticked"],
  ["present", "a presentation: large type, one part at a time"],
  ["embed", "a frame with one part, for a page of yours"],
];

// The address for a class: {link, way, hide: names, show: a part's name} of what a tab shows.
export function classLink({ link, way, hide, show }, title = "") {
  if (way === "embed") return frameOf(link, show, title);
  const url = new URL(link);
  for (const name of LOOKS) url.searchParams.delete(name);
  if (way === "present") url.searchParams.set("present", "1");
  if (hide.length) url.searchParams.set("hide", hide.join(","));
  return url.href.replaceAll("%2C", ",").replaceAll("%3A", ":");
}

const tick = (name, label) => {
  const box = el("input", { type: "checkbox", name, checked: !now().hide.includes(name) });
  return el("label", {}, box, ` ${label}`);
};

// A tab with its cards and tools; without the tab there are none of them.
function groupOf(tab, { title, cards, tools }) {
  const parts = Object.entries({ ...cards, ...tools }).map(([part, about]) => tick(`${tab}.${part}`, about));
  const whole = tick(tab, title);
  const rest = el("div", { className: "zoo-teach-parts" }, ...parts);
  const box = /** @type {HTMLInputElement} */ (whole.firstElementChild);
  const follow = () => {
    rest.hidden = !box.checked;
  };
  box.addEventListener("change", follow);
  follow();
  return el("fieldset", {}, el("legend", {}, whole), rest);
}

const inView = () =>
  [...document.querySelectorAll("[id^=tab-][role=tabpanel]")].find((each) => each.getClientRects().length);

export async function teach() {
  const all = await tabs();
  const tab = inView()?.id.replace(/^tab-/, "") ?? "vae";
  const { title, cards, tools } = all[tab];
  const boxes = el("div", { className: "zoo-teach-groups" });
  const general = Object.entries(GENERAL).map(([name, about]) => tick(name, about));
  boxes.append(
    el(
      "fieldset",
      {},
      el("legend", { textContent: "The page" }),
      el("div", { className: "zoo-teach-parts" }, ...general),
    ),
    ...Object.entries(all).map(([name, of]) => groupOf(name, of)),
  );
  const field = el("textarea", { readOnly: true, rows: 3, className: "zoo-link", "aria-label": "Link for the class" });
  const said = el("p", { role: "status" });
  const way = makeSelect("It opens", WAYS, () => refresh());
  const part = makeSelect(`which part of ${title}`, Object.entries({ ...cards, ...tools }), () => refresh());
  const chosen = (label) => label.querySelector("select").value;

  function refresh() {
    const isFrame = chosen(way) === "embed";
    const ticks = /** @type {HTMLInputElement[]} */ ([...boxes.querySelectorAll("input")]);
    const out = ticks.filter((each) => !each.checked && !each.closest("[hidden]")).map(({ name }) => name);
    part.hidden = !isFrame;
    boxes.hidden = isFrame;
    const link = new URL(linkTo(tab));
    link.searchParams.set("tab", tab);
    const asked = { link: link.href, way: chosen(way), hide: out, show: chosen(part) };
    field.value = classLink(asked, `${title}: ${{ ...cards, ...tools }[asked.show]}`);
    said.textContent = "";
  }
  const copy = async () => {
    said.textContent = (await copyText(field.value, field)) ? "Copied." : "It is selected: copy it with Ctrl+C or ⌘C.";
  };
  boxes.addEventListener("change", refresh);
  const dialog = el("dialog", { className: "zoo-glossary zoo-teach", "aria-label": "For teachers" });
  const close = makeButton("Close", () => dialog.close());
  dialog.append(
    el("header", {}, el("h2", { textContent: "For teachers" }), close),
    el("p", { textContent: "Make a link to what is on the screen, with only what your class needs." }),
    el("div", { className: "zoo-row" }, way, part),
    el("div", { className: "zoo-row" }, field, makeButton("Copy", copy, "zoo-primary")),
    said,
    boxes,
  );
  dialog.addEventListener("close", () => dialog.remove());
  (document.querySelector(".gradio-container") ?? document.body).append(dialog);
  refresh();
  dialog.showModal();
}
