"""What the tests of the Gibbs viewer share: machines of random weights, a page that shows one, and reading it."""

import json
from functools import cache
from urllib.parse import urlencode

import gradio as gr
import torch
from gradio.context import Context
from waiting import settle

from tabs.shared import delivery
from tabs.shared import page as common
from tabs.shared.digits import judge, read_digit
from tabs.shared.request import answering, to_base64
from zoo.models.base import ZooModel
from zoo.models.dbn import DBN
from zoo.models.rbm import RBM

KINDS = {
    "RBM": {"hidden_dim": 60, "weight_sd": 0.2},
    "DBN": {"hidden": (50, 40), "weight_sd": 0.2},
    "fine-tuned DBN": {"hidden": (50, 40), "weight_sd": 0.2, "untied": True},
}
VIEWER = "document.querySelector('.rbm').viewer"
SIZES = {"desktop": {"viewport": {"width": 1280, "height": 900}},
         "phone": {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}}  # fmt: skip


def machine(kind: str) -> ZooModel:
    """A model of this kind with random weights and biases, always the same; up differs from down where it may."""
    with torch.random.fork_rng():
        torch.manual_seed(5)
        family = DBN if "DBN" in kind else RBM
        model = family(family.Config(**KINDS[kind]))
        with torch.no_grad():
            for parameter in model.parameters():
                parameter.add_(0.2 * torch.randn_like(parameter))
    return model.eval()


def data(kind: str, folder, **more) -> dict:
    """What the page gets of such a machine, its weights published."""
    model = machine(kind)
    model.save_pretrained(folder)
    deep = "DBN" in kind
    names = ["lower.0"] if deep else []
    hidden = [50, 40] if deep else [60]
    return {
        "name": kind, "title": kind, "revision": "0123456789", "kind": kind.split()[-1], "config": KINDS[kind],
        "image_size": 28, "weights": delivery.publish((folder / "model.safetensors").read_bytes(), ".safetensors"),
        "lower": names, "recognition": ["recognition.0"] if "fine" in kind else [], "top": "top" if deep else "machine",
        "chains": False, "units": [{"size": size, "frequency": None} for size in hidden], "shown": None,
        "log_partition": None, "metrics": {}, "test_digits": 10000, "models": [], "lead": "A machine.",
        "examples": json.loads((delivery.ASSETS / "shared" / "examples.json").read_text(encoding="utf-8")),
        "restore": None, "notice": "", **more,
    }  # fmt: skip


@answering("digit")
def digit(request: dict) -> dict:
    """A drawing as the machine sees it."""
    image, label = read_digit(request.get("digit"))
    return {"pixels": to_base64(image), "label": label}


def build(value: dict | None) -> gr.HTML:
    """The viewer alone on a page."""
    return common.component(delivery.ASSETS / "rbm", value, server_functions=[digit, judge])


def serving(serve, tmp_path_factory):
    """``urls(kind, **more)``: the address of a page with a machine of this kind, and with ``more`` of ``data``; one
    server for all of them, whose scripts the browser has after the first."""

    @cache
    def machine_of(kind: str) -> dict:
        return data(kind, tmp_path_factory.mktemp("viewer"))

    def asked_for(request: gr.Request) -> dict:
        query = request.query_params
        return common.packed(machine_of(query["kind"]) | json.loads(query["more"]))

    def build_any() -> None:
        viewer = build(None)
        Context.root_block.load(asked_for, outputs=viewer, queue=False)

    url = serve(build_any).rstrip("/")
    return lambda kind, **more: f"{url}/?{urlencode({'kind': kind, 'more': json.dumps(more)})}"


def opening(new_page, urls):
    """``opened(kind, size, motion, **more)`` -> a page, ``page`` if that is one; fails on any error in it."""
    problems = []

    def start(kind="RBM", size="desktop", motion="reduce", page=None, **more):
        if not page:
            page = new_page(reduced_motion=motion, **SIZES[size])
            page.on("pageerror", lambda error: problems.append(str(error)))
        page.goto(urls(kind, **more))
        ready(page)
        return page

    yield start
    assert problems == []


def brush(page, name: str):
    """The button of a brush; a tool has buttons of the same names."""
    return page.get_by_role("group", name="Brush").get_by_role("button", name=name)


def stroke(page, index: int, row: float, left: float = 0.2, right: float = 0.8) -> None:
    """Draw a level line over a chain's picture with the mouse."""
    big = page.locator(".rbm-chain-big").nth(index)
    big.scroll_into_view_if_needed()
    box = big.bounding_box()
    y = box["y"] + row * box["height"]
    page.mouse.move(box["x"] + left * box["width"], y)
    page.mouse.down()
    page.mouse.move(box["x"] + right * box["width"], y, steps=8)
    page.mouse.up()
    settle(page)


def ready(page) -> None:
    page.wait_for_function("document.querySelector('.rbm')?.viewer?.chains().length")
    settle(page)


def view(page, expression: str):
    """The value of ``viewer`` followed by this expression."""
    return page.evaluate(f"{VIEWER}.{expression}")


def pictures(page) -> list[list[float]]:
    """The probabilities that each chain shows."""
    return page.evaluate(f"{VIEWER}.chains().map(({{ visible }}) => Float64Array.from(visible))")


def samples(page) -> list[list[int]]:
    return page.evaluate(f"{VIEWER}.chains().map(({{ sample }}) => Float64Array.from(sample))")
