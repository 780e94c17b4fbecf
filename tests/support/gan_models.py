"""Checkpoints of the GAN family for tests: untrained, so that they cost no time, but whole; one is a mere record."""

import json
import math
import zlib
from dataclasses import replace
from pathlib import Path

import torch
from page_words import write_page
from torch import nn

from training.engine.timeline import Timeline, packed
from zoo.images import enlarge, png_bytes, tile
from zoo.models.dcgan import DCGAN, DCGANConfig
from zoo.models.gan import GAN, GANConfig
from zoo.models.noise import latents as draws
from zoo.models.vae import VAE, VAEConfig
from zoo.schema import COLUMNS, COUNT, DIRECTIONS, GAP, SHEETS, TIMELINE, TRUNCATION, Decoder
from zoo.schema import CRITIC as SCORES
from zoo.stores import open_store
from zoo.stores.files import WEIGHTS

SIZE = 16  # of the convolutional ones; the dense one has MNIST's 28
BASE = DCGANConfig(image_size=SIZE, generator_channels=(16, 8), critic_channels=(8, 16))
SMALL = replace(BASE, critic=False)
MODELS = {
    "gan": lambda: GAN(GANConfig(hidden=16)),
    "dcgan": lambda: DCGAN(BASE),
    "dcgan-32": lambda: DCGAN(SMALL),
    "dcgan-32-no-bn": lambda: DCGAN(replace(SMALL, generator_norm=False, critic_norm=False)),
    "wgan-gp": lambda: DCGAN(replace(SMALL, critic_norm=False, objective="wasserstein", penalty=10.0)),
    "cgan": lambda: DCGAN(replace(SMALL, critic_norm=False, objective="hinge", spectral=True, classes=10)),
    "vae-20": lambda: VAE(VAEConfig(hidden=(8,), latent_dim=20)),
}
RECORD = "dcgan-32-no-bn"  # its weights are not in the store
SHEET_SEEDS = [1, 2]  # of which it has samples as pictures
EPOCHS, PARTS = 3, 10
KEPT = {"wgan-gp": 2}  # by name: an epoch before the last
PLACES = [part / PARTS for part in range(PARTS)] + [1.0, 2.0, 3.0]
COLLAPSE = {RECORD: [{"epoch": 2, "warning": "Hardly any sample shows 1, 7: under 2% each."}]}
GAMES = {"wgan-gp": {"critic_updates": 5, "betas": [0.0, 0.9]}, "cgan": {"critic_rate": 4.0, "betas": [0.0, 0.9]}}
METRICS = {
    "frechet": (20.0, "squared feature units"), "frechet_floor": (3.0, "squared feature units"),
    "score": (9.0, "digits, 1 to 10"), "density": (0.8, "1 where as dense as test images"),
    "coverage": (0.8, "share of test images"), "coverage_floor": (0.93, "share of test images"),
    "digit_kl": (0.02, "nats"), "nearest_training": (6.5, "intensity, Euclidean"),
    "nearest_training_floor": (6.2, "intensity, Euclidean"), "copied": (0.01, "share of samples"),
    **{f"digit_share_{digit}": (0.1, "share of samples") for digit in range(10)},
}  # fmt: skip
CRITIC = {"real": [at / 10 - 3 for at in range(101)], "generated": [at / 10 - 6 for at in range(101)]}  # percentiles
TRUNCATED = {"samples": 300, "real": 300, "rows": [
    {"bound": None, "no_digit": 0.01, "sure": 0.84, "coverage": 0.76},
    {"bound": 0.6, "no_digit": 0.7, "sure": 0.2, "coverage": 0.09},
]}  # fmt: skip
MOVED = ("dcgan", "cgan", RECORD)  # whose directions were measured
NAMED = ("slant", "thickness", "", "digit_7", "width")  # what their directions change
AHEAD = {"wgan-gp": -5.0, RECORD: 60.0}  # by which their made-up Fréchet distances differ from the others'


def untrained_store(folder: Path) -> str:
    """A local store at ``folder`` with one checkpoint each of ``MODELS``, ``RECORD`` without weights; its path."""
    store = open_store(str(folder))
    for name in MODELS:
        store.push(write(build(name), folder.parent / f"{folder.name}-files" / name, name), name, "Untrained")
    drop_weights(folder, RECORD)
    return str(folder)


@torch.no_grad()
def build(name: str):
    """A model of random weights, always the same, whose images differ from latent to latent and digit to digit."""
    with torch.random.fork_rng():
        torch.manual_seed(zlib.crc32(name.encode()))
        model = MODELS[name]()
        if not hasattr(model, "generator"):
            return model.eval()
        for parameter in model.generator.parameters():
            if parameter.ndim > 1:
                parameter.normal_(0.0, 2 / math.sqrt(parameter[0].numel()))
        for layer in model.generator.modules():
            if isinstance(layer, nn.BatchNorm2d):
                layer.momentum = None  # a plain mean over the batches below
        model.train()
        for _ in range(5):
            model.sample(50)
        return model.eval()


def write(model, folder: Path, name: str) -> Path:
    """A whole checkpoint of ``model``, its figures made up."""
    model.save_pretrained(folder)
    adversarial = hasattr(model, "generator")
    (folder / "metrics.json").write_text(json.dumps(figures(name)))
    (folder / "training.json").write_text(json.dumps(training(model, name)))
    runs = (
        {"decoder": Decoder()} if adversarial else {}
    )  # on the server; tests/page/test_page_gan_home.py is about the page
    write_page(model, folder, name, f"Untrained {name}", f"{name}, for tests.", **runs)
    (folder / "figures").mkdir(exist_ok=True)
    with torch.inference_mode():
        samples = model.sample(20, torch.Generator().manual_seed(1))
        if adversarial:
            (folder / TIMELINE).write_bytes(timeline(model))
    (folder / "figures" / "samples.png").write_bytes(png_bytes(tile(samples)))
    if name == RECORD:
        (folder / SHEETS).write_bytes(packed([frame for frames in sheets(model).values() for frame in frames], 10))
    if name == "dcgan":
        (folder / SCORES).write_text(json.dumps(CRITIC))
        (folder / TRUNCATION).write_text(json.dumps(TRUNCATED))
    if name in MOVED:
        (folder / DIRECTIONS).write_text(json.dumps(directions(model.config.latent_dim)))
    if not adversarial:
        (folder / "latents.json").write_text(json.dumps(latents(model.config.latent_dim)))
    card = f"---\nlicense: mit\n---\n\n# Untrained {name}\n\nFor tests.\n\n## Figures\n\n"
    (folder / "README.md").write_text(f"{card}![Random draws, not picked.](figures/samples.png)\n")
    return folder


def figures(name: str) -> dict:
    """``metrics.json`` of a model."""
    found = METRICS | ({"label_agreement": (0.97, "share of samples")} if name == "cgan" else {})
    ahead = {"frechet": AHEAD.get(name, 0.0)}
    return {key: {"value": value + ahead.get(key, 0.0), "unit": unit, "estimator": "made up", "bound": None,
                  "split": "test", "noise": 0.1} for key, (value, unit) in found.items()}  # fmt: skip


def training(model, name: str) -> dict:
    """``training.json`` of a model."""
    recipe = {"data": "labelled_mnist" if name == "cgan" else "mnist", "epochs": EPOCHS, "batch_size": 128}
    told = {"title": f"Untrained {name}", "summary": f"{name}, for tests.", "epochs": EPOCHS, "seconds": 90.0,
            "device": "CPU, 2 threads", "recipe": recipe, "best_epoch": KEPT.get(name, EPOCHS)}  # fmt: skip
    if not hasattr(model, "generator"):
        return told
    game = {"generator_updates": 1, "critic_updates": 1, "critic_rate": 1.0, "betas": [0.5, 0.999], "average": 0.999}
    recipe["game"] = game | GAMES.get(name, {})
    grid = {"count": COUNT, "columns": COLUMNS, "gap": GAP, "size": model.config.image_size, "places": PLACES}
    curves = {"train": [{"loss": 1.2 - 0.1 * at} for at in range(EPOCHS)],
              "validation": [epoch(at) for at in range(EPOCHS)]}  # fmt: skip
    if name == RECORD:
        told["sheets"] = {"count": 100, "columns": 10, "gap": GAP, "size": 28, "seeds": SHEET_SEEDS,
                          "places": [1.0, float(EPOCHS)]}  # fmt: skip
    return told | {"timeline": grid, "trace": trace(name), "collapse": COLLAPSE.get(name, []), "curves": curves}


def trace(name: str) -> list[dict]:
    """The made-up losses of each tenth of an epoch."""
    rows = []
    for at in range(1, EPOCHS * PARTS + 1):
        falls = math.exp(-at / 10)
        row = {"epoch": at / PARTS, "loss": 0.9 + 0.4 * falls, "critic": 0.9 + 0.3 * falls, "generator": 1.5 - falls,
               "real_accuracy": 0.9 - 0.2 * falls, "generated_accuracy": 0.85 - 0.2 * falls}  # fmt: skip
        rows.append(row | ({"penalty": 0.02 * falls} if name == "wgan-gp" else {}))
    return rows


def epoch(at: int) -> dict:
    """The made-up figures of the samples at the end of epoch ``at`` + 1."""
    shares = [0.1 + (0.05 if digit == at else -0.05 if digit == at + 1 else 0.0) for digit in range(10)]
    found = {"loss": 1.0, "coverage": 0.3 + 0.2 * at, "density": 0.4 + 0.1 * at, "digit_kl": 0.1 / (at + 1)}
    return found | {f"digit_share_{digit}": share for digit, share in enumerate(shares)}


def timeline(model) -> bytes:
    """``timeline.png`` of a model: its images, coming out of noise."""
    noise = torch.Generator().manual_seed(5)
    images = model.generate(model.latents(COUNT, noise), torch.arange(COUNT) % 10 if model.classes else None)
    kept = Timeline.__new__(Timeline)  # one that looked on at no training
    shares = [at / (len(PLACES) - 1) for at in range(len(PLACES))]
    frames = [share * images + (1 - share) * torch.rand(images.shape, generator=noise) for share in shares]
    kept.frames = [(frame[:, 0] * 255).round().byte() for frame in frames]
    return kept.png()


def directions(length: int) -> dict:
    """``directions.json`` of a GAN, made up; the vectors are of length 1."""
    vectors = torch.linalg.qr(torch.randn(length, len(NAMED), generator=torch.Generator().manual_seed(9))).Q.T
    rows = []
    for at, (name, vector) in enumerate(zip(NAMED, vectors.tolist(), strict=True)):
        changed = {"low": 1.0, "high": 2.0, "size": 1.5, "noise": 0.1, "rose": 0.95}
        effects = [changed | {"property": name or "height"}]
        rows.append({"name": name, "component": at + 2, "share": 0.05 / (at + 1), "vector": vector, "effects": effects})
    return {"components": 15, "samples": 200, "reach": 2.0, "directions": rows}


@torch.no_grad()
def sheets(model) -> dict[int, list[torch.Tensor]]:
    """By epoch, all samples of each of ``SHEET_SEEDS`` as bytes (100, 28, 28); after the first of them paler."""
    drawn = [enlarge(model.generate(draws(seed, model.config.latent_dim, 0, 100)), 28)[:, 0] for seed in SHEET_SEEDS]
    return {
        epoch: [(ink * images * 255).round().byte() for images in drawn] for epoch, ink in ((1, 0.5), (EPOCHS, 1.0))
    }


def latents(length: int) -> dict:
    """``latents.json`` of an autoencoder."""
    row = {"information": 1.0, "low": -3.0, "high": 3.0, "mean": 0.0, "sd": 1.0}
    return {"information": "kl", "latents": [row | {"index": index} for index in range(length)]}


def drop_weights(store: Path, name: str) -> None:
    """Take a checkpoint's weights out of a local store, so that the rest of it is a record of its run."""
    repo = Path(store) / f"models--{name}"
    revision = (repo / "refs" / "main").read_text()
    commit = json.loads((repo / "commits" / f"{revision}.json").read_text())
    del commit["files"][WEIGHTS]
    (repo / "commits" / f"{revision}.json").write_text(json.dumps(commit))
    (repo / "snapshots" / revision / WEIGHTS).unlink()
