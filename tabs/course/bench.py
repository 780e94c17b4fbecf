"""One digit through everything: a model of each family redraws it, and their figures stand side by side."""

import functools
import html
import json

import gradio as gr
from gradio.context import LocalContext
from starlette.requests import Request
from starlette.responses import JSONResponse

from tabs.course.charts import Bar, bar_of, best_of, figure, title
from tabs.course.schema import Contender, course
from tabs.shared import turns
from tabs.shared.catalogue import catalogue
from tabs.shared.digits import read_digit
from tabs.shared.family import drawable, model
from tabs.shared.request import read_whole, to_base64
from zoo import mnist, mnist_download, questions
from zoo.errors import ZooError
from zoo.record import Record

PATH = "/course/redrawn"
SIDE = 28
SAMPLES, SEED, SEEDS = 10, 1, 9
LARGEST = 200_000  # bytes of a request; a drawing has 30,000
COLUMNS = {  # metric: its heading, and what is said of the best
    "squared_error": ("Squared error of all test digits", "Redraws most exactly"),
    "frechet": ("Fréchet distance of its own digits", "Draws digits that are nearest to real ones"),
    "coverage": ("Coverage of the real digits", "Leaves the fewest kinds of digits out"),
}


async def respond(request: Request) -> JSONResponse:
    """``{"model", "digit"}`` gives ``seen`` and ``rebuilt`` (base64 of levels), ``error``, its squared error, and
    ``samples``; ``{"model", "seed"}`` only ``samples``. A request at fault gets ``problem``, a sentence, with status
    400, and a server with too much to do answers with 503."""
    LocalContext.request.set(gr.Request(request))  # whose turn it is
    try:
        asked = await _read(request)
        return JSONResponse(await turns.finished(functools.partial(answer, asked)))
    except ZooError as error:
        return JSONResponse({"problem": str(error)}, error.status)


async def _read(request: Request) -> dict:
    """The JSON object that was sent."""
    try:
        if int(request.headers.get("content-length") or LARGEST + 1) > LARGEST:
            raise ZooError("A digit takes fewer bytes than this request has.")
        asked = json.loads(await request.body())
    except (ValueError, RecursionError):
        raise ZooError("The request must be JSON.") from None
    if not isinstance(asked, dict):
        raise ZooError("The request must be a JSON object.")
    return asked


def answer(asked: dict) -> dict:
    """What one model makes of a digit, and ten digits of its own; without a digit only these, by a seed."""
    name = asked.get("model")
    if not isinstance(name, str) or name not in {each.model for each in course().bench} or name not in catalogue():
        raise ZooError("There is no such model in the comparison.")
    if "digit" in asked:
        return redrawn(name, asked["digit"])
    return {"samples": samples(name, read_whole(asked.get("seed"), "The seed", 1, SEEDS))}


def redrawn(name: str, digit: object) -> dict:
    """What a model makes of a digit, and ten digits of its own."""
    image, label = read_digit(digit, SIDE)
    rebuilt = rebuild(model(drawable(catalogue()[name].checkpoint)), image)
    error = (rebuilt - image).square().sum().item()
    return {
        "seen": to_base64(image),
        "label": label,
        "rebuilt": to_base64(rebuilt),
        "error": round(error, 2),
        "samples": samples(name, SEED),
    }


def rebuild(chosen, image):
    """A picture (1, 1, 28, 28) as the model redraws it; if it can only draw, the closest that it draws."""
    import torch

    from zoo.closest import closest

    if not chosen.capabilities(chosen.config).get("redraws"):
        return closest(chosen, image, SEED)[1]
    with torch.inference_mode():
        return chosen.reconstruct(image)


def samples(name: str, seed: int) -> str:
    """Ten digits of a model's own, as base64 of their levels."""
    return _samples(name, seed, catalogue()[name].checkpoint.revision)


@functools.lru_cache(maxsize=128)
def _samples(name: str, seed: int, _revision: str) -> str:
    import torch

    from zoo.images import reduce

    chosen = model(drawable(catalogue()[name].checkpoint))
    with torch.inference_mode():
        return to_base64(reduce(chosen.sample(SAMPLES, torch.Generator().manual_seed(seed)), SIDE))


# ---- the table
def as_html(found: dict[str, Record]) -> str:
    """The table, with places for the pictures, and what its figures say."""
    there = [each for each in course().bench if each.model in found]
    bars = {metric: [bar for each in there if (bar := bar_of(found[each.model], metric))] for metric in COLUMNS}
    best = {metric: [bar.model for bar in best_of(of, found)] for metric, of in bars.items()}
    said = " ".join(_said(metric, of, best[metric]) for metric, of in bars.items() if best[metric])
    headings = ["Model", "Your digit", "Ten of its own", *(heading for heading, _ in COLUMNS.values()), "Nats a digit"]
    heads = "".join(f"<th scope='col'>{heading}</th>" for heading in headings)
    rows = "".join(_row(each, found[each.model], bars, best) for each in there)
    table = f"<table><thead><tr>{heads}</tr></thead><tbody>{rows}{_floor(found, there)}</tbody></table>"
    return f"<p class='course-said'>{html.escape(said)}</p><div class='course-wide'>{table}</div>"


def _said(metric: str, bars: list[Bar], best: list[str]) -> str:
    names = [f"{bar.label} ({bar.text})" for bar in bars if bar.model in best]
    return f"{COLUMNS[metric][1]}: {', '.join(names)}{'; too close to call' if len(names) > 1 else ''}."


def _row(each: Contender, own: Record, bars: dict[str, list[Bar]], best: dict[str, list[str]]) -> str:
    cells = "".join(_cell(each.model, metric, bars, best) for metric in COLUMNS)
    name, screen = html.escape(title(each.model)), "canvas class='zoo-screen"
    return (
        f"<tr data-bench='{each.model}'><th scope='row'>{name}<small>{html.escape(each.how)}</small></th>"
        f"<td data-name='Your digit'><{screen}' width='{SIDE}' height='{SIDE}' role='img' "
        f"aria-label='Your digit as {name} redraws it'></canvas><span></span></td>"
        f"<td data-name='Ten of its own'><{screen} course-ten' width='{5 * SIDE}' height='{2 * SIDE}' role='img' "
        f"aria-label='Ten digits of its own'></canvas></td>{cells}"
        f"<td data-name='Nats a digit'>{_nats(own)}</td></tr>"
    )


def _cell(name: str, metric: str, bars: dict[str, list[Bar]], best: dict[str, list[str]]) -> str:
    heading = html.escape(COLUMNS[metric][0])
    bar = next((bar for bar in bars[metric] if bar.model == name), None)
    if bar is None:
        return f"<td data-name='{heading}'>–</td>"
    mark = " class='is-best'" if name in best[metric] else ""
    return (
        f"<td{mark} data-name='{heading}' data-model='{name}' data-metric='{bar.metric}'><b>{html.escape(bar.text)}</b>"
        f"<small>{html.escape(bar.beside)}</small></td>"
    )


def _nats(own: Record) -> str:
    """How surprised it is by a test digit: a bound, or the range of two estimates; a dash if that is not defined."""
    if bar := bar_of(own, "nll_iw"):
        return html.escape(bar.text)
    if bar := bar_of(own, "elbo"):
        return f"≤ {-bar.value:.2f}"
    if found := questions.nats(questions.evidence(own.checkpoint.folder)):
        return f"{'≤ ' if found.bound else ''}{-found.high:.1f} to {-found.low:.1f}"
    return "–"


def _floor(found: dict[str, Record], there: list[Contender]) -> str:
    """What real images would score."""
    metrics = (found[there[-1].model].metrics or {}) if there else {}
    shown = {metric: metrics.get(f"{metric}_floor") for metric in COLUMNS}
    cells = "".join(
        f"<td data-name='{html.escape(COLUMNS[metric][0])}'>{_plain(metric, each)}</td>"
        for metric, each in shown.items()
    )
    return f"<tr class='is-floor'><th scope='row'>Real digits</th><td></td><td></td>{cells}<td>–</td></tr>"


def _plain(metric: str, found: dict | None) -> str:
    if found is None:
        return "0" if metric == "squared_error" else "–"
    return figure(found)


def tests() -> tuple[int, str]:
    """How many test digits there are, and where MNIST is: "here", "coming" or "absent"."""
    return len(mnist.digits()[0]), mnist_download.wanted()
