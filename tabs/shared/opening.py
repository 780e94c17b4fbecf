"""Which tab a link opens, what the address says of the tab in view, and which checkpoints no tab shows."""

import json
import logging
from collections.abc import Collection

import gradio as gr

from tabs.shared.catalogue import catalogue
from tabs.shared.link import opened_tab, parameters_of

log = logging.getLogger(__name__)
TOUCHED = """\
addEventListener("click", ({ isTrusted, target }) => {
  if (isTrusted && target.closest("button, label")) window.zooTouched = true;
}, true);
"""
ADDRESS = """\
() => {
  if (!window.zooTouched) return; // a link opened the tab, no hand did: its address stays
  const model = document.querySelector(`#tab-${TAB} .zoo-models input:checked`)?.value;
  const ours = Object.entries({ tab: TAB, model }).filter(([, value]) => value);
  const others = [...new URLSearchParams(location.search)].filter(([key]) => key.startsWith("__")); // Gradio's
  history.replaceState(history.state, "", `?${new URLSearchParams([...ours, ...others])}${location.hash}`);
}"""


def opened(names: Collection[str], request: gr.Request) -> dict | gr.Tabs:
    """The update of the tabs with these ids that opens the tab of a link."""
    tab = opened_tab(names, parameters_of(request))
    return gr.skip() if tab is None else gr.Tabs(selected=tab)


def open_by_link(tabs: gr.Tabs, names: Collection[str]) -> None:
    """Make the page open the tab of its link; ``names`` are the ids of all tabs."""

    def follow(request: gr.Request) -> dict | gr.Tabs:
        return opened(names, request)

    gr.on(None, follow, [], [tabs], queue=False, show_progress="hidden", api_visibility="private")


def address_of(name: str) -> str:
    """The script that has the address name this tab and its model, so that reloading the page comes back to them."""
    return ADDRESS.replace("TAB", json.dumps(name))


def log_unclaimed(names: Collection[str]) -> None:
    """Log each checkpoint of a family that none of the tabs shows."""
    for name, entry in catalogue().items():
        if entry.page.family and entry.page.family not in names:
            log.warning("%s is not shown: there is no tab of the family '%s'.", name, entry.page.family)
