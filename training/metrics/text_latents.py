"""The latents of a text VAE: their information, and whether they can be read back from the texts it writes."""

import math
from collections.abc import Iterator

import torch
from torch import Tensor

from training.data.images import Data
from training.data.texts import WINDOW
from training.metrics import Metric
from training.metrics.samples import binomial
from training.metrics.text_samples import line_passages, words_of
from zoo.models.shakespeare import TextVAE
from zoo.models.vae import Posterior
from zoo.models.writing import UNCHANGED, Manner, written

SEED = 16_232
ACTIVE = 0.01  # variance of a posterior mean (Burda et al. 2016, sec. 5.2)
DRAWS = 10  # from each posterior
DECODED = 200  # passages whose latents are decoded
CHUNK = 25  # passages at once: with more, a CPU waits for its memory
SPLIT = "validation"


@torch.no_grad()
def measure(model: TextVAE, data: Data) -> dict[str, Metric]:
    """Active units, mutual information, and how well the latents of validation passages can be read back."""
    posterior = posterior_of(model, data.validation.blocks())
    others = posterior_of(model, data.train.blocks())
    pool = Posterior(*map(torch.cat, zip(posterior, others, strict=True)))
    said = f"{len(posterior.mean):,} validation passages"
    active = int((posterior.mean.var(dim=0) > ACTIVE).sum())
    units = Metric(active, "units", f"variance of the posterior mean over {said} > {ACTIVE}", split=SPLIT)
    return {
        "active_units": units,
        "mutual_information": mutual_information(posterior, pool, said),
        **decoded(model, _beginnings(model, data.validation.text())),
    }


def posterior_of(model: TextVAE, passages: Tensor) -> Posterior:
    """q(z|x) of passages (n, 1 + t), each with the character before it."""
    parts = [model.encode(each[:, 1:]) for each in passages.split(CHUNK)]
    return Posterior(*map(torch.cat, zip(*parts, strict=True)))


def chunks(passages: Tensor, latents: Tensor | None) -> Iterator[tuple[Tensor, Tensor | None]]:
    """Chunks of passages (n, 1 + t) with their latents (n, latent_dim) or None."""
    parts = passages.split(CHUNK)
    return zip(parts, [None] * len(parts) if latents is None else latents.split(CHUNK), strict=True)


def mutual_information(posterior: Posterior, pool: Posterior, said: str) -> Metric:
    """I(x; z) under q, in nats: the KL from the prior minus that of the aggregate posterior from the prior.

    Estimated from draws of each posterior, with ``pool``, which contains these posteriors, as the aggregate. Since a
    draw's own posterior is always included, this is a lower bound and at most the logarithm of the pool's size (Hoffman
    & Johnson 2016; van den Oord et al. 2018, arXiv:1807.03748, eq. 5).
    """
    mean, log_var = (part.cpu().double() for part in posterior)
    pool, generator = Posterior(*(part.cpu().double() for part in pool)), torch.Generator().manual_seed(SEED)
    nats = torch.empty(DRAWS, len(mean), dtype=torch.float64)
    for draw in nats:
        noise = torch.randn(mean.shape, generator=generator, dtype=torch.float64)
        own = -0.5 * (noise.square() + log_var + math.log(2 * math.pi)).sum(1)
        among = log_density(mean + noise * (0.5 * log_var).exp(), pool).logsumexp(1)
        draw.copy_(own - among + math.log(len(pool.mean)))
    return Metric(
        nats.mean().item(), "nats per passage",
        f"KL - KL(aggregate posterior || prior): {DRAWS} draws of q(z|x) for each of {said}, the aggregate of "
        f"{len(pool.mean):,} passages of the whole text, which can show at most {math.log(len(pool.mean)):.2f} nats",
        ">=", SPLIT, (nats.var(0) / DRAWS).sum().sqrt().item() / len(mean),
    )  # fmt: skip


def log_density(latents: Tensor, posterior: Posterior) -> Tensor:
    """log N(z; mean, sd) of each of n latents (n, d) under each of m posteriors, (n, m)."""
    precision = (-posterior.log_var).exp()  # (m, d)
    squares = latents.square() @ precision.T - 2 * latents @ (posterior.mean * precision).T
    squares = squares + (posterior.mean.square() * precision).sum(1)
    return -0.5 * (squares + posterior.log_var.sum(1) + latents.shape[1] * math.log(2 * math.pi))


def _beginnings(model: TextVAE, text: str) -> Tensor:
    """``DECODED`` passages (n, 1 + t) of a text that begin with a line, or fewer if it has fewer blocks."""
    passages = line_passages(text, min(DECODED, max(1, len(text) // WINDOW)))
    return torch.tensor([model.characters.ids("\n" + passage) for passage in passages], device=model.device)


def decoded(model: TextVAE, passages: Tensor) -> dict[str, Metric]:
    """The effect of the latents of passages (n, 1 + t), from two texts decoded from each with different random numbers.

    ``read_back`` encodes the first text: are its latents nearest to those it was decoded from, among all n?
    ``same_z_overlap`` is the share of words that the two texts have in common, ``other_z_overlap`` that of texts from
    different latents.
    """
    latents, n = posterior_of(model, passages).mean, len(passages)
    first, second = (write(model, latents, passages[:, :1], SEED + luck) for luck in (1, 2))
    read = torch.cat([model.encode(each.to(latents.device)).mean for each in first.split(CHUNK)])
    share = (torch.cdist(read, latents).argmin(1) == torch.arange(n, device=read.device)).float().mean().item()
    texts, others = ([set(words_of(model.characters.text(row))) for row in texts.tolist()] for texts in (first, second))
    said = f"two texts each from the posterior means of {n} validation passages, temperature 1"
    return {
        "read_back": Metric(
            share, "share of passages",
            f"nearest of {n} posterior means to the one encoded from a text decoded from it, temperature 1; "
            f"chance {1 / n:.2%}", split=SPLIT, noise=binomial(share, n),
        ),
        "same_z_overlap": _overlap(texts, others, f"{said}; of the same latents"),
        "other_z_overlap": _overlap(texts, others[n // 2 :] + others[: n // 2], f"{said}; of different latents"),
    }  # fmt: skip


def write(model: TextVAE, latents: Tensor, start: Tensor, seed: int,
          manner: Manner = UNCHANGED) -> Tensor:  # fmt: skip
    """Texts (n, window), each after a character (n, 1), drawn with a seed from latents (n, d)."""
    uniform = torch.rand(model.config.window, len(latents), generator=torch.Generator().manual_seed(seed),
                         dtype=torch.float64)  # fmt: skip
    return torch.stack(list(written(model, start.cpu(), uniform, manner, latents)), 1)


def _overlap(texts: list[set[str]], others: list[set[str]], said: str) -> Metric:
    shares = torch.tensor([overlap(*pair) for pair in zip(texts, others, strict=True)], dtype=torch.float64)
    return Metric(
        shares.mean().item(), "share of words", f"different words in both of two texts, of those in either; {said}",
        split=SPLIT, noise=shares.std().item() / math.sqrt(len(shares)),
    )  # fmt: skip


def overlap(one: set[str], other: set[str]) -> float:
    """The share of all words of both texts that occur in both (Jaccard); 0 if there are none."""
    return len(one & other) / max(1, len(one | other))
