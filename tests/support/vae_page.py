"""What the tests of the VAE tab's page share: opening it, and reading what it shows."""

import json
import shutil
from urllib.parse import parse_qs, urlencode

import again
import pytest
import torch
from browsing import FETCHED, SHOWN
from safetensors.torch import save_file
from timelines import add_timeline, without_timeline
from vae_models import untrained_store
from waiting import enter, settle

import zoo
from tabs.vae import api as vae_api
from tabs.vae import tab as vae
from training.metrics import codes
from zoo.stores import BundledStore, open_store

VAE_20, VAE_2, AE_32 = ("VAE, 20 latents", "vae-20"), ("VAE, 2 latents", "vae-2"), ("Autoencoder, 32 units", "ae-32")
SIZES = {"desktop": {}, "phone": {"width": 390, "height": 844, "has_touch": True, "is_mobile": True}}
START = {"digit": "example-3", "tool": "map"}  # what a page shows that has just been loaded
VIEWER = "document.querySelector('.vae').viewer"
PIXELS = """canvas => { const d = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
                        return Uint8Array.from({length: d.length / 4}, (_, i) => d[4 * i]) }"""


def opening(new_page, site):
    """``open_page(query=...)`` as in ``tests/conftest.py``, of this tab alone.

    It is a page that another test of the file has left, with the first example drawn, but for ``fresh``.
    """
    problems, opened = [], []

    def start(width=1280, height=900, motion="reduce", query="", fresh=False, **options):
        keep = "" if fresh else repr([width, height, motion, options])
        page = new_page(keep, viewport={"width": width, "height": height}, reduced_motion=motion, **options)
        page.on("pageerror", lambda error: problems.append(str(error)))
        opened.append(page)
        if keep and again.is_open(page, ".vae"):
            again.go(page, ".vae", parse_qs(query)["model"][0], f"?tab=vae&{urlencode(START)}&{query}")
            wait_until_encoded(page)
        else:
            page.goto(site.rstrip("/") + "/?" + query)
            page.wait_for_function(SHOWN)
        return page

    yield start
    problems += [url for page in opened if not page.is_closed() for url in page.evaluate(FETCHED)]
    assert problems == []


def choose(page, title: str, name: str) -> None:
    page.get_by_role("radio", name=title, exact=True).check()
    page.wait_for_function(f"{VIEWER}.name() === '{name}'")


def code(page) -> list[float]:
    return page.evaluate(f"{VIEWER}.code()")


def reset(page) -> None:
    """Move to the average code: the mean of every latent."""
    page.get_by_role("button", name="Reset to average").click()
    page.wait_for_function(f"JSON.stringify({VIEWER}.code()) === JSON.stringify({VIEWER}.home())")


def draw_seed(page, seed: int) -> None:
    """Draw by a seed, and wait until the code is there."""
    before = code(page)
    enter(page.get_by_label("seed"), seed)
    wait_for_other_code(page, before)


def shown(page) -> list[int]:
    settle(page)
    return page.locator(".vae-output").evaluate(PIXELS)


def expected(page) -> list[int]:
    """What PyTorch draws for the code that the page holds."""
    answer = vae_api.decoded(page.evaluate(f"{VIEWER}.name()"), code(page))
    return [round(255 * value) for row in answer["pixels"] for value in row]


def same(left: list[int], right: list[int]) -> bool:
    return len(left) == len(right) == 784 and max(abs(a - b) for a, b in zip(left, right, strict=True)) <= 1


def shows_its_code(page) -> bool:
    """Whether the digit shown is what PyTorch draws for the code the page holds, both read at one moment."""
    for _ in range(100):
        before, picture, wanted = code(page), shown(page), expected(page)
        if code(page) == before:
            return same(picture, wanted)
    return False


def wait_for_other_code(page, before: list[float]) -> None:
    page.wait_for_function(f"before => {VIEWER}.code().some((value, i) => value !== before[i])", arg=before)
    settle(page)


def asked_of_the_server(page) -> list[str]:
    """A list that fills with the requests from now on, without the judge's, which come once the digit rests."""
    asked = []
    page.on("request", lambda request: "judge" in (request.post_data or "") or asked.append(request.url))
    return asked


def wait_until_encoded(page) -> None:
    """Wait until the last digit that was encoded is the drawing on the pad, and the code, if it is to be, its code."""
    page.wait_for_function(f"""() => {{
      const ink = document.querySelector('.zoo-pad').getContext('2d').getImageData(0, 0, 280, 280).data;
      const sent = atob({VIEWER}.digit()?.request.ink ?? '');
      return sent && [...sent].every((level, i) =>
        level.charCodeAt(0) === ink[4 * (560 * Math.floor(i / 140) + 2 * (i % 140))]);
    }}""")
    settle(page)


def rest(page) -> None:
    """Wait until the code has stood still for five animation frames."""
    page.evaluate(f"""() => new Promise((done) => {{
      let [last, still] = ['', 0];
      const look = () => {{
        const now = {VIEWER}.code().join();
        still = now === last ? still + 1 : 0;
        last = now;
        still < 5 ? requestAnimationFrame(look) : done();
      }};
      look();
    }})""")


def wait_for_picture(page, canvas, read: str, wanted: list[int]) -> None:
    """Wait until what ``read`` takes from a canvas is this picture, to one level of grey."""
    page.wait_for_function(
        f"([canvas, wanted]) => ({read})(canvas).every((level, i) => Math.abs(level - wanted[i]) <= 1)",
        arg=[canvas.element_handle(), wanted],
    )


def open_tool(page, title: str) -> None:
    page.get_by_role("tab", name=title, exact=True).click()
    settle(page)


_made: list[str] = []  # the store of ``tab_with_every_kind``, once it is there: several files have it


def tab_with_every_kind(serve, drawn, tmp_path_factory):
    """The tab over a store of its own: trained models with plane and points, untrained ones of the other kinds."""
    if not _made:
        folder = tmp_path_factory.mktemp("tools")
        uri = untrained_store(folder / "store")
        for name in ("vae-20", "vae-2", "ae-32"):
            open_store(uri).push(described(name, folder / name, drawn.test), name, "With plane and points")
        _made.append(uri)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ZOO_STORE", _made[0])
        yield serve(again.in_tab("vae", vae.build))


def described(name, folder, split):
    """The bundled checkpoint with the plane and the points of its test codes, whether or not it has them already;
    vae-2 with a timeline of a short run, the others without one."""
    shutil.copytree(BundledStore().resolve(name), folder)
    model = zoo.load_folder(folder)
    without_timeline(folder)
    if name == "vae-2":
        add_timeline(folder, model, split)
    with torch.no_grad():
        found = model.encode(split.intensities()[:2000])
    found = found if isinstance(found, torch.Tensor) else found.mean
    latents = json.loads((folder / "latents.json").read_text()) | {"plane": codes.plane(found)}
    (folder / "latents.json").write_text(json.dumps(latents))
    save_file(codes.points(found, split.labels[:2000]), folder / "points.safetensors")
    return folder


def press_on_map(page, right: float, up: float) -> None:
    """Press on the map, `right` and `up` as shares of its sides."""
    plot = page.locator(".vae-plot:visible")
    plot.evaluate("plot => plot.scrollIntoView({ block: 'end' })")  # below what is sticky on a phone
    box = plot.bounding_box()
    page.mouse.move(box["x"] + right * box["width"], box["y"] + (1 - up) * box["height"])
