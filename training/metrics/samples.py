"""The quality and variety of a model's samples, as seen by one digit classifier, the bundled ``pages.JUDGE``."""

import hashlib
import math
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache, partial

import torch
from torch import Tensor, nn

import zoo
from training.data.images import Data, Split
from training.metrics import Metric
from zoo.errors import ZooError
from zoo.images import reduce
from zoo.models.judge import Judge
from zoo.pages import JUDGE, REFUSER
from zoo.stores import BundledStore, Checkpoint, NotInStore
from zoo.stores.files import WEIGHTS, sha256

SEED = 20_260  # of the draws from the model
COUNT = 10_000  # samples, and real images to compare
NEIGHBOURS = 5  # k of density and coverage
GROUPS = 10  # of the jackknife
CHUNK = 1000
BATCH = 100  # images judged at once: on two cores less than half the time of 1,000 at once
DIGITS = 10
SURE = 0.9  # probability above which a digit counts as clearly readable
Figures = dict[str, tuple[float, float]]  # by name: the value and its noise


def quality(model, data: Data, judge: Judge | None = None) -> dict[str, Metric]:
    """The model's samples compared with the test images, and for each figure its floor, with training images instead.

    These are ``frechet``, ``score``, ``density``, ``coverage`` and ``digit_kl``, each with its ``..._floor``,
    ``digit_share_0`` to ``digit_share_9``, and ``judged_sure``, whose floor is of test images, because a judge is surer
    of the images that it learned from. It is sure of plain noise, too, so look at that figure only with the others.

    ``judge`` has ``features(images)``, (n, d), of images (n, 1, H, W) in [0, 1] and ``head(features)``, logits (n, 10).
    The default is the one of the data; raises ``ZooError`` if that is missing. There are no figures for images that no
    judge knows. Its results for real images are cached, so its weights must not change between calls. Samples of
    another size are first resized to MNIST's.

    ``noise`` is the standard error from drawing the samples, and for a floor from drawing the training images.
    """
    if not (found_judge := (judge, f"judge {type(judge).__name__}") if judge else judge_of(data)):
        return {}
    judge, name = found_judge
    n = min(COUNT, len(data.test))
    if n < 3:
        raise ZooError(
            f"The quality of samples needs at least 3 test images, but there are {n}; use a larger data set."
        )
    test, train = _first(data.test, n), _first(data.train, n)
    features, logits = judged(judge, draw(model, n))
    real, radius, known = _judged_test(judge, test)
    samples, images = f"{n:,} samples", f"the first {len(train.images):,} training images"
    found = _metrics(_compare(features, logits, real, radius), "", samples, n, name)
    found |= _metrics(_floor(judge, train, test), "_floor", images, n, name)
    found |= digit_shares(logits.argmax(1), f"share of {samples}, {name}", logits.shape[1])
    found["judged_sure"] = _sure(logits, samples, "samples", name)
    return found | {"judged_sure_floor": _sure(known, f"the first {n:,} test images", "test images", name)}


def judge_of(data: Data) -> tuple[Judge, str] | None:
    """The judge that measures all models of this data, and its name with the hash of its weights; None for data that
    no judge knows."""
    if not data.judged:
        return None
    own = data.judge()
    return bundled_judge() if own is None else _read(own)


def bundled_judge() -> tuple[Judge, str]:
    """The judge that measures all models, and its name with the hash of its weights."""
    try:
        return _bundled(JUDGE)
    except NotInStore:
        raise ZooError(
            f"Samples are measured by the bundled {JUDGE}, which is missing; make it with "
            f"`python -m training train {JUDGE}` and `python -m training bundle {JUDGE}`."
        ) from None


def bundled_refuser() -> tuple[Judge, str] | None:
    """The bundled judge that can refuse, and its name with the hash of its weights; None if there is none."""
    try:
        return _bundled(REFUSER)
    except NotInStore:
        return None


def refuser_of(data: Data) -> tuple[Judge, str] | None:
    """The bundled refuser for data that it knows; None for a data set of one's own, and where there is no refuser."""
    return bundled_refuser() if data.judged and data.judge() is None else None


def _bundled(name: str) -> tuple[Judge, str]:
    return _read(BundledStore().checkpoint(name))


def _read(found: Checkpoint) -> tuple[Judge, str]:
    return _load(str(found.folder), found.revision), f"{found.name} {sha256(found.folder / WEIGHTS)[:8]}"


@lru_cache(maxsize=3)
def _load(folder: str, revision: str) -> Judge:
    return zoo.load_folder(folder)


def draw(model, n: int) -> Tensor:
    """``n`` samples (n, 1, 28, 28), drawn on the CPU so that every machine draws the same; the last ones are cached."""
    content = hashlib.sha256()
    for tensor in model.state_dict().values():
        content.update(tensor.cpu().contiguous().flatten().view(torch.uint8).numpy())
    return _drawn(model, content.hexdigest(), n)


@lru_cache(maxsize=1)
@torch.no_grad()
def _drawn(model, weights: str, n: int) -> Tensor:
    """``draw``, cached by the hash of the weights: the same object with other weights is another model."""
    generator, device = torch.Generator().manual_seed(SEED), model.device
    try:
        model.cpu()
        return torch.cat([reduce(model.sample(min(CHUNK, n - start), generator)) for start in range(0, n, CHUNK)])
    finally:
        model.to(device)


@torch.no_grad()
def judged(judge: Judge, images: Tensor) -> tuple[Tensor, Tensor]:
    """Features (n, d) and logits (n, 10) of images (n, 1, H, W), in double precision."""
    features = torch.cat([judge.features(x) for x in images.split(BATCH)])
    return features.double(), judge.head(features).double()


@dataclass(frozen=True)
class _Real:
    """Real images (n, 1, H, W), compared by content, since every reading of the data makes new tensors."""

    sha256: str
    images: Tensor = field(compare=False)


def _first(split: Split, n: int) -> _Real:
    images = Split(split.images[:n].cpu(), split.labels[:n]).intensities()
    return _Real(hashlib.sha256(images.numpy().tobytes()).hexdigest(), images)


@lru_cache(maxsize=4)
def _judged_test(judge: Judge, test: _Real) -> tuple[Tensor, Tensor, Tensor]:
    features, logits = judged(judge, test.images)
    return features, radii(features), logits


@lru_cache(maxsize=4)
def _floor(judge: Judge, train: _Real, test: _Real) -> Figures:
    return _compare(*judged(judge, train.images), *_judged_test(judge, test)[:2])


def _compare(features: Tensor, logits: Tensor, real: Tensor, radius: Tensor) -> Figures:
    distance, digits = partial(frechet, real=real), logits.argmax(1)
    uneven = partial(digit_kl, classes=logits.shape[1])
    return {
        "frechet": (distance(features), jackknife(distance, features)),
        "score": (score(logits), jackknife(score, logits)),
        **density_and_coverage(features, real, radius),
        "digit_kl": (uneven(digits), jackknife(uneven, digits)),
    }


def frechet(features: Tensor, real: Tensor) -> float:
    """Fréchet distance of the Gaussians fitted to features (n, d) and (m, d), squared units (Heusel et al. 2017)."""
    from torchmetrics.image.fid import FrechetInceptionDistance  # takes 2 s to import

    distance = FrechetInceptionDistance(feature=nn.Identity(), input_img_size=(1, 1, real.shape[1]))
    distance.update(real, real=True)
    distance.update(features, real=False)
    return distance.compute().item()


def score(logits: Tensor) -> float:
    """exp E KL(p(y|x) || p(y)) of logits (n, 10): the inception score (Salimans et al. 2016).

    torchmetrics' version shuffles with the global generator and is nan if a probability is 0.
    """
    log_p = logits.log_softmax(1)
    log_marginal = log_p.logsumexp(0) - math.log(len(log_p))
    return (log_p.exp() * (log_p - log_marginal)).sum(1).mean().exp().item()


def radii(real: Tensor) -> Tensor:
    """Distance from each of the features (m, d) to its k-th nearest neighbour, (m,)."""
    k = _neighbours(len(real))
    return torch.cat([torch.cdist(x, real).topk(k + 1, largest=False).values[:, k] for x in real.split(CHUNK)])


def density_and_coverage(features: Tensor, real: Tensor, radius: Tensor) -> Figures:
    """Density and coverage of samples (n, d), from balls of ``radius`` (m,) around real features (m, d).

    Density is the number of balls in which a sample lies, divided by k; coverage is the share of balls that contain a
    sample: eqs. 5 and 7 of Naeem et al. 2020 (arXiv:2002.09797).
    """
    parts = zip(real.split(CHUNK), radius.split(CHUNK), strict=True)
    near = torch.cat([torch.cdist(x, features) < r[:, None] for x, r in parts])  # (m, n)
    density = near.sum(0).double() / _neighbours(len(real))
    held = torch.stack([group.any(1) for group in near.chunk(GROUPS, 1)])  # (groups of samples, m)
    noise = max(jackknife(_share_held, held), 1 / len(real))  # rounding may move one image across the edge of a ball
    return {
        "density": (density.mean().item(), density.std().item() / math.sqrt(len(density))),
        "coverage": (_share_held(held), noise),
    }


def _share_held(held: Tensor) -> float:
    return held.any(0).double().mean().item()


def _neighbours(n: int) -> int:
    return min(NEIGHBOURS, n - 1)


def digit_kl(digits: Tensor, classes: int = DIGITS) -> float:
    """KL divergence in nats of the shares of the digits (n,) from uniform ones."""
    shares = _shares(digits, classes)
    return torch.xlogy(shares, shares * classes).sum().item()


def _shares(digits: Tensor, classes: int) -> Tensor:
    return digits.bincount(minlength=classes).double() / len(digits)


def judged_sure(logits: Tensor) -> float:
    """The share of images with a digit of probability above ``SURE``, from their logits (n, 10)."""
    return is_sure(logits).double().mean().item()


def is_sure(logits: Tensor) -> Tensor:
    """Whether a digit has a probability above ``SURE`` by logits (n, 10), booleans (n,)."""
    return logits.softmax(1).amax(1) > SURE


def _sure(logits: Tensor, images: str, kind: str, judge: str) -> Metric:
    share, how = judged_sure(logits), f"share of {images} with a digit of a probability above {SURE:.0%}, {judge}"
    return Metric(share, f"share of {kind}", how, noise=binomial(share, len(logits)))


def no_digit(model, data: Data, count: int = COUNT) -> dict[str, Metric]:
    """The share of samples that the bundled refuser takes for no digit, and that of test images; nothing without one,
    or of a data set of one's own, of which it knows nothing.

    The samples are the first ``count`` of those of ``quality``, the test images as many as there.
    """
    if not (refuser := refuser_of(data)):
        return {}
    (judge, name), n = refuser, min(COUNT, len(data.test))
    found = {}
    for figure, images, kind in (
        ("no_digit", draw(model, min(count, n)), "samples"),
        ("no_digit_floor", _first(data.test, n).images, "test images"),
    ):
        n, share = len(images), refused(judge, images).double().mean().item()
        how = f"share of {n:,} {kind} that are more probably no digit than one, {name}"
        found[figure] = Metric(share, f"share of {kind}", how, noise=binomial(share, n))
    return found


@torch.no_grad()
def refused(judge: Judge, images: Tensor) -> Tensor:
    """Whether a judge with an eleventh class takes images (n, 1, 28, 28) in [0, 1] for no digit, booleans (n,)."""
    return torch.cat([judge.no_digit(some) for some in images.split(BATCH)]) > 0.5


def digit_shares(digits: Tensor, estimator: str, classes: int = DIGITS) -> dict[str, Metric]:
    """``digit_share_0`` to ``digit_share_9`` of digits (n,), or those of fewer ``classes``, with binomial noise."""
    return {
        f"digit_share_{digit}": Metric(share, "share of samples", estimator, noise=binomial(share, len(digits)))
        for digit, share in enumerate(_shares(digits, classes).tolist())
    }


def binomial(share: float, n: int) -> float:
    """Standard error of a share of ``n`` draws, by the rule of succession, so that it is not 0 for a share of 0."""
    likely = (share * n + 1) / (n + 2)
    return math.sqrt(likely * (1 - likely) / n)


def jackknife(statistic: Callable[[Tensor], float], rows: Tensor) -> float:
    """Standard error of ``statistic(rows)`` from its values with each of ten groups of rows left out."""
    groups = rows.chunk(GROUPS)
    without = [statistic(torch.cat(groups[:i] + groups[i + 1 :])) for i in range(len(groups))]
    return (len(groups) - 1) / math.sqrt(len(groups)) * torch.tensor(without, dtype=torch.double).std().item()


def _metrics(figures: Figures, suffix: str, what: str, n: int, judge: str) -> dict[str, Metric]:
    beside, k = f"{what} against {n:,} test images", _neighbours(n)
    texts = {
        "frechet": ("squared feature units", f"Fréchet distance of features, {beside}"),
        "score": ("digits, 1 to 10", f"exp of the mean KL of p(digit | image) from its mean over {what}"),
        "density": ("1 where as dense as test images", f"k = {k} nearest neighbours in features, {beside}"),
        "coverage": ("share of test images", f"k = {k} nearest neighbours in features, {beside}"),
        "digit_kl": ("nats", f"KL of the shares of digits among {what} from uniform"),
    }
    return {
        name + suffix: Metric(value, texts[name][0], f"{texts[name][1]}, {judge}", noise=noise)
        for name, (value, noise) in figures.items()
    }
