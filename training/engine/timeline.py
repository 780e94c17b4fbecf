"""The course of a GAN's run: grids of images from the same latents, the losses in between, signs of collapse."""

import logging
import math

import torch
from torch import Tensor

from training.data.images import Data, Split
from training.engine.frames import Frames, packed
from training.engine.players import AdversarialStep, as_used
from training.metrics import samples
from zoo.images import reduce
from zoo.models.gan import GAN
from zoo.schema import COLUMNS, COUNT, GAP, TIMELINE

log = logging.getLogger(__name__)

PARTS = 10  # of an epoch; the losses are recorded for each, and in the first epoch also a frame
MOST_FRAMES = 30  # after the first epoch
SEED = 5  # of the frames' latents and of the samples for the judge
JUDGED = 1000  # samples and validation images at the end of an epoch
BEGINNING = 2  # epochs in which missing digits do not count as lost: they may still appear
LEAST_SHARE = 0.02  # of a digit; the rarest has 0.09 in the data
ALIKE = 0.95  # share of the samples that the judge reads as the same digit
LOST = 0.5  # of the best coverage so far
LEAST_COVERAGE = 0.2


class Timeline(Frames):
    """Observes the training of a GAN: ``frames`` of COUNT samples, and the ``trace`` of the losses.

    At the end of every epoch, the judge that measures all models counts which digits ``JUDGED`` samples show and how
    many validation images they cover. If digits or coverage are lost, the timeline warns.
    """

    KEPT = (*Frames.KEPT, "trace", "found")

    def __init__(self, model: GAN, step: AdversarialStep, data: Data, epochs: int):
        super().__init__(model, epochs)
        self.model, self.step = model, step
        self.epochs, self.every = epochs, math.ceil(epochs / MOST_FRAMES)
        noise = torch.Generator().manual_seed(SEED)
        self._latents = torch.randn(COUNT, model.config.latent_dim, generator=noise).to(model.device)
        self._labels = (torch.arange(COUNT, device=model.device) % model.classes) if model.classes else None
        self._judge, _ = samples.judge_of(data) or (None, "")
        if self._judge:
            images = Split(data.validation.images[:JUDGED].cpu(), data.validation.labels[:JUDGED]).intensities()
            self._real, _ = samples.judged(self._judge, images)
            self._radius = samples.radii(self._real)
        self._marked, self._sums = 0, {}
        self.trace, self.found = [], []
        self.record_frame(0.0)

    def on_batch(self, epoch: int, seen: int, of: int, totals: dict[str, Tensor]) -> None:
        """Record the losses of each tenth of an epoch, and in the first epoch a frame."""
        if self._marked >= seen:
            self._marked, self._sums = 0, {}  # an epoch begins
        part = seen * PARTS // of
        if part == self._marked * PARTS // of:
            return
        sums = {name: float(total) for name, total in totals.items()}
        means = {name: (total - self._sums.get(name, 0.0)) / (seen - self._marked) for name, total in sums.items()}
        place = round(epoch + seen / of, 3)
        self.trace.append({"epoch": place} | {name: float(f"{mean:.4g}") for name, mean in means.items()})
        self._marked, self._sums = seen, sums
        if epoch == 0 and seen < of:
            self.step.settle_generator()
            self.record_frame(place)

    def on_epoch(self, epoch: int) -> dict[str, float]:
        """Record a frame and return the judge's figures, after a finished epoch."""
        if epoch % self.every == 0 or epoch in (1, self.epochs):
            self.record_frame(float(epoch))
        figures = self._figures()
        self.found.append(figures)
        warning = collapse(self.found)
        if warning:
            log.warning("Epoch %d: %s", epoch, warning)
        return figures

    def back_to(self, epoch: int) -> None:
        """Discard what was observed after an epoch."""
        super().back_to(epoch)
        self.trace = [row for row in self.trace if row["epoch"] <= epoch]
        self.found = self.found[:epoch]

    def pictures(self) -> Tensor:
        """The samples (COUNT, 1, H, W) of the same latents."""
        return self.model.generate(self._latents, self._labels)

    @torch.no_grad()
    def _figures(self) -> dict:
        """The judge's figures; none for images that it does not know."""
        if self._judge is None:
            return {}
        noise = torch.Generator(self.model.device).manual_seed(SEED)
        with as_used(self.model.generator):
            images = torch.cat([reduce(self.model.sample(n, noise)).cpu() for n in [100] * (JUDGED // 100)])
        features, logits = samples.judged(self._judge, images)
        digits, classes = logits.argmax(1), logits.shape[1]
        spread = samples.density_and_coverage(features, self._real, self._radius)
        shares = {name: metric.value for name, metric in samples.digit_shares(digits, "", classes).items()}
        return {"coverage": spread["coverage"][0], "density": spread["density"][0],
                "digit_kl": samples.digit_kl(digits, classes), **shares}  # fmt: skip

    def warnings(self) -> list[dict]:
        """The epochs after which digits or coverage were lost, each with a sentence."""
        said = [collapse(self.found[:epoch]) for epoch in range(1, len(self.found) + 1)]
        return [{"epoch": epoch, "warning": warning} for epoch, warning in enumerate(said, 1) if warning]

    def png(self) -> bytes:
        """All frames, one below the other, in the format of ``packed``."""
        return packed(self.frames, COLUMNS)

    def files(self) -> dict[str, bytes]:
        """The files that a checkpoint keeps besides its record."""
        return {TIMELINE: self.png()}

    def record(self) -> dict:
        """Its entries in ``training.json``."""
        size = self.model.config.image_size
        grid = {"count": COUNT, "columns": COLUMNS, "gap": GAP, "size": size, "places": self.places}
        return {"timeline": grid, "trace": self.trace, "collapse": self.warnings()}


def collapse(found: list[dict[str, float]]) -> str:
    """A sentence if digits or coverage are lost in the last epoch's figures, otherwise ""."""
    if not found[-1]:
        return ""
    last, best = found[-1], max(figures["coverage"] for figures in found)
    shares = [last[name] for digit in range(samples.DIGITS) if (name := f"digit_share_{digit}") in last]
    rare = [digit for digit, share in enumerate(shares) if share < LEAST_SHARE]
    if len(found) > 1 and last["coverage"] < LOST * best:
        return f"The samples' coverage fell to {last['coverage']:.2f} from {best:.2f}."
    if len(found) <= BEGINNING:
        return ""
    most, digit = max((share, digit) for digit, share in enumerate(shares))
    if most > ALIKE:
        return f"The samples are all alike: the judge takes {most:.0%} of them for the same digit, {digit}."
    if rare:
        digits = ", ".join(map(str, rare))
        return f"Hardly any sample shows {digits}: under {LEAST_SHARE:.0%}{' each' if len(rare) > 1 else ''}."
    if last["coverage"] < LEAST_COVERAGE:
        return f"The samples cover only {last['coverage']:.2f} of the validation images."
    return ""
