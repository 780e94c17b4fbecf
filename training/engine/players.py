"""The step of two players: a generator and a critic, each with its own optimiser (Goodfellow et al. 2014)."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from copy import deepcopy

import torch
from torch import Tensor, nn
from torch.nn.modules.batchnorm import _BatchNorm

from training.data.images import Examples
from training.engine import world
from training.engine.average import MovingAverage
from training.engine.game import Game
from zoo.batches import drawn
from zoo.errors import ZooError
from zoo.models.gan import GAN

SETTLE_SEED = 11  # of the latents with which batch statistics are computed
SETTLE_BATCHES, SETTLE_SIZE = 10, 100


class AdversarialStep:
    """Trains both players of a ``GAN`` in turns; ``model.generator`` is the moving average of the trained generator.

    ``average`` is the largest decay of that average; if it is 0, ``model.generator`` is the trained generator itself.

    One pass of the generator serves both players' updates, as in the usual loop: the critic's on the detached images,
    then the generator's through the updated critic.

    If the game decays, ``total`` is the number of batches over which both rates fall to 0.
    """

    def __init__(self, model: GAN, learning_rate: float, game: Game, bfloat16: bool = False, average: float = 0.0,
                 total: int = 0):  # fmt: skip
        if model.critic is None:
            raise ZooError("This model was saved without its critic, so it cannot be trained; train a new one.")
        self.model, self.game, self.bfloat16 = model, game, bfloat16
        self.critic: nn.Module = model.critic
        self.average = MovingAverage(average)
        self.player = deepcopy(model.generator) if average else model.generator
        self.rates, self.total = (learning_rate, learning_rate * game.critic_rate), total
        fused = model.device.type != "mps"
        self.generator_optimizer, self.critic_optimizer = (
            torch.optim.Adam(network.parameters(), rate, game.betas, fused=fused)
            for network, rate in zip((self.player, self.critic), self.rates, strict=True)
        )
        self.batches, self.updates = 0, 0
        self.generator_loss = torch.zeros((), device=model.device)  # the last one, if a batch has no update

    def __call__(self, batch) -> dict[str, Tensor]:
        """Both players' turns on one batch. Returns their losses and the critic's accuracies, as scalars on the device.

        On a batch without a generator update, its loss is that of its last update; before the first one it is computed
        from the critic's scores of the batch.
        """
        self.player.train()
        if self.game.decay:
            self._decay()
        real, labels = self.model.inside(batch)
        if self.model.memory_format == torch.channels_last:
            real = real.contiguous(memory_format=torch.channels_last)
        self.batches += 1
        turn = self.batches % self.game.critic_updates == 0
        with torch.set_grad_enabled(turn):
            fake = self._play(len(real), labels)
        losses = self._critic_turn(real, fake.detach(), labels)
        if turn:
            for again in range(self.game.generator_updates):
                self._generator_turn(self._play(len(real), labels) if again else fake, labels)
        return losses | ({"generator": self.generator_loss} if self.updates else {})

    def _decay(self) -> None:
        """Set both players' rates for the next batch from the number of batches so far, so that a run can be
        resumed."""
        left = max(0.0, 1 - self.batches / self.total)
        for optimizer, rate in zip((self.generator_optimizer, self.critic_optimizer), self.rates, strict=True):
            for group in optimizer.param_groups:
                group["lr"] = rate * left

    def _play(self, n: int, labels: Tensor | None) -> Tensor:
        with self._autocast():
            return self.player(self.model.latents(n), labels).float()

    def _shown(self, images: Tensor) -> Tensor:
        """Images as the critic sees them in training."""
        if not self.game.noise:
            return images
        return images + self.game.noise * drawn(torch.randn, images.shape, device=images.device)

    def _critic_turn(self, real: Tensor, fake: Tensor, labels: Tensor | None) -> dict[str, Tensor]:
        real, fake = self._shown(real), self._shown(fake)
        with self._autocast():
            losses = self.model.critic_losses(real, fake, labels)
            if self.model.penalty:
                penalty = self.model.gradient_penalty(real, fake, labels)
                losses["loss"] = losses["loss"] + self.model.penalty * penalty
                losses["penalty"] = penalty
        self._update(self.critic_optimizer, losses["loss"])
        return {name: value.detach() for name, value in losses.items()}

    def _generator_turn(self, fake: Tensor, labels: Tensor | None) -> None:
        with _frozen(self.critic):
            with self._autocast():
                losses = self.model.generator_losses(self._shown(fake), labels)
            self._update(self.generator_optimizer, losses["loss"])
        self.generator_loss = world.mean(losses["generator"])
        self.updates += 1
        if self.player is not self.model.generator:
            self.average.follow(self.model.generator, self.player)

    @staticmethod
    def _update(optimizer: torch.optim.Optimizer, loss: Tensor) -> None:
        optimizer.zero_grad(set_to_none=True)
        world.backward(loss, (each for group in optimizer.param_groups for each in group["params"]))
        optimizer.step()

    def _autocast(self) -> torch.autocast:
        return torch.autocast(self.model.device.type, torch.bfloat16, enabled=self.bfloat16)

    def quicken(self, batch_size: int) -> None:
        """Two players are not compiled: their time goes into convolutions, which a compiler does not make quicker."""
        raise ZooError("Two players cannot be compiled; train this recipe without --compile.")

    @torch.no_grad()
    def settle(self, train: Examples) -> None:
        """Recompute both networks' batch statistics: the averaged generator's from its own feature maps, the critic's
        from equal numbers of generated images and of the first images of ``train``.

        During training they are running means over changing weights, and the critic's last batch was all generated,
        so with them it would put every image into one class. Deterministic: depends only on the weights, and changes
        neither the global random state nor the networks' modes.
        """
        self.settle_generator()
        noise = self._noise()
        with as_used(self.model.generator):
            _settle(self.critic, (call for each in self._real(train) for call in self._judging(*each, noise)))

    @torch.no_grad()
    def settle_generator(self) -> None:
        """The part of ``settle`` for the generator, which suffices to look at its images. Without an average,
        nothing."""
        if self.player is self.model.generator:
            return
        for mine, played in zip(self.model.generator.buffers(), self.player.buffers(), strict=True):
            mine.copy_(played)  # including the vectors of spectral norms
        noise = self._noise()
        _settle(self.model.generator, (self._drawing(SETTLE_SIZE, noise) for _ in range(SETTLE_BATCHES)))

    def _noise(self) -> torch.Generator:
        return torch.Generator(self.model.device).manual_seed(SETTLE_SEED)

    def _drawing(self, n: int, noise: torch.Generator) -> Callable[[], Tensor]:
        latents, labels = self.model.latents(n, noise), self.model.labels(n, noise)
        return lambda: self.model.generator(latents, labels)

    def _real(self, train: Examples) -> Iterator[tuple[Tensor, Tensor | None]]:
        """Batches of the first training images, (SETTLE_SIZE, 1, H, W) in [-1, 1], and their labels."""
        first = torch.arange(min(SETTLE_BATCHES * SETTLE_SIZE, len(train)), device=train.device)
        return (self.model.inside(train.batch(index)) for index in first.split(SETTLE_SIZE))

    def _judging(self, real: Tensor, labels: Tensor | None, noise: torch.Generator) -> Iterator[Callable[[], Tensor]]:
        """The critic's two calls, on a real batch and on as many generated images with the same labels."""
        fake = self.model.generator(self.model.latents(len(real), noise), labels)
        for images in (real, fake):
            yield lambda images=images: self.critic(images, labels)

    def state_dict(self) -> dict:
        """What a resumed run needs besides the model's weights."""
        return {
            "player": self.player.state_dict(),
            "generator_optimizer": self.generator_optimizer.state_dict(),
            "critic_optimizer": self.critic_optimizer.state_dict(),
            "batches": self.batches,
            "updates": self.updates,
            "generator_loss": self.generator_loss,
        }

    def load_state_dict(self, state: dict) -> None:
        """Restore the state from ``state_dict``."""
        for name in ("player", "generator_optimizer", "critic_optimizer"):
            getattr(self, name).load_state_dict(state[name])
        self.batches, self.updates = state["batches"], state["updates"]
        self.average.updates = self.updates
        self.generator_loss = state["generator_loss"]


@contextmanager
def as_used(network: nn.Module) -> Iterator[None]:
    """Context manager: puts the network into evaluation mode and restores every part's mode afterwards."""
    modes = {part: part.training for part in network.modules()}
    network.eval()
    try:
        yield
    finally:
        for part, mode in modes.items():
            part.training = mode


def _settle(network: nn.Module, calls: Iterable[Callable[[], Tensor]]) -> None:
    """Reset the network's batch statistics, if any, to their plain means over these calls.

    Everything else is in evaluation mode meanwhile: no dropout, and spectral norms keep their vectors, which torch's
    ``update_bn`` would update.
    """
    norms = [part for part in network.modules() if isinstance(part, _BatchNorm)]
    if not norms:
        return
    momenta = [norm.momentum for norm in norms]
    with as_used(network):
        for norm in norms:
            norm.reset_running_stats()
            norm.momentum = None  # a plain mean
            norm.train()
        for call in calls:
            call()
    for norm, momentum in zip(norms, momenta, strict=True):
        norm.momentum = momentum


@contextmanager
def _frozen(network: nn.Module) -> Iterator[None]:
    """Context manager: gradients flow through the network, but none are computed for its weights."""
    trained = [parameter for parameter in network.parameters() if parameter.requires_grad]
    for parameter in trained:
        parameter.requires_grad_(False)
    try:
        yield
    finally:
        for parameter in trained:
            parameter.requires_grad_(True)
