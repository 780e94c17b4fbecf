"""Which tab is open when somebody follows a link."""

import gradio as gr

from tabs.gan import family as gan_family
from tabs.rbm import family as rbm_family
from tabs.shakespeare import family as shakespeare_family
from tabs.shared.link import opened_tab, parameters_of
from tabs.vae import family as vae_family

FAMILIES = {
    "vae": vae_family.FAMILY,
    "gan": gan_family.FAMILY,
    "rbm": rbm_family.FAMILY,
    "shakespeare": shakespeare_family.FAMILY,
}


def opened(request: gr.Request) -> dict:
    """The update of the tabs that opens the one a link is about."""
    tab = opened_tab(FAMILIES, parameters_of(request))
    return gr.skip() if tab is None else gr.Tabs(selected=tab)


def open_by_link(tabs: gr.Tabs) -> None:
    """Have the page open the tab that its link is about."""
    gr.on(None, opened, [], [tabs], queue=False, show_progress="hidden", api_visibility="private")
