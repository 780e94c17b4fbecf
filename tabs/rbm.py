"""The RBM tab: watch a Gibbs chain run, paint on it, hold its units, and see what each of them draws."""

import gradio as gr

from tabs import common, rbm_api
from tabs.card import beside_card
from tabs.digits import judge
from tabs.link import parameters_of
from tabs.rbm_compare import compare
from tabs.rbm_data import gibbs_data
from tabs.rbm_family import FAMILY
from tabs.rbm_link import read_link
from tabs.rbm_tools import digit, gif, questions, weights_of
from zoo.errors import ZooError
from zoo.store import Checkpoint

SERVER = (digit, judge, gif, compare, questions, weights_of)
SCRIPTS = ("machine", "chains", "brush", "trace", "units", "view", "start", "export", "pictures", "filters", "buildup",
           "layers", "compare", "questions", "how")  # fmt: skip  # assets/gibbs-NAME.js, the tools in the strip's order
API = {"gibbs": {"concurrency_limit": 2, "concurrency_id": "cpu"},  # 2,000 steps keep a core for seconds
       "free_energy": {"queue": False}}  # fmt: skip
NOTHING = "There is no checkpoint of this family yet. Train one: `python -m training train rbm`."


def choose(name: str) -> tuple[dict, str, str]:
    """What the page shows of a model: the viewer's data, the HTML about it, its card as Markdown."""
    try:
        return describe(FAMILY.find(name))
    except ZooError as error:
        return {"error": str(error)}, "", ""


def describe(checkpoint: Checkpoint) -> tuple[dict, str, str]:
    """``choose`` for a checkpoint that was found; where a part of it cannot be read, that part says so."""
    return beside_card(checkpoint, gibbs_data)


def follow(parameters: dict) -> tuple[str, dict, str, str]:
    """``choose`` for the parameters of a link, with the name of the model that the link leads to in front."""
    restored = read_link(parameters)
    data, details, card = describe(restored.checkpoint)
    if "error" not in data:
        data |= {"restore": restored.restore, "notice": restored.notice}
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
    viewer = common.component("gibbs", server_functions=list(SERVER), head=common.scripts("gibbs", SCRIPTS))
    details = gr.HTML(apply_default_css=False)
    with gr.Accordion("Model card", open=False):
        card = gr.Markdown()
    shown = [viewer, details, card]
    quiet = {"queue": False, "show_progress": "hidden", "api_visibility": "private"}
    picked.input(choose, [picked], shown, preprocess=False, trigger_mode="always_last", **quiet)
    gr.on(None, arrive, [], [picked, *shown], **quiet)
    for name, settings in API.items():
        gr.api(getattr(rbm_api, name), api_name=name, **settings)
