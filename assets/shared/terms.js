// Words of the page that open the glossary: under them is a dotted line.
import { el } from "./dom.js";
import { piecesOf } from "./say.js";

// By the term's id in glossary.html, the forms in which the page's texts have it.
export const TERMS = {
  latent: ["latents", "latent"],
  encoder: ["encoder"],
  decoder: ["decoder", "generator"],
  prior: ["prior"],
  posterior: ["posterior", "q(z|x)"],
  kl: ["KL divergence", "KL"],
  nats: ["nats", "nat"],
  elbo: ["evidence lower bound", "ELBO"],
  reconstruction: ["reconstructions", "reconstruction"],
  critic: ["discriminator", "critic"],
  coverage: ["coverage"],
  frechet: ["Fréchet distance"],
  gibbs: ["Gibbs steps", "Gibbs step", "Gibbs chain", "Gibbs sampling"],
  energy: ["free energy"],
  perplexity: ["perplexity"],
  temperature: ["temperature"],
  token: ["tokens", "token"],
  head: ["attention heads", "heads", "head"],
  judge: ["judge"],
};

const found = Object.entries(TERMS).flatMap(([id, forms]) => forms.map((form) => [form.toLowerCase(), id]));
const ids = new Map(/** @type {[string, string][]} */ (found));
const escaped = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
const longestFirst = [...ids.keys()].sort((one, other) => other.length - one.length);
const WORDS = new RegExp(`(?<![\\p{L}\\d])(?:${longestFirst.map(escaped).join("|")})(?![\\p{L}\\d])`, "giu");

// A text in pieces: strings, and {id, form} where a term stands for the first time.
export function pieces(text) {
  const parts = [];
  const met = new Set();
  let end = 0;
  for (const match of text.matchAll(WORDS)) {
    const id = ids.get(match[0].toLowerCase());
    if (met.has(id)) continue;
    met.add(id);
    parts.push(text.slice(end, match.index), { id, form: match[0] });
    end = match.index + match[0].length;
  }
  return [...parts, text.slice(end)].filter(Boolean);
}

// The same as nodes, for el(...) and replaceChildren(...).
export const linked = (text) =>
  (piecesOf(text) ?? pieces(text)).map((piece) =>
    typeof piece === "string"
      ? piece
      : el("button", { type: "button", className: "zoo-term", "data-term": piece.id, textContent: piece.form }),
  );

// Links the terms in the titles of a tab's figures, which Gradio writes anew for every model.
export function linkTitles(panel) {
  const watcher = new MutationObserver(() => link());
  const watch = () => watcher.observe(panel, { childList: true, subtree: true });
  function link() {
    watcher.disconnect();
    for (const title of panel.querySelectorAll(".zoo-about .zoo-metrics tbody th:not([data-linked])")) {
      title.dataset.linked = "";
      const text = title.firstChild;
      if (text?.nodeType === Node.TEXT_NODE) text.replaceWith(...linked(text.textContent));
    }
    watch();
  }
  link();
}
