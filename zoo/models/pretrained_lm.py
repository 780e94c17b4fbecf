"""A causal language model in Hugging Face form, such as GPT-2 (Radford et al. 2019), with the interface of the others.

The package ``transformers`` builds the network; keys and values are kept as those of our own Transformers.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from zoo.errors import ZooError
from zoo.models.byte_pairs import BytePairs
from zoo.models.config import Config
from zoo.models.hugging import TOKENIZER, place, transformers, unfit
from zoo.models.language import LanguageModel
from zoo.models.transformer import Past

UNUSED = ("_name_or_path", "architectures", "dtype", "transformers_version")  # fields of a network's config
WINDOW = 256  # tokens, or fewer if the network has fewer places
WANTED = "causal language model of byte pairs, as GPT-2 is one"


@dataclass(frozen=True)
class PretrainedLMConfig(Config):
    """Which pretrained network it is, its sizes as its own ``config.json`` has them, and those of its use here."""

    pretrained: str = "gpt2"
    network: str = '{"model_type": "gpt2"}'
    tokens: int = 50_257
    window: int = WINDOW


def read_at(pretrained: str) -> tuple[str, dict, BytePairs]:
    """The folder of a pretrained network, the fields of a config that are its own, and its vocabulary.

    Raises ``ZooError`` if it is no causal language model of byte pairs.
    """
    hugging, folder = transformers(), place(pretrained)
    try:
        found = hugging.AutoConfig.from_pretrained(folder)
        hugging.AutoModelForCausalLM._model_mapping[type(found)]
        vocabulary = BytePairs.load(Path(folder) / TOKENIZER)
    except (OSError, ValueError, KeyError, ZooError) as error:
        reason = f"it is of the kind {found.model_type}" if isinstance(error, KeyError) else error
        raise unfit(pretrained, WANTED, reason) from None
    if found.vocab_size < len(vocabulary):
        raise unfit(pretrained, WANTED, f"it has {found.vocab_size:,} tokens, and its vocabulary {len(vocabulary):,}")
    places = getattr(found, "max_position_embeddings", WINDOW)
    own = json.loads(found.to_json_string()) | {"model_type": found.model_type}
    network = json.dumps({key: own[key] for key in sorted(own) if key not in UNUSED})
    sizes = {"network": network, "tokens": len(vocabulary), "window": min(WINDOW, places)}
    return folder, sizes | {"pretrained": pretrained}, vocabulary


class CausalDecoder(nn.Module):
    """The network behind the interface of our decoders; it never says the tokens ``never``."""

    def __init__(self, config: PretrainedLMConfig):
        super().__init__()
        self.tokens, self.never = config.tokens, list[int]()
        self.network: Any
        hugging = transformers()
        try:
            sizes = json.loads(config.network)
            self.network = hugging.AutoModelForCausalLM.from_config(
                hugging.AutoConfig.for_model(**sizes), attn_implementation="sdpa"
            )
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise unfit(config.pretrained, WANTED, error) from None

    def forward(self, ids: Tensor, latents: Tensor | None = None, past: Past | None = None) -> Tensor:
        """Logits (n, t, tokens) of the token after each of ids (n, t); updates ``past``. There are no ``latents``."""
        t, first, hidden = ids.shape[1], past.first if past else 0, past.hidden if past else None
        places = first + torch.arange(t, device=ids.device)
        if hidden is None:
            seen = torch.ones(t, (past.length if past else 0) + t, dtype=torch.bool, device=ids.device)
            seen = seen.tril(seen.shape[1] - t)[None, None]
        else:
            seen = ~hidden
        rows = (len(ids), -1)
        told = {"attention_mask": seen.expand(len(ids), *seen.shape[1:]), "position_ids": places.expand(*rows)}
        kept = _cache(past) if past is not None else None
        logits = self.network(input_ids=ids, cache=kept, use_cache=past is not None, **told).logits
        if past is not None:
            past.grow(t)
        logits = logits[..., : self.tokens]
        return logits.index_fill(-1, torch.tensor(self.never, device=ids.device), -1e4) if self.never else logits


def _cache(past: Past) -> Any:
    """What the network takes for a cache: it keeps keys and values in ``past``."""

    class Kept(transformers().DynamicCache):
        def update(self, key_states: Tensor, value_states: Tensor, layer_idx: int, *_, **__) -> tuple[Tensor, Tensor]:
            return past.join(layer_idx, key_states, value_states)

        def get_seq_length(self, layer_idx: int = 0) -> int:
            return past.length

    return Kept()


class PretrainedLM(LanguageModel, license="other", tags=["text-generation", "gpt2", "shakespeare"]):
    """A pretrained causal language model. ``begin`` takes over its weights; its tokens are in ``tokenizer.json``."""

    Config = PretrainedLMConfig
    decoder: CausalDecoder
    FILES = (TOKENIZER,)

    @classmethod
    def capabilities(cls, config: PretrainedLMConfig) -> dict:
        """It writes subword by subword, and has read much else before."""
        named = {"kind": "pretrained language model", "explanation": "pretrained-lm", "unit": "subword"}
        return super().capabilities(config) | named

    def __init__(self, config: PretrainedLMConfig):
        super().__init__(config)
        self.decoder = CausalDecoder(config)
        self._vocabulary: BytePairs | None = None

    @staticmethod
    def sizes_at(pretrained: str) -> dict:
        """The fields of a config that are those of a pretrained network. Raises ``ZooError`` if it is none."""
        return read_at(pretrained)[1]

    @property
    def vocabulary(self) -> BytePairs:
        """What converts texts to ids and back. Raises ``ZooError`` before ``begin``."""
        if self._vocabulary is None:
            raise ZooError("This model has no vocabulary yet; call its begin() first.")
        return self._vocabulary

    def begin(self, train: Any = None) -> None:
        """Take over the weights and the tokens of the pretrained network.

        Raises ``ZooError`` if there is none, or one of another kind or size.
        """
        folder, _, vocabulary = read_at(self.config.pretrained)
        try:
            found = transformers().AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32)
            self.decoder.network.load_state_dict(found.state_dict())
        except (OSError, ValueError, TypeError, RuntimeError) as error:
            raise unfit(self.config.pretrained, WANTED, error) from None
        self._take(vocabulary)

    def _take(self, vocabulary: BytePairs) -> None:
        if len(vocabulary) != self.config.tokens:
            raise ZooError(f"The vocabulary has {len(vocabulary):,} tokens, and the model {self.config.tokens:,}.")
        self._vocabulary = vocabulary
        self.decoder.never = list(vocabulary.never())

    @classmethod
    def _empty(cls, folder: str | Path, values: dict) -> "PretrainedLM":
        """With memory: such networks have tensors that are not in their files."""
        config = super()._empty(folder, values).config
        return cls(config)

    def _completed(self, state: dict[str, Tensor]) -> dict[str, Tensor]:
        """With the tensors that the network shares: a file may have one of them only."""
        shared: dict[int, list[str]] = {}
        for name, tensor in self.state_dict().items():
            shared.setdefault(tensor.data_ptr(), []).append(name)
        for names in shared.values():
            there = next((state[name] for name in names if name in state), None)
            state |= {} if there is None else {name: there for name in names if name not in state}
        return state

    def _read_beside(self, folder: Path) -> None:
        self.decoder.network.tie_weights()
        self._take(BytePairs.load(folder / TOKENIZER, self.config.tokens))

    def _save_beside(self, folder: Path) -> None:
        self.vocabulary.save(folder / TOKENIZER)
