"""Opens the tab of a link, keeps the address up to date, and logs checkpoints that no tab shows."""

import json
import logging
from collections.abc import Collection

import gradio as gr

from tabs.shared import delivery, views
from tabs.shared.catalogue import catalogue
from tabs.shared.link import opened_tab, parameters_of

log = logging.getLogger(__name__)
TOUCHED = """\
addEventListener("click", ({ isTrusted, target }) => {
  if (isTrusted && target.closest("button, label")) window.zooTouched = true;
}, true);
"""
PLACES = """() => import(new URL("PLACES", document.baseURI)).then((places) => places.CALL)"""


def opened(names: Collection[str], request: gr.Request) -> dict | gr.Tabs:
    """The update of the tabs with these ids that opens the tab of a link, or the first that it does not leave out."""
    parameters = parameters_of(request)
    without = views.left_out(parameters)
    shown = [name for name in names if name not in without]
    tab = opened_tab(shown, parameters) or (shown[0] if without else None)
    return gr.skip() if tab is None else gr.Tabs(selected=tab)


def open_by_link(tabs: gr.Tabs, names: Collection[str]) -> None:
    """Make the page open the tab of its link; ``names`` are the ids of all tabs."""

    def follow(request: gr.Request) -> dict | gr.Tabs:
        return opened(names, request)

    gr.on(None, follow, [], [tabs], queue=False, show_progress="hidden", api_visibility="private")


def went(name: str, is_model: bool = False) -> str:
    """The script that runs when this tab is opened or one of its models is chosen.

    If the visitor did it, an entry is added to the browser's history. Its address names the tab and the model, so that
    reloading the page comes back to them.
    """
    return _places(f"went({json.dumps(name)}, {json.dumps(is_model)})")


def failed(name: str) -> str:
    """The script for when the server failed at a model of this tab: the tab says so."""
    return _places(f"failed({json.dumps(name)})")


def _places(call: str) -> str:
    url = f"{delivery.modules_url(*sorted(delivery.ASSETS.iterdir()))}/shared/places.js"
    return PLACES.replace("PLACES", url).replace("CALL", call)


def log_unclaimed(names: Collection[str]) -> None:
    """Log each checkpoint of a family that none of the tabs shows."""
    for name, entry in catalogue().items():
        if entry.page.family and entry.page.family not in names:
            log.warning("%s is not shown: there is no tab of the family '%s'.", name, entry.page.family)
