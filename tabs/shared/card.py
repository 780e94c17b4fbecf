"""What the page shows about a checkpoint: its numbers, its figures, its card."""

import html
import re
from collections.abc import Callable
from contextlib import suppress

import gradio as gr

from tabs.shared import delivery, measures, page
from zoo import reading
from zoo.errors import ZooError
from zoo.record import METRICS, TRAINING, Record, record
from zoo.stores import Checkpoint, need_whole
from zoo.wording import worded

NEAR = """\
const seen = new IntersectionObserver((entries) => {
  for (const { target, isIntersecting } of entries) {
    if (!isIntersecting) continue;
    target.src = target.dataset.src;
    seen.unobserve(target);
  }
}, { rootMargin: "400px" });
const look = () => element.querySelectorAll("img[data-src]:not([src])").forEach((image) => seen.observe(image));
new MutationObserver(look).observe(element, { childList: true, subtree: true });
look();
"""  # fetches a figure when it comes near the window; the browser's own lazy loading starts thousands of pixels earlier
FROM = "Where it is from:"
FIGURES = 3  # a row of them is shown at once
DIGITS = [str(digit) for digit in range(10)]
PNG = b"\x89PNG\r\n\x1a\n"  # how every such file begins


def section() -> gr.HTML:
    """The component that shows ``about`` a checkpoint."""
    return gr.HTML(apply_default_css=False, js_on_load=NEAR)


def about(checkpoint: Checkpoint) -> tuple[str, str]:
    """The HTML about a checkpoint (provenance, metrics, figures), and its card as Markdown without pictures."""
    own = record(checkpoint)
    metrics = measures.by_page(own.whole(METRICS))
    data = own.page.data
    first, others = measures.told(metrics)
    figures = _figures(checkpoint, own.card)
    more = _metrics_table(metrics, others, _shares(metrics, (data and data.classes) or DIGITS))
    body = (f"{_origin(own)}{_left_out(own)}{worded(_metrics_table(metrics, first), data)}{_gallery(figures[:FIGURES])}"
            f"{_more(worded(more, data), _gallery(figures[FIGURES:]))}")  # fmt: skip
    return f"<section class='zoo-about'><h2>What it learned, measured</h2>{body}</section>", _card_text(own.card)


def beside_card(checkpoint: Checkpoint, data_of: Callable[[Checkpoint], dict]) -> tuple[dict, str, str]:
    """The data of a tab's component and ``about``; a part that cannot be read is replaced by its error."""
    try:
        data = data_of(need_whole(checkpoint))
    except ZooError as error:
        data = {"error": str(error)}
    try:
        return data, *about(checkpoint)
    except ZooError as error:
        return data, page.error_html(str(error)), ""


def _origin(own: Record) -> str:
    """What it is, how it was trained and where it is from. Raises ``ZooError`` if nothing is known about its
    training."""
    training, summary = own.whole(TRAINING), own.page.summary.replace("`", "")
    trained = ""
    if training.epochs is not None and training.seconds is not None:
        epochs = f"{training.epochs} epoch{'' if training.epochs == 1 else 's'}"
        trained = f"Trained {epochs} in {training.seconds / 60:.1f} min on {training.device}. "
    source = f"{trained}{FROM} {page.provenance(own.checkpoint)}."
    return f"<p class='zoo-origin'><b>{html.escape(own.checkpoint.name)}</b> {html.escape(f'{summary} {source}')}</p>"


def _left_out(own: Record) -> str:
    """The first part of the record that does not fit and is not shown, as a sentence."""
    problems = [*own.problems[METRICS], *own.problems[TRAINING]]
    return page.error_html(problems[0]) if problems else ""


def _card_text(readme: str) -> str:
    """The card without its metadata block and without the figures, which the page shows already; its headings come
    under those of the page."""
    text = re.sub(r"\A---\n.*?\n---\n", "", readme, flags=re.DOTALL)
    parts = re.split(r"(^```.*?^```)", text.split("\n## Figures")[0], flags=re.DOTALL | re.MULTILINE)
    parts[::2] = [re.sub(r"^#", "##", part, flags=re.MULTILINE) for part in parts[::2]]  # the first one is the page's
    return "".join(parts)


def _metrics_table(metrics: dict, names: list[str], last: str = "") -> str:
    """A table of these metrics; "" without a row."""
    rows = "".join(_row(name, metrics) for name in names) + last
    where = "the validation text" if measures.of_text(metrics) else "the test images"
    caption = f"<caption>Measured on {where}</caption>"
    return f"<table class='zoo-metrics'>{caption}<tbody>{rows}</tbody></table>" if rows else ""


def _more(*parts: str) -> str:
    """What is shown when it is asked for; "" if it is nothing."""
    content = "".join(parts)
    if not content:
        return ""
    return f"<details class='zoo-about-more'><summary>More numbers and pictures</summary>{content}</details>"


def _row(name: str, metrics: dict) -> str:
    metric, real = metrics[name], measures.floor(name, metrics)
    estimator = html.escape(metric["estimator"], quote=True)
    title, meaning = map(html.escape, measures.words(name, metric))
    doubt = html.escape(measures.reservation(name, metrics))
    meaning = f"{meaning}<em>{doubt}</em>" if doubt else meaning
    kind = "text" if measures.of_text(metrics) else "images"
    beside = "" if real is None else f"<small>real {kind}: {real}</small>"
    return (
        f"<tr title='{html.escape(name)}: {estimator}'><th scope='row'>{title}<small>{meaning}</small></th>"
        f"<td>{measures.shown(name, metric)}<small>{html.escape(metric['unit'])}</small>{beside}</td></tr>"
    )


def _shares(metrics: dict, classes: list[str]) -> str:
    """How often each digit or other class is generated, as one row of bars; "" if that was not measured."""
    names = measures.SHARES[: len(classes)]
    if not all(measures.is_single(metrics.get(name)) for name in names):
        return ""
    shares = [min(1.0, max(0.0, metrics[name]["value"])) for name in names]
    heights = [100 * share / max(*shares, 0.1) for share in shares]
    shown = [html.escape(each) for each in classes]
    bars = "".join(
        f"<span><i style='height:{height:.0f}%'></i>{each}</span>" for each, height in zip(shown, heights, strict=True)
    )
    text = ", ".join(f"{each}: {share:.1%}" for each, share in zip(shown, shares, strict=True))
    return (
        "<tr><th scope='row'>Which digits it draws<small>share of each among its random draws; equal shares would be "
        f"{100 / len(shares):.0f} % each</small></th>"
        f"<td><div class='zoo-shares' role='img' aria-label='{text}'>{bars}</div></td></tr>"
    )


def _figures(checkpoint: Checkpoint, readme: str) -> list[str]:
    """The card's figures in its order and with its captions; files that are missing, or far too large, are left out."""
    figures = []
    for caption, name in re.findall(r"!\[([^\]]*)\]\(figures/([\w-]+\.png)\)", readme):
        with suppress(OSError, ValueError):
            png, text = reading.content(checkpoint.folder / "figures" / name), html.escape(caption, quote=True)
            figures.append(f"<figure>{_picture(png, text)}<figcaption>{text}</figcaption></figure>")
    return figures


def _gallery(figures: list[str]) -> str:
    return f"<div class='zoo-figures'>{''.join(figures)}</div>" if figures else ""


def _picture(png: bytes, text: str) -> str:
    """A figure with its size, so that the browser reserves its place and fetches it when it comes near."""
    url = delivery.publish(png, ".png")
    width, height = (int.from_bytes(png[at : at + 4], "big") for at in (16, 20))  # of the IHDR chunk, always the first
    size = f"width='{width}' height='{height}'" if png.startswith(PNG) else ""
    shown = f"<img data-src='{url}' alt='{text}' {size} decoding='async'>"
    return f"<a href='{url}' target='_blank'>{shown}</a>"
