// What a link asks of the page's look: parts that are left out (hide=figures,gan.walk), or only some parts of a tab
// (show=map), in another page's frame (embed=1) or in a presentation (present=1). parts.json has the names of the parts.

// Parameters that stay in the page's address wherever the visitor goes in it.
export const LOOKS = ["embed", "show", "hide", "present"];
export const STAYING = [...LOOKS, "lang"];
// What may be left out besides tabs, cards and tools; views.css has their rules.
export const GENERAL = {
  models: "the list of models",
  measures: "the table of what was measured",
  figures: "the figures below it",
  card: "the model card",
  exports: "links and files to save",
  tour: "the tour",
  glossary: "the glossary",
  teach: "this panel",
};

const namesIn = (text) =>
  (text ?? "")
    .toLowerCase()
    .split(/[\s,]+/)
    .filter(Boolean);

// {embed, present, show: names, hide: names} of the query of an address.
export function asked(search) {
  const query = new URLSearchParams(search);
  const is = (name) => query.get(name) === "1";
  return {
    embed: is("embed"),
    present: is("present"),
    show: namesIn(query.get("show")),
    hide: namesIn(query.get("hide")),
  };
}

export const now = () => asked(location.search);
// Whether the address asks for nothing of this.
export const isPlain = () => LOOKS.every((name) => !new URLSearchParams(location.search).has(name));
// Whether only some parts of a tab are there.
export const isAlone = ({ embed, present, show }) => embed || (present && show.length > 0);

// Whether a name of a link means this part of a tab: "map" or "vae.map".
const means = (name, tab, part) =>
  name === part || name === `${tab}.${part}` || (name === "exports" && part === "export");
export const isHidden = (tab, part) => now().hide.some((name) => means(name, tab, part));
export const isShown = (tab, part) => now().show.some((name) => means(name, tab, part));

// The tools of a strip that a link leaves.
export function left(tab, tools) {
  const { embed } = now();
  return tools.filter(({ id }) => (embed ? isShown(tab, id) : !isHidden(tab, id)));
}

// Whether a frame is empty: its strip has nothing to show, and no other part of this name is there.
export const isLacking = (root, hasNone) =>
  hasNone && now().embed && !root?.querySelector("[data-part].zoo-shown:not([hidden])");

// The names that mean nothing here, of `show` and of `hide`. `tabs` is parts.json.
export function unknown({ show, hide }, tabs) {
  const all = Object.entries(tabs).flatMap(([tab, { cards, tools }]) =>
    Object.keys({ ...cards, ...tools }).flatMap((part) => [part, `${tab}.${part}`]),
  );
  const [parts, leftOut] = [new Set(all), new Set([...all, ...Object.keys(tabs), ...Object.keys(GENERAL)])];
  return { show: show.filter((name) => !parts.has(name)), hide: hide.filter((name) => !leftOut.has(name)) };
}

// The address of this page with this query, which keeps what is left out of it, and the language.
export function address(query) {
  const { hide } = now();
  if (hide.length) query.set("hide", hide.join(","));
  const lang = globalThis.document?.documentElement.lang || "en";
  if (lang !== "en" || new URLSearchParams(location.search).has("lang")) query.set("lang", lang);
  const text = String(query).replaceAll("%2C", ",").replaceAll("%3A", ":");
  return `${location.origin}${location.pathname}?${text}`;
}

// The text for another page's frame in which there are only these parts of what a link shows.
export function frameOf(link, show, title) {
  const url = new URL(link);
  for (const name of LOOKS) url.searchParams.delete(name);
  url.searchParams.set("embed", "1");
  url.searchParams.set("show", show);
  const src = url.href.replaceAll("%2C", ",").replaceAll("%3A", ":").replaceAll("&", "&amp;");
  const about = title.replaceAll("&", "&amp;").replaceAll('"', "&quot;");
  return `<iframe src="${src}" title="${about}" width="720" height="560" loading="lazy" allow="clipboard-write" style="border: 0; max-width: 100%"></iframe>`;
}
