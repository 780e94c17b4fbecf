"""The languages of the page: what chooses one before anything is seen, and the switch in the header."""

import functools
import html
import json

from tabs.shared import delivery

FOLDER = delivery.ASSETS / "languages"
ENGLISH = {"en": "English"}
EARLY = """\
{
  const known = KNOWN, query = new URLSearchParams(location.search), page = document.documentElement;
  const others = ["python", "javascript", "bash", "skill", "mcp", "cli"]; // what Gradio's “Use via API” writes there
  let kept = null;
  try { kept = localStorage.getItem("zoo-language"); } catch {}
  const given = query.get("lang")?.toLowerCase(), asked = others.includes(given) ? null : given, wanted = asked ?? kept;
  const language = Object.hasOwn(known, wanted) ? wanted : "en";
  page.lang = language;
  if (language !== "en")
    window.zooLanguage = import(new URL("BASE/languages/page.js", document.baseURI))
      .then(({ start }) => start(language))
      .catch((error) => console.warn("language:", error));
  const replace = history.replaceState.bind(history);
  history.replaceState = (state, unused, to) => {
    const link = new URL(to ?? location.href, location.href);
    if (!others.includes(link.searchParams.get("lang"))) return replace(state, unused, to);
    if (asked == null) link.searchParams.delete("lang");
    else link.searchParams.set("lang", language);
    replace(state, unused, link.href);
  };
  const met = new MutationObserver(() => {
    const box = document.querySelector("[data-language]");
    if (!box) return;
    met.disconnect();
    box.value = language;
    if (asked != null && asked !== language)
      document.querySelector("[data-language-said]").textContent = `There is no language “${asked.slice(0, 20)}” here, `
        + `so the page is in English. There are ${Object.values(known).join(", ")}.`;
    box.addEventListener("change", () => {
      try { localStorage.setItem("zoo-language", box.value); } catch {}
      const link = new URL(window.zooAddress?.() || location.search || "?", location.href);
      link.searchParams.set("lang", box.value);
      location.href = link.href.replaceAll("%2C", ",").replaceAll("%3A", ":");
    });
  });
  met.observe(page, { childList: true, subtree: true });
}
"""


@functools.cache
def known() -> dict[str, str]:
    """The languages by their codes, each with its own name, English first."""
    files = sorted(FOLDER.glob("*.json"))
    return ENGLISH | {path.stem: json.loads(path.read_text(encoding="utf-8"))[""]["name"] for path in files}


def early() -> str:
    """The script of the page's head. It costs an English page one look at the address and the browser's storage."""
    base = delivery.modules_url(*sorted(delivery.ASSETS.iterdir()))
    return EARLY.replace("KNOWN", json.dumps(known(), ensure_ascii=False)).replace("BASE", base)


def switch() -> str:
    """The choice of a language."""
    options = "".join(
        f"<option value='{code}' lang='{code}' translate='no'>{html.escape(name)}</option>"
        for code, name in known().items()
    )
    return f"<select class='zoo-select zoo-language' data-language aria-label='Language'>{options}</select>"


SAID = "<p class='zoo-notice' data-language-said role='status'></p>"  # a language that is not there
