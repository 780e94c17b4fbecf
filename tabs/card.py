"""What a checkpoint tells about itself: its numbers, its figures, its card."""

import html
import re

from tabs import common
from zoo.errors import ZooError
from zoo.store import Checkpoint

PLAIN = {  # what a metric is called, and what it means to somebody who meets it here
    "elbo": ("Evidence lower bound (ELBO)", "what training raises: minus the sum of the next two"),
    "elbo_reconstruction": ("Reconstruction", "what redrawing the digit from its code costs"),
    "elbo_kl": ("KL divergence", "what the code tells about the digit"),
    "nll_iw1000": (
        "Negative log-likelihood",
        "how surprised the model is by a new digit, by a tighter bound; lower is better",
    ),
    "active_units": ("Active units", "numbers of the code that change with the digit at all"),
    "bce_per_pixel": ("Cross-entropy per pixel", "how surprised the model is by each pixel; lower is better"),
    "squared_error": ("Squared error", "difference between digit and reconstruction; lower is better"),
}


def about(checkpoint: Checkpoint) -> tuple[str, str]:
    """The HTML about a checkpoint (provenance, metrics, figures), and its card as Markdown without pictures."""
    try:
        return _about(checkpoint)
    except (KeyError, TypeError, ValueError, AttributeError):
        raise ZooError(f"The card of {checkpoint.name} is not of this version's form; train it again.") from None


def _about(checkpoint: Checkpoint) -> tuple[str, str]:
    readme = _read_card(checkpoint)
    training = common.read_json(checkpoint, "training.json")
    metrics = common.read_json(checkpoint, "metrics.json")
    origin = (
        f"<p class='zoo-origin'><b>{html.escape(checkpoint.name)}</b> {html.escape(training['summary'])} "
        f"Trained {int(training['epochs'])} epochs in {training['seconds'] / 60:.1f} min on "
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
    return f"<table class='zoo-metrics'><caption>Measured on the test images</caption><tbody>{rows}</tbody></table>"


def _row(name: str, metric: dict) -> str:
    value, estimator = metric["value"], html.escape(metric["estimator"], quote=True)
    number = f"{value:,}" if isinstance(value, int) else f"{value:,.4f}" if abs(value) < 1 else f"{value:,.2f}"
    bound = {"<=": "≤ ", ">=": "≥ "}.get(metric["bound"], "")
    title, meaning = map(html.escape, PLAIN.get(name, (name, metric["estimator"])))
    return (
        f"<tr title='{html.escape(name)}: {estimator}'><th scope='row'>{title}<small>{meaning}</small></th>"
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
            picture = f"<a href='{url}' target='_blank'><img src='{url}' alt='{text}' loading='lazy'></a>"
            figures.append(f"<figure>{picture}<figcaption>{text}</figcaption></figure>")
    return f"<div class='zoo-figures'>{''.join(figures)}</div>"
