"""The VAE tab: move a code by hand, watch the decoder draw; draw a digit, watch it become a code."""

import gradio as gr

from tabs import common, vae_api
from tabs.card import beside_card
from tabs.digits import judge
from tabs.link import parameters_of
from tabs.vae_compare import compare
from tabs.vae_data import explorer
from tabs.vae_digits import encode
from tabs.vae_family import choices, find, title
from tabs.vae_link import fit, read_link
from tabs.vae_tools import decode_many, denoise, draw, gif
from zoo.errors import ZooError
from zoo.store import Checkpoint

SERVER = (encode, decode_many, draw, gif, denoise, compare, judge)
SCRIPTS = [
    "tools",
    "sliders",
    "draw",
    "axes",
    "map",
    "traverse",
    "morph",
    "export",
    "compare",
    "denoise",
    "loss",
    "codes",
]  # latents-NAME.js
QUICK = {"queue": False}
API = {"decode": QUICK, "encode": QUICK, "reconstruct": QUICK,
       "sample": {"concurrency_limit": 2, "concurrency_id": "cpu"}}  # fmt: skip  # 100 large images take a second
NOTHING = "There is no checkpoint of this family yet. Train one: `python -m training train vae-20`."


def warm_up() -> None:
    """Import torch while the visitor looks at the page, so that the first drawing need not wait for it."""
    import zoo.vae  # noqa: F401


def choose(name: str) -> tuple[dict, str, str]:
    """What the page shows of a model: the explorer's data, the HTML about it, its card as Markdown."""
    try:
        return describe(find(name))
    except ZooError as error:
        return {"error": str(error)}, "", ""


def describe(checkpoint: Checkpoint) -> tuple[dict, str, str]:
    """``choose`` for a checkpoint that was found; where a part of it cannot be read, that part says so."""
    return beside_card(checkpoint, explorer)


def follow(parameters: dict) -> tuple[str, dict, str, str]:
    """``choose`` for the parameters of a link, with the name of the model that the link leads to in front."""
    restored = read_link(parameters)
    data, details, card = describe(restored.checkpoint)
    if "error" not in data:
        book = data["codebook"]
        length = book["rows"] * book["columns"] if book else len(data["latents"])
        data["restore"] = fit(restored, length, book["size"] if book else None)
        data["notice"] = restored.notice
    return restored.checkpoint.name, data, details, card


def arrive(request: gr.Request) -> tuple[dict, dict, str, str]:
    """What the page shows when it is opened: the model of its link, else the first; the radio is brought up to date."""
    name, *shown = follow(parameters_of(request))
    return gr.update(choices=[(title(each), each) for each in choices()], value=name), *shown


def build() -> None:
    """Lay out the tab."""
    names = choices()
    if not names:
        gr.Markdown(NOTHING)
        return
    picked = gr.Radio(
        [(title(name), name) for name in names], value=names[0], label="Model", elem_classes=["zoo-models"]
    )
    explore = common.component("latents", server_functions=list(SERVER), head=common.scripts("latents", SCRIPTS))
    details = gr.HTML(apply_default_css=False)
    with gr.Accordion("Model card", open=False):
        card = gr.Markdown()
    shown = [explore, details, card]
    quiet = {"queue": False, "show_progress": "hidden", "api_visibility": "private"}
    picked.input(choose, [picked], shown, preprocess=False, trigger_mode="always_last", **quiet)
    opened = gr.on(None, arrive, [], [picked, *shown], **quiet)
    opened.then(warm_up, **quiet)
    for name, settings in API.items():
        gr.api(getattr(vae_api, name), api_name=name, **settings)
