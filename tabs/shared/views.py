"""What a link asks of the page's look: tabs that it leaves out, and the tab of the one tool that it shows.

The browser does the rest; see ``assets/shared/views.js``.
"""

import functools
import json
import re

from tabs.shared import delivery

EARLY = """\
for (const [name, value] of new URLSearchParams(location.search)) {
  const page = document.documentElement;
  if (value === "1" && ["embed", "present"].includes(name)) page.classList.add(`zoo-${name}`);
  if (name === "hide") page.dataset.hide = value.toLowerCase().replaceAll(",", " ");
}
"""  # before anything of the page is seen


@functools.cache
def parts() -> dict[str, dict]:
    """Of each tab its ``title``, and titles by name of its ``cards`` and of the ``tools`` of its strip."""
    return json.loads((delivery.ASSETS / "shared" / "parts.json").read_text(encoding="utf-8"))


def tools(tab: str) -> tuple[str, ...]:
    """The names of the tools of a tab's strip."""
    return tuple(parts()[tab]["tools"])


def tool_in(tab: str, given: dict, problems: list[str]) -> str | None:
    """The tool of a tab that a link opens; None if it names none, or one that is not there, which is added to
    ``problems``."""
    tool = given.get("tool")
    if tool is None or tool in tools(tab):
        return tool
    problems.append(f"The link's tool is none of {', '.join(tools(tab))}.")
    return None


def tab_of(parameters: dict) -> str | None:
    """The tab that has the part which a link shows: ``show=map`` or ``show=vae.map``. None if there is none."""
    for name in _names(parameters, "show"):
        tab, _, part = name.rpartition(".")
        for each, titles in parts().items():
            if tab in ("", each) and part in titles["cards"] | titles["tools"]:
                return each
    return None


def left_out(parameters: dict) -> set[str]:
    """The tabs that a link leaves out; empty if it would leave none."""
    named = set(parts()) & set(_names(parameters, "hide"))
    return set() if named == set(parts()) else named


def _names(parameters: dict, key: str) -> list[str]:
    return re.findall(r"[^\s,]+", str(parameters.get(key, ""))[:2000].lower())
