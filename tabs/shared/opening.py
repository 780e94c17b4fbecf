"""Which tab a link opens, and which checkpoints no tab shows."""

import logging
from collections.abc import Collection

import gradio as gr

from tabs.shared.catalogue import catalogue
from tabs.shared.link import opened_tab, parameters_of

log = logging.getLogger(__name__)


def opened(names: Collection[str], request: gr.Request) -> dict | gr.Tabs:
    """The update of the tabs with these ids that opens the tab of a link."""
    tab = opened_tab(names, parameters_of(request))
    return gr.skip() if tab is None else gr.Tabs(selected=tab)


def open_by_link(tabs: gr.Tabs, names: Collection[str]) -> None:
    """Make the page open the tab of its link; ``names`` are the ids of all tabs."""

    def follow(request: gr.Request) -> dict | gr.Tabs:
        return opened(names, request)

    gr.on(None, follow, [], [tabs], queue=False, show_progress="hidden", api_visibility="private")


def log_unclaimed(names: Collection[str]) -> None:
    """Log each checkpoint of a family that none of the tabs shows."""
    for name, entry in catalogue().items():
        if entry.page.family and entry.page.family not in names:
            log.warning("%s is not shown: there is no tab of the family '%s'.", name, entry.page.family)
