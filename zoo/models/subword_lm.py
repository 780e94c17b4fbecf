"""A language model of subwords: the Transformer of ``rotary`` over the byte pairs of ``subwords``."""

from dataclasses import dataclass
from pathlib import Path

from zoo.errors import ZooError
from zoo.models.config import Config
from zoo.models.language import LanguageModel
from zoo.models.rotary import RotaryDecoder
from zoo.models.subwords import FILE, Subwords


@dataclass(frozen=True)
class SubwordLMConfig(Config):
    """Sizes of a language model with a vocabulary of ``tokens`` subwords that sees ``window`` of them at once."""

    tokens: int = 2048
    window: int = 256
    width: int = 256
    layers: int = 6
    heads: int = 2
    dropout: float = 0.1

    def __post_init__(self):
        super().__post_init__()
        if self.heads < 1 or self.width % (2 * self.heads):
            raise ZooError(
                f"A width of {self.width} cannot be divided into pairs for {self.heads} heads; choose a multiple of "
                f"{2 * max(1, self.heads)}."
            )


class SubwordLM(LanguageModel, license="mit", tags=["text-generation", "shakespeare"]):
    """A causal Transformer over subwords.

    The subwords are in ``tokenizer.json`` beside the weights, and here in ``vocabulary``, which there is from ``begin``
    on.
    """

    Config = SubwordLMConfig
    FILES = (FILE,)

    @classmethod
    def capabilities(cls, config: SubwordLMConfig) -> dict:
        """It writes subword by subword; without the rarest, which make words that are none."""
        named = {"kind": "language model of subwords", "explanation": "subword-lm", "unit": "subword", "top_p": 0.95}
        return super().capabilities(config) | named

    def __init__(self, config: SubwordLMConfig):
        super().__init__(config)
        self._vocabulary: Subwords | None = None
        sizes = config.width, config.layers, config.heads, config.dropout
        self.decoder = RotaryDecoder(config.tokens, *sizes, self.latent_dim)

    @property
    def vocabulary(self) -> Subwords:
        """What converts texts to ids and back. Raises ``ZooError`` before ``begin``."""
        if self._vocabulary is None:
            raise ZooError("This model has no vocabulary yet; call its begin() first.")
        return self._vocabulary

    def begin(self, train) -> None:
        """Take over the vocabulary of the training split."""
        if len(train.vocabulary) != self.config.tokens:
            raise ZooError(
                f"The vocabulary of the text has {len(train.vocabulary):,} tokens, not the {self.config.tokens:,} that "
                "the model needs; use another."
            )
        self._vocabulary = train.vocabulary

    def start_from(self, trained: "SubwordLM") -> None:
        """Start from the weights of a model with the same vocabulary."""
        super().start_from(trained)
        self._vocabulary = trained.vocabulary

    def _read_beside(self, folder: Path) -> None:
        self._vocabulary = Subwords.load(folder / FILE, self.config.tokens)

    def _save_beside(self, folder: Path) -> None:
        self.vocabulary.save(folder / FILE)
