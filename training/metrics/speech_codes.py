"""The codes of speeches: what they cost and are worth in nats, and whether they can be told from what is written with
them."""

import math
from collections.abc import Callable
from functools import partial

import torch
from torch import Tensor
from torch.nn.utils.rnn import pad_sequence

import zoo
from training.data.images import Data
from training.data.speech_texts import LIMIT, Passages
from training.metrics import Metric, judged, text_samples
from training.metrics.samples import binomial, jackknife
from training.metrics.text import terms
from training.metrics.text_latents import ACTIVE, CHUNK, SEED, SPLIT, log_density, mutual_information, overlap
from training.metrics.text_samples import words_of
from zoo.models.given import counted, plain
from zoo.models.language import LanguageModel
from zoo.models.prompts import START, ended
from zoo.models.subword_vae import SubwordVAE
from zoo.models.vae import Posterior
from zoo.models.writing import UNCHANGED, Manner, written

SAMPLES = 20  # of q(z|x) for each speech
PROPOSED = 100  # samples of the importance-weighted bound for each speech
CODES = 200  # codes that are read back
POOLED = 4000  # training speeches, at least, of the aggregate posterior


@torch.no_grad()
def measure(model: SubwordVAE, data: Data[Passages], against: str = "",
            heard: Callable[[], judged.Heard] = judged.heard) -> dict[str, Metric]:  # fmt: skip
    """Nats per character, beside those of the language model called ``against`` if there is one with this vocabulary;
    the information in the codes; how well they are read back; and the quality of samples."""
    found = nats(model, data, against) | information(model, data) | decoded(model)
    return found | written_texts(model, data, heard)


@torch.no_grad()
def written_texts(model: SubwordVAE, data: Data[Passages],
                  heard: Callable[[], judged.Heard] = judged.heard) -> dict[str, Metric]:  # fmt: skip
    """The quality of samples."""
    held_out, top_p = data.validation, text_samples.cool(model).top_p
    samples, cool = (draw(model, text_samples.COUNT, manner) for manner in text_samples.manners(model))
    found = text_samples.measure(samples, data.train.text(), held_out.text(), cool, top_p)
    return found | judged.measure(samples, cool, heard(), top_p)


@torch.no_grad()
def nats(model: SubwordVAE, data: Data[Passages], against: str = "") -> dict[str, Metric]:
    """``bounds`` of the validation speeches, beside the language model called ``against`` as in ``measure``."""
    return bounds(model, data.validation, beside(model, against), against)


def beside(model: SubwordVAE, name: str) -> LanguageModel | None:
    """The language model called ``name``; None if no store has it, or if its vocabulary is another."""
    if name not in zoo.names():
        return None
    known = zoo.load(name)
    return known.to(model.device) if known.vocabulary == model.vocabulary else None


def posterior_of(model: SubwordVAE, passages: Tensor) -> Posterior:
    """q(z|x) of the texts of passages (n, 1 + t), in which some tokens are given."""
    parts = [model.posterior(each) for each in passages.split(CHUNK)]
    return Posterior(*map(torch.cat, zip(*parts, strict=True)))


# ---- nats
def bounds(model: SubwordVAE, held_out: Passages, plain_model: LanguageModel | None = None,
           name: str = "") -> dict[str, Metric]:  # fmt: skip
    """Both bounds on nats per character of speeches, given their speakers, and the two terms of the first.

    As ``text.bounds``, but for texts of any lengths: nats and characters are summed over all. The importance-weighted
    bound has draws of its own, from q(z|x) at the full price of the KL divergence. With a language model,
    ``nats_per_character_lm`` are its own of the same speeches, behind the same speakers, and ``nats_above_lm`` what the
    importance-weighted bound has more.
    """
    passages = held_out.blocks()
    characters, n = _characters(held_out, passages), len(passages)
    posterior = posterior_of(model, passages)
    told, told_variance, _, _ = _terms(model, passages, posterior, SAMPLES)
    proposal = posterior.at_full_price(model.get_buffer("price"))
    _, _, tight, tight_variance = _terms(model, passages, proposal, PROPOSED)
    kl = posterior.kl().cpu().double()
    said = f"all characters of {n:,} validation speeches of at most {LIMIT + 1} tokens, each given its speaker"
    how = f"{SAMPLES} samples of q(z|x) per speech"
    proposed = f"importance-weighted bound, {PROPOSED} samples of q(z|x), widened to the full price, per speech"
    per = partial(_per_character, characters=characters, said=said)
    found = {
        "nats_per_character": per(told + kl.sum().item(), f"reconstruction + KL, {how}", "<=", told_variance),
        "nats_per_character_iw": per(tight, proposed, "<=", tight_variance),
        "reconstruction_per_character": per(told, f"mean of {how}", None, told_variance),
        "kl_per_passage": Metric(kl.sum(1).mean().item(), "nats per speech", f"closed form, mean over {n:,} validation "
                                 "speeches", split=SPLIT),
        "kl_per_latent": Metric(kl.mean(0).tolist(), "nats per speech", f"closed form, mean over {n:,} validation "
                                "speeches", split=SPLIT),
    }  # fmt: skip
    if plain_model is not None:
        exact = -sum(plain_model.log_likelihood(each).sum().item() for each in passages.split(CHUNK))
        found["nats_per_character_lm"] = per(exact, f"exact, language model {name}", None, 0.0)
        found["nats_above_lm"] = per(tight - exact, f"nats_per_character_iw less the nats of {name}", "<=",
                                     tight_variance)  # fmt: skip
    return found


def _terms(model: SubwordVAE, passages: Tensor, proposal: Posterior, samples: int) -> list[float]:
    """The sums of ``text.terms`` over passages (n, 1 + t), from ``samples`` draws of a proposal for each."""
    generator = torch.Generator().manual_seed(SEED)
    noise = (torch.randn(samples, model.latent_dim, generator=generator).to(model.device) for _ in passages)
    rows = zip(passages, *proposal, noise, strict=True)
    parts = [terms(model, trimmed(passage), mean, log_var, draws) for passage, mean, log_var, draws in rows]
    return torch.stack(parts).cpu().double().sum(0).tolist()


def trimmed(passage: Tensor) -> Tensor:
    """A passage (1 + t,) without what fills its row behind the text."""
    return passage[: 2 + int(counted(passage[None])[0].nonzero().max())]


def _characters(held_out: Passages, passages: Tensor) -> int:
    """The characters of the texts of passages (n, 1 + t)."""
    return int((held_out.characters[plain(passages)[:, 1:]] * counted(passages)).sum())


def _per_character(nats: float, how: str, bound: str | None, variance: float, characters: int, said: str) -> Metric:
    noise = math.sqrt(variance) / characters
    return Metric(nats / characters, "nats per character", f"{how}; {said}", bound, SPLIT, noise)


# ---- information
def information(model: SubwordVAE, data: Data[Passages]) -> dict[str, Metric]:
    """Active units, and the mutual information of speeches and codes."""
    posterior = posterior_of(model, data.validation.blocks())
    rows = data.train.blocks()
    others = posterior_of(model, rows[:: max(1, len(rows) // POOLED)])
    pool = Posterior(*map(torch.cat, zip(posterior, others, strict=True)))
    said = f"{len(posterior.mean):,} validation speeches"
    active = int((posterior.mean.var(dim=0) > ACTIVE).sum())
    units = Metric(active, "units", f"variance of the posterior mean over {said} > {ACTIVE}", split=SPLIT)
    return {"active_units": units, "mutual_information": mutual_information(posterior, pool, said)}


# ---- codes and the texts written from them
def decoded(model: SubwordVAE, count: int = CODES) -> dict[str, Metric]:
    """The effect of ``count`` codes from the prior, from two speeches written with each, with different random numbers.

    ``read_back``: is the code the one of all ``count`` that is most probable given the first speech, by the density of
    its q(z|x)? ``same_z_overlap`` is the share of words that two speeches of one code have in common,
    ``other_z_overlap`` that of speeches of two codes, and ``overlap_gain`` the first divided by the second.
    """
    latents = model.codes(count, torch.Generator().manual_seed(SEED))
    first, second = (write(model, latents, SEED + luck) for luck in (1, 2))
    density = log_density(latents.cpu(), Posterior(*(part.cpu() for part in read(model, first))))  # (codes, speeches)
    share = (density.argmax(0) == torch.arange(count)).float().mean().item()
    one, two = ([set(words_of(model.vocabulary.text(ids))) for ids in texts] for texts in (first, second))
    pairs = torch.tensor([(overlap(*same), overlap(*other)) for same, other in
                          zip(zip(one, two, strict=True), zip(one, two[1:] + two[:1], strict=True), strict=True)],
                         dtype=torch.float64)  # fmt: skip
    said = f"two speeches each from {count} codes of the prior, temperature 1"
    return {
        "read_back": Metric(
            share, "share of codes", f"nearest of {count} codes of the prior, by the density of q(z|x), to a speech "
            f"written with it, temperature 1; chance {1 / count:.2%}", split=SPLIT, noise=binomial(share, count),
        ),
        **_overlaps(pairs, said),
    }  # fmt: skip


def _overlaps(pairs: Tensor, said: str) -> dict[str, Metric]:
    """The overlaps (n, 2) of texts of one code, and of two, and their ratio."""
    words, found = f"different words in both of two texts, of those in either; {said}", {}
    for name, column, what in (("same_z_overlap", 0, "of the same code"), ("other_z_overlap", 1, "of different codes")):
        shares = pairs[:, column]
        noise = shares.std().item() / math.sqrt(len(shares))
        found[name] = Metric(shares.mean().item(), "share of words", f"{words}; {what}", split=SPLIT, noise=noise)

    def gain(rows: Tensor) -> float:
        return (rows[:, 0].sum() / rows[:, 1].sum().clamp_min(1e-9)).item()

    found["overlap_gain"] = Metric(gain(pairs), "ratio", f"same_z_overlap / other_z_overlap; {said}", split=SPLIT,
                                   noise=jackknife(gain, pairs))  # fmt: skip
    return found


def write(model: SubwordVAE, latents: Tensor, seed: int, manner: Manner = UNCHANGED) -> list[list[int]]:
    """Speeches as ids, one for each of codes (n, latent_dim), at most ``LIMIT`` tokens of each."""
    generator = torch.Generator().manual_seed(seed)
    uniform = torch.rand(LIMIT, len(latents), generator=generator, dtype=torch.float64)
    given = torch.tensor([[model.vocabulary.line_break] * len(START)] * len(latents))
    rows = torch.stack(list(written(model, given, uniform, manner, latents)), 1).tolist()
    return [ended(row, model.vocabulary.line_break) for row in rows]


def read(model: SubwordVAE, texts: list[list[int]]) -> Posterior:
    """q(z|x) of texts as ids."""
    parts = []
    for at in range(0, len(texts), CHUNK):
        some = [torch.tensor(ids) for ids in texts[at : at + CHUNK]]
        lengths = torch.tensor([len(ids) for ids in some], device=model.device)
        parts.append(model.encode(pad_sequence(some, batch_first=True).to(model.device), lengths))
    return Posterior(*map(torch.cat, zip(*parts, strict=True)))


def draw(model: SubwordVAE, count: int, manner: Manner = UNCHANGED) -> list[str]:
    """``count`` speeches from codes of the prior, as texts."""
    latents = model.codes(count, torch.Generator().manual_seed(text_samples.SEED))
    return [model.vocabulary.text(ids) for ids in write(model, latents, text_samples.SEED, manner)]
