"""Figures of Boltzmann machines: the filters of their units, how often these are on, and Gibbs chains."""

from collections.abc import Callable

import torch
from matplotlib.figure import Figure
from torch import Tensor

from training.data.images import Data
from training.figures import common as figures
from training.figures.common import ACCENT, INK
from training.metrics.likelihood import binary_test_set
from zoo.images import tile
from zoo.models.boltzmann import VISIBLE, Boltzmann, drawing
from zoo.models.dbn import DBN
from zoo.models.rbm import RBM

MOST = 100  # filters in one figure
COLUMNS = 10
STEPS = (0, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)  # of a chain, at which it is shown
CHAINS = 8
CHAIN_TITLE = "Gibbs chains from noise, after so many steps"
EDGE = 0.995  # share of the weights within the colour scale, since a few large ones would make the others pale


@torch.no_grad()
def draw_rbm(model: RBM, data: Data) -> dict[str, Figure]:
    """The family's figures by file name."""
    often = _frequencies(model, data)
    machine = model.machine
    return {
        "filters": filters(model.filters(), often[0], "What each hidden unit looks for"),
        "activation-frequencies": activation(often),
        "gibbs-chain": chain(machine, lambda visible: visible, model.config.image_size, mean=True),
        **_digits(model, data),
    }


@torch.no_grad()
def draw_dbn(model: DBN, data: Data) -> dict[str, Figure]:
    """The family's figures by file name; if untied, also how far the recognition weights are from the generative
    ones."""
    often = _frequencies(model, data)
    generative = model.lower[0].weight  # (pixels, units)
    drawn = {
        "filters": filters(generative.T, often[0], "What each unit of the first layer does to the pixels"),
        "upper-filters": filters(model.filters(), often[-1], "Units of the top layer, through those below"),
        "activation-frequencies": activation(often),
        "gibbs-chain": chain(model.top, lambda units: model.downward(units).flatten(1), model.config.image_size),
        **_digits(model, data),
    }
    if model.recognition is not None:
        apart = (model.recognition[0].weight - generative).abs()
        drawn["untied-weights"] = filters(apart.T, often[0], "|R − W′|, unit by unit", diverging=False)
    return drawn


def _digits(model: RBM | DBN, data: Data) -> dict[str, Figure]:
    images = data.test.intensities()[:20]
    return {
        "reconstructions": figures.reconstructions(images.cpu(), model.reconstruct(images).cpu()),
        "samples": figures.samples(model),
    }


def _frequencies(model: RBM | DBN, data: Data) -> list[Tensor]:
    """Mean p(h|v) over the binarised test set for each hidden layer, (units,)."""
    batches = binary_test_set(data.test.intensities()).split(1000)
    return [torch.cat(layer).mean(0).cpu() for layer in zip(*map(model.hidden, batches), strict=True)]


def filters(rows: Tensor, frequency: Tensor, title: str, diverging: bool = True) -> Figure:
    """At most 100 rows (units, pixels) as square pictures on one colour scale, in the order of ``frequency`` (units,).

    A diverging scale is symmetric about 0.
    """
    order = frequency.argsort(descending=True, stable=True)[:MOST]
    shown = rows.cpu()[order]
    edge = shown.abs().flatten().sort().values[int(EDGE * (shown.numel() - 1))].clamp_min(1e-6).item()
    size = round(shown.shape[1] ** 0.5)
    picture = tile(shown.unflatten(1, (1, size, size)), COLUMNS, background=float("nan"))  # gaps stay white
    figure, axes = figures.plot(7.2, 0.9 + 0.68 * -(-len(shown) // COLUMNS), title)
    colours = {"cmap": "PuOr_r", "vmin": -edge} if diverging else {"cmap": "Oranges", "vmin": 0}
    image = axes.imshow(picture.numpy(), vmax=edge, interpolation="nearest", **colours)
    axes.set_axis_off()
    label = "weight" if diverging else "difference of the weights"
    figure.colorbar(image, ax=axes, shrink=0.6, pad=0.02, label=label).ax.tick_params(labelsize=8)
    return figure


def activation(layers: list[Tensor]) -> Figure:
    """How often each unit is on, (units,) for each layer, most frequent first; layers of any size on one axis."""
    figure, axes = figures.plot(7.2, 2.8, "How often each hidden unit is on over the test set")
    colours = ("#4263eb", ACCENT, "#2f9e44", "#9c36b5")
    for index, often in enumerate(layers):
        ranked = 100 * often.sort(descending=True).values
        place = (torch.arange(len(ranked)) + 0.5) / len(ranked) * 100
        name = f"hidden layer {index + 1}, {len(ranked)} units"
        axes.fill_between(place, ranked, step="mid", color=colours[index % len(colours)], alpha=0.18)
        axes.step(place, ranked, where="mid", color=colours[index % len(colours)], linewidth=1.3, label=name)
    axes.set(xlim=(0, 100), ylim=(0, 100))
    axes.set_xlabel("% of the units, those that are on most often first", fontsize=9)
    axes.set_ylabel("% of the test images", fontsize=9)
    axes.legend(fontsize=8, frameon=False)
    return figure


@torch.no_grad()
def chain(machine: Boltzmann, picture_of: Callable[[Tensor], Tensor], size: int, mean: bool = False) -> Figure:
    """Gibbs chains from noise, one row each, after each number of steps in ``STEPS``, with a fixed seed.

    ``picture_of`` turns the machine's visible units (n, visible) into pixels (n, pixels). With ``mean`` it gets the
    units' probabilities at that step instead of the draws from them.
    """
    generator = torch.Generator(machine.weight.device).manual_seed(2)
    probs = torch.full((CHAINS, machine.weight.shape[0]), 0.5, device=machine.weight.device)
    draw, shown = drawing(generator), []
    visible = draw(probs, VISIBLE)
    for step in range(STEPS[-1] + 1):
        if step:
            *_, probs, visible = machine.step(visible, draw)
        if step in STEPS:
            shown.append(picture_of(probs if mean and step else visible))
    columns = torch.stack(shown, 1).flatten(0, 1)  # (chains * steps, pixels), one chain per row of the grid
    return _chain_figure(tile(columns.unflatten(1, (1, size, size)).cpu(), len(STEPS), background=0.0), size)


def _chain_figure(picture: Tensor, size: int) -> Figure:
    figure = figures.picture(picture, 7.2, 0.9 + 0.62 * CHAINS, CHAIN_TITLE)
    axes = figure.axes[0]
    for column, step in enumerate(STEPS):
        axes.text(column * (size + 2) + size / 2, -3, f"{step:,}", ha="center", fontsize=8, color=INK)
    axes.set_title(CHAIN_TITLE, loc="left", color=INK, fontsize=11, fontweight="bold", pad=20)  # above the numbers
    return figure
