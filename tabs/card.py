"""What a checkpoint tells about itself: its numbers, its figures, its card."""

import functools
import html
import re

from tabs import common
from zoo.errors import ZooError
from zoo.store import Checkpoint

PLAIN = {
    "elbo": "evidence lower bound: the score the VAE was trained to raise",
    "elbo_reconstruction": "its first term: what redrawing the digit costs",
    "elbo_kl": "its second term: how much the code says about the digit",
    "nll_iw1000": "negative log-likelihood, by a tighter bound; lower is better",
    "active_units": "latents that are really used",
    "bce_per_pixel": "how surprised the model is by each pixel; lower is better",
    "squared_error": "difference between digit and reconstruction; lower is better",
}


@functools.lru_cache(maxsize=32)
def about(checkpoint: Checkpoint) -> tuple[str, str]:
    """The HTML about a checkpoint (provenance, metrics, figures), and its card as Markdown without pictures."""
    try:
        return _about(checkpoint)
    except (KeyError, TypeError, ValueError):
        raise ZooError(f"The card of {checkpoint.name} is not of this version's form; train it again.") from None


def _about(checkpoint: Checkpoint) -> tuple[str, str]:
    readme = _read_card(checkpoint)
    training = common.read_json(checkpoint, "training.json")
    metrics = common.read_json(checkpoint, "metrics.json")
    origin = (
        f"<p class='zoo-origin'><b>{html.escape(checkpoint.name)}</b> {html.escape(training['summary'])} "
        f"Trained {training['epochs']} epochs in {training['seconds'] / 60:.1f} min on "
        f"{html.escape(training['device'])}. "
        f"Source: {html.escape(common.provenance(checkpoint))}.</p>"
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
    rows = "".join(_row(name, metric) for name, metric in metrics.items() if not isinstance(metric["value"], list))
    return (
        f"<table class='zoo-metrics'><caption>Measured on the 10,000 test images</caption><tbody>{rows}</tbody></table>"
    )


def _row(name: str, metric: dict) -> str:
    value, estimator = metric["value"], html.escape(metric["estimator"], quote=True)
    number = f"{value:,}" if isinstance(value, int) else f"{value:,.4f}" if abs(value) < 1 else f"{value:,.2f}"
    bound = {"<=": "≤ ", ">=": "≥ "}.get(metric["bound"], "")
    plain = f"<small>{html.escape(PLAIN.get(name, metric['estimator']))}</small>"
    return (
        f"<tr title='{estimator}'><th scope='row'><code>{html.escape(name)}</code>{plain}</th>"
        f"<td>{bound}{number.replace('-', '−')}<small>{html.escape(metric['unit'])}</small></td></tr>"
    )


def _gallery(checkpoint: Checkpoint, readme: str) -> str:
    """The card's figures, in its order and with its captions; only those that are there."""
    figures = []
    for caption, name in re.findall(r"!\[([^\]]*)\]\(figures/([\w-]+\.png)\)", readme):
        path = checkpoint.folder / "figures" / name
        if path.is_file():
            url = common.publish(path.read_bytes(), ".png")
            text = html.escape(caption, quote=True)
            picture = f"<img src='{url}' alt='{text}' loading='lazy'>"
            figures.append(f"<figure>{picture}<figcaption>{text}</figcaption></figure>")
    return f"<div class='zoo-figures'>{''.join(figures)}</div>"
