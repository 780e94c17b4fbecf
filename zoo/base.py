"""What every model of the zoo promises: built from a frozen config, saved and loaded strictly, sampled by one call."""

import json
from dataclasses import asdict
from pathlib import Path

import torch
from huggingface_hub import PyTorchModelHubMixin, hf_hub_download
from safetensors import SafetensorError
from safetensors.torch import load_file
from torch import Tensor, nn

from zoo.config import CONFIG, Config, read_config
from zoo.errors import ZooError

WEIGHTS = "model.safetensors"


class ZooModel(nn.Module, PyTorchModelHubMixin):
    """Base of every model.

    A subclass sets ``Config``, takes one config in ``__init__`` and defines ``losses`` and ``sample``; sizes come from
    the config. ``save_pretrained``, ``from_pretrained`` and ``push_to_hub`` are huggingface_hub's.
    """

    Config: type[Config]

    def __init__(self, config: Config):
        super().__init__()
        self.config = config

    def losses(self, batch: Tensor) -> dict[str, Tensor]:
        """``"loss"`` for backpropagation and its unscaled terms by name, each a mean per example in nats."""
        raise NotImplementedError

    def sample(self, n: int, generator: torch.Generator | None = None) -> Tensor:
        """``n`` new examples: images in [0, 1] of shape (n, 1, H, W), or token ids."""
        raise NotImplementedError

    @property
    def device(self) -> torch.device:
        """Where the parameters are."""
        return next(self.parameters()).device

    @classmethod
    def load(cls, folder: str | Path, map_location: str = "cpu") -> "ZooModel":
        """The model kept in ``folder``, in evaluation mode. Strict: a missing file, key or shape is named."""
        kind, values = read_config(folder)
        if kind != cls.__name__:
            raise ZooError(f"{folder} holds a model of class '{kind}', not '{cls.__name__}'.")
        model = cls(cls.Config.from_dict(values))
        model._load_weights(Path(folder) / WEIGHTS, map_location)
        return model.to(map_location).eval()

    def _load_weights(self, path: Path, map_location: str) -> None:
        try:
            state = load_file(path, device=map_location)
        except FileNotFoundError:
            raise ZooError(f"{path} is missing; fetch or train the checkpoint again.") from None
        except (SafetensorError, OSError) as error:
            raise ZooError(f"{path} is damaged ({error}); fetch or train the checkpoint again.") from None
        expected = self.state_dict()
        for key in sorted(expected.keys() ^ state.keys()):
            raise ZooError(f"{path} {'lacks' if key in expected else 'has an unknown'} tensor '{key}'.")
        for key, tensor in state.items():
            if tensor.shape != expected[key].shape:
                raise ZooError(
                    f"{path}: tensor '{key}' is {tuple(tensor.shape)}, its config asks for "
                    f"{tuple(expected[key].shape)}."
                )
        self.load_state_dict(state, strict=True)

    def _save_pretrained(self, save_directory: Path) -> None:
        super()._save_pretrained(save_directory)
        values = {"model": type(self).__name__, **asdict(self.config)}
        (save_directory / CONFIG).write_text(json.dumps(values, indent=2) + "\n", encoding="utf-8")

    @classmethod
    def _from_pretrained(cls, *, model_id, revision, cache_dir, force_download, local_files_only, token,
                         map_location="cpu", **_):  # fmt: skip
        """Called by huggingface_hub's ``from_pretrained``; goes through the same strict ``load``."""
        if Path(model_id).is_dir():
            return cls.load(model_id, map_location)
        fetch = {"revision": revision, "cache_dir": cache_dir, "force_download": force_download,
                 "local_files_only": local_files_only, "token": token}  # fmt: skip
        hf_hub_download(model_id, CONFIG, **fetch)
        return cls.load(Path(hf_hub_download(model_id, WEIGHTS, **fetch)).parent, map_location)
