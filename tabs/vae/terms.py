"""The terms of a model's loss for one digit, in nats: what training added up, for the digit on the pad."""

from typing import SupportsFloat

DRAWS = 64  # of q(z|x): enough for a bound stable to one decimal, few enough for every pen stroke
SEED = 20_140
BINARY = (
    "For the digit with each pixel black or white (above one half is white). In training and for the figures of the "
    "test digits, each pixel was drawn at random by its grey, which costs more"
)
BARS = (
    "Exact, for the same black-and-white digit, like the bars of its latents. The bands on the sliders belong to the "
    "digit in greys"
)


ESTIMATED = (
    f"Mean of {DRAWS} draws of the code, for the same black-and-white digit. The bars of its latents take each one "
    "alone, so they do not add up to it. The bands on the sliders belong to the digit in greys"
)


def terms(chosen, image) -> tuple[list[dict], list[float] | None]:
    """The terms of one image (1, 1, H, W), and for a VAE the KL divergence of each latent."""
    binary = (image > 0.5).float()
    code = chosen.encode(binary)
    if hasattr(code, "log_var"):
        return _of_bound(chosen, binary, code)
    if hasattr(chosen, "prior_nll"):
        return _of_codes(chosen, binary, code), None
    return _of_reconstruction(chosen, image), None


def _term(key: str, name: str, symbol: str, value: SupportsFloat, note: str, unit: str = "nats") -> dict:
    return {"key": key, "name": name, "symbol": symbol, "value": float(value), "unit": unit, "note": note}


def _of_bound(chosen, x, posterior) -> tuple[list[dict], list[float]]:
    """ELBO and importance-weighted bound (Burda et al. 2016, eq. 8) of a binary image from the same draws."""
    import torch

    from zoo.models.vae import importance_bound

    noise = torch.randn(DRAWS, posterior.mean.shape[-1], generator=torch.Generator().manual_seed(SEED))
    latents, ratio = posterior.draws(noise)  # (DRAWS, d), (DRAWS,)
    log_likelihood = _log_likelihood(chosen.decode_logits(latents), x)
    kl = posterior.kl()[0]
    reconstruction, divergence = -log_likelihood.mean(), posterior.divergence(ratio[:, None])[0]
    tight = importance_bound(log_likelihood + ratio)
    how = f"{BINARY}. Mean of {DRAWS} draws of the code."
    listed = [
        _term("reconstruction", "Reconstruction", "−E[log p(x|z)]", reconstruction, how),
        _term("kl", "KL divergence", "KL(q(z|x) ‖ p(z))", divergence,
              f"{BARS if posterior.exact else ESTIMATED}."),
        _term("elbo", "ELBO", "E[log p(x|z)] − KL", -reconstruction - divergence,
              "Minus the sum of the two terms above; on average over draws, log p(x) is at least this."),
        _term("iw", "Importance-weighted bound", f"log mean of {DRAWS} weights", tight,
              f"A tighter bound from the same {DRAWS} draws; on average, log p(x) is at least this."),
    ]  # fmt: skip
    return listed, kl.tolist()


def _log_likelihood(logits, image):
    """log p(x|z), (n,), of one image (1, 1, H, W) under logits (n, pixels)."""
    from zoo.models.vae import bernoulli_log_likelihood

    return bernoulli_log_likelihood(logits[:, None], image.flatten(1))[:, 0]


def _of_reconstruction(chosen, image) -> list[dict]:
    """Cross-entropy and squared error of a grey image; the one that the model was trained on comes first."""
    logits = chosen.decode_logits(chosen.encode(image))
    error = (logits.sigmoid() - image.flatten(1)).square().sum()
    both = {
        "cross_entropy": _term("cross_entropy", "Cross-entropy", "−Σ [x log y + (1−x) log(1−y)]",
                               -_log_likelihood(logits, image)[0], "Over all pixels, each a grey between 0 and 1."),
        "squared_error": _term("squared_error", "Squared error", "Σ (x − y)²", error,
                               "Over all pixels, each a grey between 0 and 1.", "squared intensity"),
    }  # fmt: skip
    return sorted(both.values(), key=lambda term: term["key"] != chosen.config.objective)


def _of_codes(chosen, x, indices) -> list[dict]:
    """Two-part cost of a binary image: its codes under the learned prior, then its pixels given the codes."""
    reconstruction = -_log_likelihood(chosen.decode_logits(indices), x)[0]
    codes = chosen.prior_nll(indices)[0]
    return [
        _term("reconstruction", "Reconstruction", "−log p(x|c)", reconstruction, f"{BINARY}."),
        _term("codes", "Cost of the codes", "−log p(c)", codes, "Under the prior that the model learned over its "
            "codes."),
        _term("total", "Total", "−log p(c) − log p(x|c)", reconstruction + codes,
              "The nats needed to transmit this digit by its codes; −log p(x) is at most this."),
    ]  # fmt: skip
