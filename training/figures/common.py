"""Figures of a checkpoint. Only ``matplotlib.figure.Figure``: pyplot keeps global state."""

import io
from pathlib import Path

import torch
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator
from PIL import Image
from torch import Tensor

from training.engine.loop import Progress
from zoo.images import tile

INK, QUIET, ACCENT = "#1d2433", "#8a93a5", "#d9480f"
DIGITS = ("#4263eb", "#e03131", "#2f9e44", "#f08c00", "#9c36b5", "#0c8599", "#c2255c", "#74b816", "#846358", "#495057")

DOTS, LAYOUT = 120, "constrained"  # of a figure: pixels per inch, and how it makes room for its texts
COLOURS = 64  # in a figure's file
LOSSES = {"images": "loss per image", "passages": "loss per character",
          "speeches": "loss per token", "words": "loss per word",
          "examples": "loss per speech, sum of the tasks"}  # fmt: skip


def save(figure: Figure, path: Path) -> None:
    """A figure as a small PNG, with few colours: no visible difference, at two fifths of the size.

    The colours are chosen for coverage, then moved to the means of the pixels that they replace: so white stays white.
    """
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png")
    drawn = Image.open(buffer).convert("RGB")
    few = drawn.quantize(COLOURS, Image.Quantize.MAXCOVERAGE, kmeans=2, dither=Image.Dither.NONE)
    few.save(path, "PNG", optimize=True)


def plot(width: float, height: float, title: str):
    """A figure of this size in inches and its axes, with a title."""
    figure = Figure(figsize=(width, height), dpi=DOTS, layout=LAYOUT)
    return figure, dress(figure.add_subplot(), title)


def dress(axes, title: str):
    """Axes with a title, in the style of all figures; returns them."""
    axes.set_title(title, loc="left", color=INK, fontsize=11, fontweight="bold")
    axes.spines[["top", "right"]].set_visible(False)
    axes.spines[["left", "bottom"]].set_color(QUIET)
    axes.tick_params(colors=INK, labelsize=8)
    axes.grid(axis="y", color=QUIET, alpha=0.25, linewidth=0.6)
    axes.set_axisbelow(True)
    return axes


def picture(levels: Tensor, width: float, height: float, title: str) -> Figure:
    """A picture (H, W) in [0, 1], with dark ink, in a figure of this size in inches."""
    figure, axes = plot(width, height, title)
    axes.imshow(levels.cpu(), cmap="gray_r", vmin=0, vmax=1, interpolation="nearest")
    axes.set_axis_off()
    return figure


def reconstructions(images: Tensor, rebuilt: Tensor, columns: int = 10) -> Figure:
    """Pairs of rows: images (n, 1, H, W) above, their reconstructions below."""
    rows = [
        row
        for pair in zip(images.split(columns), rebuilt.split(columns), strict=True)
        for row in pair
    ]  # fmt: skip
    title = f"First {len(images)} test images, each above its reconstruction"
    return picture(tile(torch.cat(rows), columns, background=0.0), 7.2, 3.3, title)


def samples(model, n: int = 40, columns: int = 10) -> Figure:
    """``n`` draws from the model with a fixed seed."""
    drawn = model.sample(n, torch.Generator(model.device).manual_seed(1))
    return picture(tile(drawn, columns, background=0.0), 7.2, 3.3, f"{n} random draws")


def denoised(noisy: Tensor, cleaned: Tensor, columns: int = 10) -> Figure:
    """Noisy images (n, 1, H, W), each above the model's output for it."""
    rows = [row for pair in zip(noisy.cpu().split(columns), cleaned.cpu().split(columns), strict=True) for row in pair]
    title = "Test images under Gaussian and under masking noise, each above what comes back"
    return picture(tile(torch.cat(rows), columns, background=0.0), 7.2, 3.3, title)


def boxes(values: Tensor, title: str, xlabel: str, ylabel: str) -> Figure:
    """A box plot for each column of values (n, units); whiskers from the 1st to the 99th percentile."""
    figure, axes = plot(max(3.6, min(7.2, 1.6 + 0.28 * values.shape[1])), 3.0, title)
    axes.boxplot(
        values.cpu().numpy(), whis=(1, 99), showfliers=False, patch_artist=True, widths=0.6,
        boxprops={"facecolor": "#dbe4ff", "edgecolor": INK, "linewidth": 0.8},
        medianprops={"color": ACCENT, "linewidth": 1.4}, whiskerprops={"color": INK, "linewidth": 0.8},
        capprops={"color": INK, "linewidth": 0.8}, tick_labels=[str(i) for i in range(values.shape[1])],
    )  # fmt: skip
    axes.set_xlabel(xlabel, fontsize=9)
    axes.set_ylabel(ylabel, fontsize=9)
    if values.shape[1] > 24:
        axes.tick_params(axis="x", labelsize=6)
    return figure


def latent_plane(means: Tensor, labels: Tensor) -> Figure:
    """Posterior means (n, 2) as points coloured by their labels, if these differ."""
    figure, axes = plot(6.0, 5.4, "Where the test images land in the latent plane")
    for digit, colour in enumerate(DIGITS[: int(labels.max()) + 1]):
        points = means[labels == digit].cpu()
        axes.scatter(*points.T, s=2.5, color=colour, alpha=0.6, linewidths=0, label=str(digit), rasterized=True)
    if labels.any():
        axes.legend(title="label", markerscale=5, fontsize=8, frameon=False, loc="center left", bbox_to_anchor=(1, 0.5))
    axes.set_xlabel("latent 0", fontsize=9)
    axes.set_ylabel("latent 1", fontsize=9)
    axes.set_aspect("equal")
    return figure


@torch.no_grad()
def manifold(model, side: int = 20) -> Figure:
    """Decoded digits over the plane, spaced by the prior's quantiles (Kingma & Welling 2014, fig. 4)."""
    steps = torch.distributions.Normal(0.0, 1.0).icdf(torch.linspace(0.02, 0.98, side))
    grid = torch.cartesian_prod(steps.flip(0), steps).flip(1)  # rows from high to low latent 1, columns latent 0
    sheet = tile(model.decode(grid.to(model.device)), side, gap=0)
    return picture(sheet, 5.6, 5.8, "What each place in the plane decodes to")


def learning_curves(progress: Progress, unit: str = "images") -> Figure:
    """Training and validation loss by epoch, with the kept epoch marked; for two players see ``_players``."""
    if "generator" in progress.train[0]:
        return _players(progress)
    figure, axes = plot(7.2, 3.0, "Learning curves")
    epochs = range(1, progress.epoch + 1)
    line = {"linewidth": 1.3, "marker": "o" if progress.epoch == 1 else None}  # one epoch is a point, not a line
    shown = "pseudo_nll" if "pseudo_nll" in progress.validation[0] else "loss"  # an RBM's loss shows no progress
    if shown in progress.train[0]:
        axes.plot(epochs, [e[shown] for e in progress.train], color="#4263eb", label="training", **line)
    axes.plot(epochs, [e[shown] for e in progress.validation], color=ACCENT, label="validation", **line)
    axes.axvline(progress.best_epoch, color=QUIET, linewidth=0.8, linestyle="--", label="epoch kept")
    values = [e[shown] for e in progress.validation]
    low, high = min(values), sorted(values)[int(0.95 * (len(values) - 1))]
    axes.set_ylim(low - 0.15 * (high - low) - 0.1, high + 0.25 * (high - low) + 0.1)
    axes.set_xlabel("epoch", fontsize=9)
    axes.set_ylabel(LOSSES[unit] if shown == "loss" else "−log pseudo-likelihood, nats", fontsize=9)
    axes.legend(fontsize=8, frameon=False)
    return figure


def _players(progress: Progress) -> Figure:
    """Both players' losses, the critic's accuracy on either kind of image, and the samples' coverage, by epoch."""
    panels = {  # title: (line, colour, values by epoch)
        "Both players' losses": [("generator", ACCENT, progress.train, "generator"),
                                 ("critic", "#4263eb", progress.train, "critic")],
        "How often the critic is right": [("on real images", "#2f9e44", progress.train, "real_accuracy"),
                                          ("on generated images", "#9c36b5", progress.train, "generated_accuracy")],
        "Share of the validation images that samples cover": [("coverage", INK, progress.validation, "coverage")],
    }  # fmt: skip
    figure = Figure(figsize=(7.2, 6.4), dpi=DOTS, layout=LAYOUT)
    epochs = range(1, progress.epoch + 1)
    for axes, (title, lines) in zip(figure.subplots(len(panels), 1, sharex=True), panels.items(), strict=True):
        dress(axes, title)
        for label, color, averages, name in lines:
            values = [each[name] for each in averages if name in each]
            axes.plot(
                epochs[: len(values)], values, color=color, linewidth=1.3, marker="o", markersize=2.5, label=label
            )
        if len(lines) == 1 or "accuracy" in lines[0][-1]:
            axes.set_ylim(-0.03, 1.03)
        axes.legend(fontsize=8, frameon=False)
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    axes.set_xlabel("epoch", fontsize=9)
    return figure


def confusion(labels: Tensor, called: Tensor) -> Figure:
    """How often each class (rows) is read as which (columns); ``labels`` and ``called`` are (n,)."""
    counts = torch.zeros(10, 10, dtype=torch.long).index_put_((labels.cpu(), called.cpu()), torch.tensor(1), True)
    figure, axes = plot(4.6, 4.4, "What each label is read as")
    axes.imshow((counts / counts.sum(1, keepdim=True).clamp_min(1)).sqrt(), cmap="Oranges", vmin=0, vmax=1)
    for row in range(10):
        for column in range(10):
            if counts[row, column]:
                color = "white" if row == column else INK
                axes.text(column, row, str(int(counts[row, column])), ha="center", va="center", fontsize=7, color=color)
    axes.set_xticks(range(10))
    axes.set_yticks(range(10))
    axes.grid(False)
    axes.set_xlabel("the judge's label", fontsize=9)
    axes.set_ylabel("true label", fontsize=9)
    return figure


def labelled(images: Tensor, texts: list[str], title: str, columns: int = 10) -> Figure:
    """Images (n, 1, H, W), each with a short text above it."""
    rows = max(1, -(-len(images) // columns))
    figure = Figure(figsize=(7.2, 0.4 + 0.9 * rows), dpi=DOTS, layout=LAYOUT)
    figure.suptitle(title, x=0.01, ha="left", color=INK, fontsize=11, fontweight="bold")
    for index, axes in enumerate(figure.subplots(rows, columns, squeeze=False).flat):
        axes.set_axis_off()
        if index < len(images):
            axes.imshow(images[index, 0].cpu(), cmap="gray_r", vmin=0, vmax=1, interpolation="nearest")
            axes.set_title(texts[index], fontsize=8, color=INK, pad=2)
    return figure


def bars(shares: Tensor, title: str, xlabel: str) -> Figure:
    """Shares (n,) as bars, the largest first."""
    figure, axes = plot(7.2, 2.6, title)
    axes.bar(range(len(shares)), 100 * shares.sort(descending=True).values.cpu().numpy(), color="#4263eb", width=0.8)
    axes.set_xlabel(f"{xlabel}, most used first", fontsize=9)
    axes.set_ylabel("% of all codes", fontsize=9)
    return figure
