"""The GAN tab: draw digits from a seed, look closely at one, walk between them, and watch how each model learned."""

import gradio as gr

from tabs import common, gan_api
from tabs.card import beside_card
from tabs.gan_compare import compare
from tabs.gan_data import gan_data
from tabs.gan_family import FAMILY
from tabs.gan_link import read_link
from tabs.gan_tools import generate, gif, look, samples
from tabs.link import parameters_of
from tabs.turns import in_turn
from zoo.errors import ZooError
from zoo.store import Checkpoint

SERVER = (*map(in_turn, (samples, generate, look, gif)), compare)
SCRIPTS = ("start", "load", "grid", "pins", "detail", "export", "chart", "film", "timeline", "walk", "arithmetic",
           "numbers", "compare", "game")  # fmt: skip  # assets/gan-NAME.js, the tools in the strip's order
API = {"interpolate": {"concurrency_limit": 2, "concurrency_id": "cpu"}}  # 60 large images keep a core for a while
NOTHING = "There is no checkpoint of this family yet. Train one: `python -m training train dcgan-32`."


def choose(name: str) -> tuple[dict, str, str]:
    """What the page shows of a model: the viewer's data, the HTML about it, its card as Markdown."""
    try:
        return describe(FAMILY.find(name))
    except ZooError as error:
        return {"error": str(error)}, "", ""


def describe(checkpoint: Checkpoint) -> tuple[dict, str, str]:
    """``choose`` for a checkpoint that was found; where a part of it cannot be read, that part says so."""
    return beside_card(checkpoint, gan_data)


def follow(parameters: dict) -> tuple[str, dict, str, str]:
    """``choose`` for the parameters of a link, with the name of the model that the link leads to in front."""
    restored = read_link(parameters)
    data, details, card = describe(restored.checkpoint)
    if "error" not in data:
        notice = " ".join(filter(None, [restored.notice, data["notice"]]))
        data |= {"restore": restored.restore, "notice": notice}
    return restored.checkpoint.name, data, details, card


def arrive(request: gr.Request) -> tuple[dict, dict, str, str]:
    """What the tab shows when the page is opened: the model of its link, else the first."""
    name, *shown = follow(parameters_of(request))
    return gr.update(choices=[(FAMILY.title(each), each) for each in FAMILY.choices()], value=name), *shown


def build() -> None:
    """Lay out the tab."""
    names = FAMILY.choices()
    if not names:
        gr.Markdown(NOTHING)
        return
    titled = [(FAMILY.title(name), name) for name in names]
    picked = gr.Radio(titled, value=names[0], label="Model", elem_classes=["zoo-models"])
    viewer = common.component("gan", server_functions=list(SERVER), head=common.scripts("gan", SCRIPTS))
    details = gr.HTML(apply_default_css=False)
    with gr.Accordion("Model card", open=False):
        card = gr.Markdown()
    shown = [viewer, details, card]
    quiet = {"queue": False, "show_progress": "hidden", "api_visibility": "private"}
    picked.input(choose, [picked], shown, preprocess=False, trigger_mode="always_last", **quiet)
    gr.on(None, arrive, [], [picked, *shown], **quiet)
    for name, settings in API.items():
        gr.api(getattr(gan_api, name), api_name=name, **settings)
