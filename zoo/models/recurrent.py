"""An LSTM that writes: what it remembers of a text is a state of fixed size, which each character changes (Hochreiter &
Schmidhuber 1997, with the forget gate of Gers et al. 2000)."""

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from zoo.errors import ZooError
from zoo.models.characters import SHAKESPEARE, Characters
from zoo.models.config import Config
from zoo.models.language import LanguageModel

REMEMBERING = 1.0  # the bias of forget gates at first, so that they begin open (Jozefowicz et al. 2015, section 2.2)


@dataclass(frozen=True)
class TextLSTMConfig(Config):
    """Sizes of an LSTM over the characters in ``vocabulary``, trained on passages of ``window`` of them: widths of a
    character's embedding and of the state of each layer, and the share of both that training drops."""

    vocabulary: str = SHAKESPEARE
    window: int = 256
    width: int = 100
    hidden: int = 400
    layers: int = 1
    dropout: float = 0.1

    def __post_init__(self):
        super().__post_init__()
        if "\n" not in Characters(self.vocabulary):
            raise ZooError("A vocabulary needs the line break, since every text starts after one; add it.")


class State:
    """What an LSTM remembers of the ``length`` characters that it has read of texts of the same length."""

    def __init__(self):
        self.length = 0
        self.layers: tuple[Tensor, Tensor] | None = None  # hidden and cell state, each (layers, n, hidden)

    def grow(self, count: int) -> None:
        """So many characters more were read."""
        self.length += count


class States:
    """Those of texts of different ``lengths`` (n,) side by side, to which single characters are added."""

    def __init__(self, states: list[State], size: tuple[int, int], device: torch.device):
        self.lengths = torch.tensor([state.length for state in states], device=device)
        layers, hidden = size
        shape = layers, len(states), hidden
        self.layers: tuple[Tensor, Tensor] = (torch.zeros(shape, device=device), torch.zeros(shape, device=device))
        for row, state in enumerate(states):
            self.put(row, state)

    def grow(self, count: int) -> None:
        """So many characters more were read."""
        self.lengths += count

    def rest(self, rows: Tensor) -> None:
        """Rows (n,) whose texts are finished have read nothing: they are carried along."""
        self.lengths[rows] = 0

    def part(self, row: int) -> State:
        """A copy of what is remembered of one text."""
        own = State()
        own.length = int(self.lengths[row])
        hidden, cell = (each[:, row : row + 1].clone() for each in self.layers)
        own.layers = hidden, cell
        return own

    def put(self, row: int, state: State) -> None:
        """Replace what is remembered of a row's text."""
        self.lengths[row] = state.length
        for mine, its in zip(self.layers, state.layers or (None, None), strict=True):
            mine[:, row] = 0.0 if its is None else its[:, 0]


class RecurrentDecoder(nn.Module):
    """Embedding, LSTM, linear layer: logits of the next token at each position."""

    def __init__(self, tokens: int, width: int, hidden: int, layers: int, dropout: float):
        super().__init__()
        self.embed = nn.Embedding(tokens, width)
        self.lstm = nn.LSTM(width, hidden, layers, batch_first=True, dropout=dropout if layers > 1 else 0.0)
        self.drop = nn.Dropout(dropout)
        self.out = nn.Linear(hidden, tokens)
        with torch.no_grad():
            for name, parameter in self.lstm.named_parameters():
                if name.startswith("bias_ih"):
                    parameter[hidden : 2 * hidden] = REMEMBERING  # gates are in the order input, forget, cell, output

    def forward(self, ids: Tensor, latents: Tensor | None = None, past: State | States | None = None) -> Tensor:
        """Logits (n, t, tokens) of the token after each of ids (n, t); updates ``past``. There are no ``latents``."""
        states, last = self.lstm(self.drop(self.embed(ids)), past.layers if past else None)
        if past is not None:
            past.layers = last
            past.grow(ids.shape[1])
        return self.out(self.drop(states))


class TextLSTM(LanguageModel, license="mit", tags=["text-generation", "lstm", "shakespeare"]):
    """An LSTM over characters, of the interface of the Transformers."""

    Config = TextLSTMConfig

    @classmethod
    def capabilities(cls, config: TextLSTMConfig) -> dict:
        """It writes character by character."""
        named = {"kind": "LSTM", "explanation": "text-lstm", "unit": "character"}
        return super().capabilities(config) | named

    def __init__(self, config: TextLSTMConfig):
        super().__init__(config)
        self.characters = Characters(config.vocabulary)
        sizes = config.width, config.hidden, config.layers, config.dropout
        self.decoder = RecurrentDecoder(len(self.characters), *sizes)

    @property
    def vocabulary(self) -> Characters:
        """What converts texts to ids and back."""
        return self.characters

    def past(self) -> State:
        """Nothing read yet."""
        return State()

    def pasts(self, pasts: list[State]) -> States:
        """Side by side what was read of several texts."""
        return States(pasts, (self.config.layers, self.config.hidden), self.device)
