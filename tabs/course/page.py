"""The course as a page of its own, ``/course``: the sheets, their cards, and what keeps a student's progress."""

import functools
import html
import re

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import Route

from tabs.course import bench, notebooks
from tabs.course.answers import Answer, Picture, answer
from tabs.course.charts import ONE_RUN, as_html, records
from tabs.course.schema import Card, Sheet, course
from tabs.shared import delivery, languages
from tabs.shared.catalogue import catalogue
from zoo.record import Record

PATH = "/course"
MORE = "More exactly, in nats, and what was tried"
MARKUP = delivery.ASSETS / "course" / "page.html"


def routes() -> list[Route]:
    """What ``launch`` serves beside Gradio's own."""
    asked = Route(bench.PATH, bench.respond, methods=["POST"])
    return [Route(PATH, respond), asked, Route(notebooks.PATH, notebooks.respond)]


async def respond(_request: Request) -> HTMLResponse:
    """The page with all cards."""
    return HTMLResponse(await run_in_threadpool(document))


def document() -> str:
    """The page's HTML, made anew when there are other checkpoints."""
    return _made(tuple(sorted((name, entry.checkpoint) for name, entry in catalogue().items())), *bench.tests())


@functools.lru_cache(maxsize=2)
def _made(_checkpoints: tuple, tests: int, mnist: str) -> str:
    base = delivery.modules_url(*sorted(delivery.ASSETS.iterdir()))
    found, sheets = records(), course().sheets
    parts = {
        "base": base,
        "early": languages.early(),
        "switch": languages.switch(),
        "said": languages.SAID,
        "nav": "".join(
            f"<a href='#{sheet.id}'>{html.escape(sheet.title)} <small>{len(sheet.cards)}</small></a>"
            for sheet in sheets
        ),
        "sheets": "".join(_sheet(number, sheet, found) for number, sheet in enumerate(sheets, start=1)),
        "count": str(len(course().cards())),
        "bench": bench.as_html(found),
        "tests": str(tests),
        "mnist": mnist,
        "examples": html.escape((delivery.ASSETS / "shared" / "examples.json").read_text(encoding="utf-8")),
    }
    return re.sub(r"\{(\w+)\}", lambda hit: parts[hit[1]], MARKUP.read_text(encoding="utf-8"))


def _sheet(number: int, sheet: Sheet, found: dict[str, Record]) -> str:
    cards = "".join(_card(f"{number}.{at}", card, found) for at, card in enumerate(sheet.cards, start=1))
    notebook = (
        f" <a href='course/{sheet.id}.ipynb' download>As a Jupyter notebook</a>" if notebooks.file_of(sheet.id) else ""
    )
    return (
        f"<section class='course-sheet' id='{sheet.id}'><h2>{html.escape(sheet.title)}</h2>"
        f"<p class='course-about'>{html.escape(sheet.about)}{notebook}</p>"
        f"<div class='course-cards'>{cards}</div></section>"
    )


def _card(number: str, card: Card, found: dict[str, Record]) -> str:
    training = (
        f"<a class='zoo-button' data-part='training' href='{html.escape(card.address(card.training))}' target='_blank'>"
        f"{'Play it in a plane yourself' if 'plane' in card.training else 'Train it yourself'}</a>"
        if card.training
        else ""
    )
    return (
        f"<article class='course-card' id='{card.id}' data-number='{number}'>"
        f"<header><span class='course-number'>{number}</span><h3>{html.escape(card.title)}</h3>"
        "<label class='course-done'><input type='checkbox' data-field='done'> done</label></header>"
        f"<p class='course-question'>{_text(card.question)}</p>"
        f"<label class='course-field'><b>Predict first.</b> <span data-part='ask'>{_text(card.predict)}</span>"
        f"<textarea data-field='predicted' rows='2' maxlength='2000'></textarea></label>"
        f"<div class='course-row'><a class='zoo-button zoo-primary' data-part='tool' "
        f"href='{html.escape(card.address(card.link))}' target='_blank'>Open the tool</a>{training}</div>"
        f"<p class='course-look'>{_text(card.look)}</p>"
        f"<details data-field='opened'><summary>The measured answer</summary>{_answer(answer(card, found))}"
        f"<p class='course-command'><span>Do it again yourself:</span><code>{html.escape(card.command)}</code></p>"
        "<label class='course-field'><b>What did you find?</b>"
        "<textarea data-field='found' rows='2' maxlength='4000'></textarea></label></details></article>"
    )


def _answer(given: Answer) -> str:
    said = "".join(_block(kind, text) for kind, text in given.blocks if kind != "more")
    more = "".join(_block("p", text) for kind, text in given.blocks if kind == "more")
    if more:
        said += f"<details class='course-more'><summary>{MORE}</summary>{more}</details>"
    once = f"<p class='course-missing'>{ONE_RUN}</p>" if any(chart.single for chart in given.charts) else ""
    return (
        f"<div class='course-findings'>{''.join(map(as_html, given.charts))}</div>"
        f"<div class='course-answer'>{once}{said}</div>"
        f"<div class='course-pictures'>{''.join(map(_picture, given.pictures))}</div>"
    )


def _block(kind: str, text: str) -> str:
    return (
        f"<pre tabindex='0'>{html.escape(text)}</pre>" if kind == "pre" else f"<p class='course-text'>{_text(text)}</p>"
    )


def _picture(picture: Picture) -> str:
    width, height = picture.size
    caption = html.escape(picture.caption, quote=True)
    return (
        f"<figure><a href='{picture.url}' target='_blank'><img src='{picture.url}' loading='lazy' width='{width}' "
        f"height='{height}' alt='{caption}' data-name='{picture.name}'></a><figcaption>{caption}</figcaption></figure>"
    )


def _text(text: str) -> str:
    """A text with its commands and names, between backticks, as code."""
    parts = html.escape(text).split("`")
    return "".join(f"<code>{part}</code>" if at % 2 else part for at, part in enumerate(parts))
