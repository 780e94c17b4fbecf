"""The interface of all models: built from a frozen config, saved and loaded strictly, sampled by one call."""

import json
from collections.abc import Set
from pathlib import Path
from typing import Any

import torch
from huggingface_hub import PyTorchModelHubMixin, hf_hub_download
from safetensors import SafetensorError
from safetensors.torch import load_file, save_file
from torch import Tensor, nn
from torch.overrides import TorchFunctionMode

from zoo.errors import ZooError
from zoo.models.config import CONFIG, Config, read_config
from zoo.stores.files import WEIGHTS


class ZooModel(nn.Module, PyTorchModelHubMixin):
    """Base of every model.

    A subclass sets ``Config``, takes a config in ``__init__`` and defines ``losses`` and ``sample``; sizes come from
    the config. ``family`` and ``capabilities`` say how it is shown. ``save_pretrained``, ``from_pretrained`` and
    ``push_to_hub`` come from huggingface_hub.
    """

    Config: type[Config]
    config: Any  # an instance of ``Config``
    family: str = ""  # the tab that shows its checkpoints; "" for none
    FILES: tuple[str, ...] = ()  # files that belong to the model besides its config and weights
    undivided = ""  # why several processes cannot have a part of a batch each, as the end of a sentence
    memory_format = torch.contiguous_format  # of the weights; convolutions on a CPU are faster with torch.channels_last

    def __init__(self, config: Any):
        super().__init__()
        self.config = config

    def losses(self, batch: Tensor) -> dict[str, Tensor]:
        """``"loss"`` for backpropagation and its unscaled terms by name, each the mean over examples in nats."""
        raise NotImplementedError

    def sample(self, n: int, generator: torch.Generator | None = None) -> Tensor:
        """``n`` new examples: images in [0, 1] of shape (n, 1, H, W), or token ids."""
        raise NotImplementedError

    def start_from(self, trained: "ZooModel") -> None:
        """Start from the weights of a trained model, by default one with the same tensors."""
        self.load_state_dict(trained.state_dict())

    def begin(self, train) -> None:
        """Set up what is not a weight from the training split, before a run; by default nothing."""

    def settle(self, train) -> None:
        """Set up what is not a weight from the training split, before the model is used; by default nothing."""

    @classmethod
    def capabilities(cls, config: Any) -> dict:
        """What the page, tables and cards need to know, as fields of ``zoo.schema.Capabilities``; others have defaults.

        A subclass overrides what differs: ``super().capabilities(config) | {"noise": True}``.
        """
        return {"kind": cls.__name__, "draws": "images" if cls.generates() else ""}

    @classmethod
    def generates(cls) -> bool:
        """Whether it defines ``sample``; a classifier does not."""
        return cls.sample is not ZooModel.sample

    @property
    def device(self) -> torch.device:
        """The device of the parameters."""
        return next(self.parameters()).device

    @classmethod
    def load(cls, folder: str | Path, map_location: str = "cpu") -> "ZooModel":
        """The model in ``folder``, in evaluation mode. Raises ``ZooError`` naming a missing file, key or shape."""
        kind, values = read_config(folder)
        if kind != cls.__name__:
            raise ZooError(f"{folder} holds a model of class '{kind}', not '{cls.__name__}'; load it with that class.")
        model = cls._empty(folder, values)
        model.load_state_dict(model._read_weights(Path(folder) / WEIGHTS), strict=True, assign=True)
        model._read_beside(Path(folder))
        return model.to(map_location).to(memory_format=cls.memory_format).eval()

    @classmethod
    def _empty(cls, folder: str | Path, values: dict) -> "ZooModel":
        """The model without memory for its tensors, so that a config with absurd sizes costs nothing."""
        try:
            with torch.device("meta"), _Unset():
                return cls(cls.Config.from_dict(values))
        except (ArithmeticError, KeyError, RuntimeError, TypeError, ValueError) as error:
            raise ZooError(
                f"{Path(folder) / CONFIG} does not describe a valid model ({error!r:.200}); fetch or train it again."
            ) from None

    def _read_weights(self, path: Path) -> dict[str, Tensor]:
        """The tensors of a weights file. They must have this model's names and shapes, and all numbers must be
        finite."""
        try:
            state = load_file(path)
        except FileNotFoundError:
            raise ZooError(f"{path} is missing; fetch or train the checkpoint again.") from None
        except (SafetensorError, OSError) as error:
            raise ZooError(f"{path} is damaged ({error}); fetch or train the checkpoint again.") from None
        expected = self.state_dict()
        state = self._completed(state)
        self._check_names(path, state.keys(), expected.keys())
        for key, tensor in state.items():
            if tensor.shape != expected[key].shape:
                found, asked = tuple(tensor.shape), tuple(expected[key].shape)
                raise ZooError(
                    f"{path}: tensor '{key}' is {found}, but its config asks for {asked}; fetch or train it again."
                )
            if not torch.isfinite(tensor).all():
                raise ZooError(f"{path}: tensor '{key}' contains numbers that are not finite; train the model again.")
            state[key] = tensor.to(expected[key].dtype)
        return state

    def _completed(self, state: dict[str, Tensor]) -> dict[str, Tensor]:
        """The tensors of a weights file with those that it leaves out because they equal others; by default none."""
        return state

    def _check_names(self, path: Path, found: Set[str], expected: Set[str]) -> None:
        for key in sorted(expected ^ found):
            raise ZooError(
                f"{path} {'lacks' if key in expected else 'has an unknown'} tensor '{key}'; fetch or train it again."
            )

    def _read_beside(self, folder: Path) -> None:
        """Read ``FILES`` from a checkpoint's folder, as strictly as the weights."""

    def _save_beside(self, folder: Path) -> None:
        """Write ``FILES`` into a checkpoint's folder."""

    def halve(self) -> "ZooModel":
        """Round all weights to half precision, in place; ``save_pretrained`` then stores them in half the space."""
        with torch.no_grad():
            for tensor in filter(torch.is_floating_point, self.state_dict().values()):
                tensor.copy_(tensor.half())
                if not torch.isfinite(tensor).all():
                    raise ZooError("A weight is too large for half precision; set `half` of the recipe to False.")
        return self

    def _save_pretrained(self, save_directory: Path) -> None:
        self._save_beside(save_directory)
        super()._save_pretrained(save_directory)
        state = {key: tensor.cpu().contiguous() for key, tensor in self.state_dict().items()}
        halves = {key: tensor.half() for key, tensor in state.items() if tensor.is_floating_point()}
        if all(torch.equal(state[key], half.to(state[key].dtype)) for key, half in halves.items()):
            save_file(state | halves, save_directory / WEIGHTS, metadata={"format": "pt"})  # nothing is lost
        values = {"model": type(self).__name__, **self.config.to_dict()}
        (save_directory / CONFIG).write_text(json.dumps(values, indent=2) + "\n", encoding="utf-8")

    @classmethod
    def _from_pretrained(cls, *, model_id, revision, cache_dir, force_download, local_files_only, token,
                         map_location="cpu", **_):  # fmt: skip
        """Called by huggingface_hub's ``from_pretrained``; uses the same strict ``load``."""
        if Path(model_id).is_dir():
            return cls.load(model_id, map_location)
        fetch = {"revision": revision, "cache_dir": cache_dir, "force_download": force_download,
                 "local_files_only": local_files_only, "token": token}  # fmt: skip
        for name in (CONFIG, *cls.FILES):
            hf_hub_download(model_id, name, **fetch)
        return cls.load(Path(hf_hub_download(model_id, WEIGHTS, **fetch)).parent, map_location)


class _Unset(TorchFunctionMode):
    """Within, nothing is drawn from a normal distribution: for tensors without memory torch would import its compiler
    to do so, which takes longer than all else about a model."""

    def __torch_function__(self, func, types, args=(), kwargs=None):
        if func in (nn.init.normal_, Tensor.normal_):
            return args[0] if args else (kwargs or {})["tensor"]
        return func(*args, **(kwargs or {}))
