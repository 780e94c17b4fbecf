"""What a checkpoint tells about itself: its numbers, its figures, its card."""

import html
import re
from collections.abc import Callable

import gradio as gr

from tabs.shared import delivery, measures, page
from zoo import pages
from zoo.errors import ZooError
from zoo.stores import Checkpoint

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
"""  # fetches a figure when it comes near; what browsers do by themselves, they do thousands of pixels before
PNG = b"\x89PNG\r\n\x1a\n"  # how every such file begins


def section() -> gr.HTML:
    """Where the page shows what is ``about`` a checkpoint."""
    return gr.HTML(apply_default_css=False, js_on_load=NEAR)


def about(checkpoint: Checkpoint) -> tuple[str, str]:
    """The HTML about a checkpoint (provenance, metrics, figures), and its card as Markdown without pictures."""
    try:
        return _about(checkpoint)
    except (KeyError, TypeError, ValueError, AttributeError):
        raise ZooError(f"The card of {checkpoint.name} is not of this version's form; train it again.") from None


def beside_card(checkpoint: Checkpoint, data_of: Callable[[Checkpoint], dict]) -> tuple[dict, str, str]:
    """The data of a tab's component and ``about``; where a part cannot be read, that part says so."""
    try:
        data = data_of(checkpoint)
    except ZooError as error:
        data = {"error": str(error)}
    try:
        return data, *about(checkpoint)
    except ZooError as error:
        return data, page.error_html(str(error)), ""


def _about(checkpoint: Checkpoint) -> tuple[str, str]:
    readme = _read_card(checkpoint)
    training = page.read_json(checkpoint, "training.json")
    metrics = measures.by_page(page.read_json(checkpoint, "metrics.json"))
    summary = pages.read(checkpoint).summary.replace("`", "")
    origin = (
        f"<p class='zoo-origin'><b>{html.escape(checkpoint.name)}</b> {html.escape(summary)} "
        f"Trained {int(training['epochs'])} epochs in {training['seconds'] / 60:.1f} min on "
        f"{html.escape(training['device'])}. "
        f"Source: {html.escape(page.provenance(checkpoint))}.</p>"
    )
    body = f"{origin}{_metrics_table(metrics)}{_gallery(checkpoint, readme)}"
    return f"<section class='zoo-about'><h2>What it learned, measured</h2>{body}</section>", _card_text(readme)


def _read_card(checkpoint: Checkpoint) -> str:
    try:
        return (checkpoint.folder / "README.md").read_text(encoding="utf-8")
    except OSError:
        raise ZooError(f"The card of {checkpoint.name} is missing; train or fetch it again.") from None


def _card_text(readme: str) -> str:
    """The card without its metadata block and without the figures, which the page shows already."""
    text = re.sub(r"\A---\n.*?\n---\n", "", readme, flags=re.DOTALL)
    return text.split("\n## Figures")[0]


def _metrics_table(metrics: dict) -> str:
    rows = "".join(_row(name, metrics) for name in measures.rows(metrics))
    where = "the validation text" if measures.of_text(metrics) else "the test images"
    caption = f"<caption>Measured on {where}</caption>"
    return f"<table class='zoo-metrics'>{caption}<tbody>{rows}{_shares(metrics)}</tbody></table>"


def _row(name: str, metrics: dict) -> str:
    metric, real = metrics[name], measures.floor(name, metrics)
    estimator = html.escape(metric["estimator"], quote=True)
    title, meaning = map(html.escape, measures.words(name, metric))
    kind = "text" if measures.of_text(metrics) else "images"
    beside = "" if real is None else f"<small>real {kind}: {real}</small>"
    return (
        f"<tr title='{html.escape(name)}: {estimator}'><th scope='row'>{title}<small>{meaning}</small></th>"
        f"<td>{measures.shown(metric)}<small>{html.escape(metric['unit'])}</small>{beside}</td></tr>"
    )


def _shares(metrics: dict) -> str:
    """How often each digit is made up, as one row of ten bars; nothing where that was not measured."""
    if not all(measures.is_single(metrics.get(name)) for name in measures.SHARES):
        return ""
    shares = [min(1.0, max(0.0, metrics[name]["value"])) for name in measures.SHARES]
    heights = [100 * share / max(*shares, 0.1) for share in shares]
    bars = "".join(f"<li><i style='height:{height:.0f}%'></i>{digit}</li>" for digit, height in enumerate(heights))
    text = ", ".join(f"{digit}: {share:.1%}" for digit, share in enumerate(shares))
    return (
        "<tr><th scope='row'>Which digits it makes up<small>share of each among its random draws; even would be 10 % "
        f"each</small></th><td><ol class='zoo-shares' start='0' role='img' aria-label='{text}'>{bars}</ol></td></tr>"
    )


def _gallery(checkpoint: Checkpoint, readme: str) -> str:
    """The card's figures, in its order and with its captions; only those that are there."""
    figures = []
    for caption, name in re.findall(r"!\[([^\]]*)\]\(figures/([\w-]+\.png)\)", readme):
        path = checkpoint.folder / "figures" / name
        if path.is_file():
            text = html.escape(caption, quote=True)
            figures.append(f"<figure>{_picture(path.read_bytes(), text)}<figcaption>{text}</figcaption></figure>")
    return f"<div class='zoo-figures'>{''.join(figures)}</div>"


def _picture(png: bytes, text: str) -> str:
    """A figure with its size, so that the browser keeps its place free and fetches it when it comes near."""
    url = delivery.publish(png, ".png")
    width, height = (int.from_bytes(png[at : at + 4], "big") for at in (16, 20))  # of the IHDR chunk, always the first
    size = f"width='{width}' height='{height}'" if png.startswith(PNG) else ""
    shown = f"<img data-src='{url}' alt='{text}' {size} decoding='async'>"
    return f"<a href='{url}' target='_blank'>{shown}</a>"
