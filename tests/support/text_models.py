"""Checkpoints of text models for tests: untrained, so that they cost no time, but whole; one is a mere record."""

import json
import math
import zlib
from pathlib import Path
from types import SimpleNamespace

import torch
from gan_models import drop_weights
from page_words import write_page
from safetensors.torch import save_file
from small import SUBWORDS, subwords
from torch import nn

from zoo.models.recurrent import TextLSTM, TextLSTMConfig
from zoo.models.shakespeare import TextLM, TextLMConfig, TextVAE, TextVAEConfig
from zoo.models.subword_lm import SubwordLM, SubwordLMConfig
from zoo.models.subword_vae import SubwordVAE, SubwordVAEConfig
from zoo.models.tokens import UNKNOWN
from zoo.models.words import WordVAE, WordVAEConfig
from zoo.stores import open_store

SMALL = {"width": 32, "layers": 2, "heads": 4}
LATENTS = 8
KNOWN = (UNKNOWN, "\n", ",", ".", "'", "the", "king", "and", "thou", "art", "a", "rose", "lord", "my", "-", "!")
MODELS = {
    "shakespeare-vae": lambda: TextVAE(TextVAEConfig(**SMALL, latent_dim=LATENTS)),
    "shakespeare-lm": lambda: TextLM(TextLMConfig(**SMALL)),
    "shakespeare-lstm": lambda: TextLSTM(TextLSTMConfig(width=32, hidden=32)),
    "shakespeare-vae-short": lambda: TextVAE(TextVAEConfig(**SMALL, latent_dim=LATENTS)),
    "shakespeare-lm-subwords": lambda: SubwordLM(SubwordLMConfig(tokens=SUBWORDS, window=128, **SMALL)),
    "shakespeare-vae-subwords": lambda: SubwordVAE(
        SubwordVAEConfig(tokens=SUBWORDS, **SMALL, latent_dim=LATENTS, readers=1, features=16)
    ),
    "shakespeare-words": lambda: WordVAE(WordVAEConfig(words=len(KNOWN), hidden_dim=8, latent_dim=4)),
}
RECORD = "shakespeare-vae-short"  # its weights are not in the store
HOSTILE = "<img src=x onerror=alert(1)> {{value}} ${alert(1)}"  # a line that must be shown as text
CODERS = TextVAE, SubwordVAE
PLAYS = [  # that the models of subwords know
    {"title": "Hamlet", "genre": "tragedy", "speakers": ["HAMLET", "First Lord"]},
    {"title": "As You Like It", "genre": "comedy", "speakers": ["ROSALIND", "First Lord"]},
]
LINES = [
    HOSTILE,
    "But, soft! what light through yonder window breaks?",
    "It is the east, and Juliet is the sun.",
    "Now is the winter of our discontent",
    "Made glorious summer by this sun of York;",
    "A horse! a horse! my kingdom for a horse!",
    "O Romeo, Romeo! wherefore art thou Romeo?",
    "Deny thy father and refuse thy name;",
    "What's in a name? that which we call a rose",
    "By any other name would smell as sweet;",
    "The king is dead; long live the king, my lord.",
    "I had rather be a country servant-maid",
    "Good night, good night! parting is such sweet sorrow,",
    "Thou know'st the mask of night is on my face,",
    "We are accounted poor citizens, the patricians good.",
]
PASSAGE, SHARE = "nats per passage", "share of words"
COMMON = {"nats_per_character": (1.71, "nats per character"), "known_words": (0.93, SHARE),
          "known_words_floor": (0.95, SHARE), "distinct_2": (0.6, "share of pairs"), "repetition": (0.01, "share"),
          "copied_8": (0.002, "share of sequences"), "copied_8_floor": (0.001, "share of sequences")}  # fmt: skip
CODED = {"nats_per_character_iw": (1.69, "nats per character"), "kl_per_passage": (7.5, PASSAGE),
         "reconstruction_per_character": (1.68, "nats per character"), "active_units": (6, "latents"),
         "mutual_information": (6.9, PASSAGE), "character_accuracy": (0.52, "share of characters"),
         "character_accuracy_other": (0.48, "share of characters"), "read_back": (0.8, "share of passages"),
         "same_z_overlap": (0.2, SHARE), "other_z_overlap": (0.1, SHARE)}  # fmt: skip
WORD = {"nats_per_word": (6.5, "nats per word"), "nats_per_character": (2.1, "nats per character"),
        "known_words": (1.0, SHARE)}  # fmt: skip


def untrained_store(folder: Path) -> str:
    """A local store at ``folder`` with one checkpoint each of ``MODELS``, ``RECORD`` without weights; its path."""
    store = open_store(str(folder))
    for name in MODELS:
        store.push(write(build(name), folder.parent / f"{folder.name}-files" / name, name), name, "Untrained")
    drop_weights(folder, RECORD)
    return str(folder)


@torch.no_grad()
def build(name: str):
    """A model of random weights, always the same, whose texts differ from code to code."""
    with torch.random.fork_rng():
        torch.manual_seed(zlib.crc32(name.encode()))
        model = MODELS[name]()
        for layer in model.modules():
            if isinstance(layer, nn.Linear):
                layer.weight.normal_(0.0, 2.5 / math.sqrt(layer.in_features))
            elif isinstance(layer, nn.Embedding):
                layer.weight.normal_(0.0, 0.35)
    if isinstance(model, WordVAE):
        model.begin(SimpleNamespace(vocabulary=KNOWN))
    if isinstance(model, SubwordLM):
        SubwordLM.begin(model, SimpleNamespace(vocabulary=subwords()))
    return model.eval()


def write(model, folder: Path, name: str) -> Path:
    """A whole checkpoint of ``model``, its figures made up."""
    kind = type(model).__name__
    model.save_pretrained(folder)
    (folder / "metrics.json").write_text(json.dumps(figures(kind)))
    (folder / "training.json").write_text(json.dumps(training(name)))
    write_page(model, folder, name, f"Untrained {name}", f"{name}, for tests.")
    (folder / "README.md").write_text(f"---\nlicense: mit\n---\n\n# Untrained {name}\n\nFor tests.\n")
    if isinstance(model, SubwordLM):
        (folder / "cast.json").write_text(json.dumps({"plays": PLAYS}))
    if isinstance(model, CODERS):
        (folder / "latents.json").write_text(json.dumps(latents(model.latent_dim)))
        (folder / "lines.json").write_text(json.dumps({"lines": LINES}))
        save_file({"codes": codes(model).half()}, folder / "lines.safetensors")
    return folder


def figures(kind: str) -> dict:
    """``metrics.json`` of a model."""
    found = WORD if kind == "WordVAE" else COMMON | (CODED if kind in ("TextVAE", "SubwordVAE") else {})
    bounded = kind not in ("TextLM", "TextLSTM")
    return {key: {"value": value, "unit": unit, "estimator": "made up", "split": "validation", "noise": 0.001,
                  "bound": "<=" if bounded and key.startswith("nats_per") else None}
            for key, (value, unit) in found.items()}  # fmt: skip


def training(name: str) -> dict:
    """``training.json`` of a model."""
    passages = {"train_passages": 3921, "validation_passages": 435, "test_passages": 435}
    told = {"title": f"Untrained {name}", "summary": f"{name}, for tests.", "epochs": 3, "seconds": 90.0}
    return told | passages | {"device": "CPU, 2 threads", "recipe": {"data": "shakespeare", "epochs": 3}}


def latents(length: int) -> dict:
    """``latents.json``: the last latent tells most, and the first nothing."""
    row = {"low": -2.5, "high": 2.5, "mean": 0.0, "sd": 1.0}
    rows = [row | {"index": index, "information": 0.3 * index} for index in range(length)]
    return {"information": "kl", "prior": "standard normal", "latents": rows}


@torch.no_grad()
def codes(model) -> torch.Tensor:
    """What the encoder reads in each of ``LINES``, (len(LINES), latent_dim)."""
    end = "\n\n" if isinstance(model, SubwordVAE) else ""
    ids = [model.vocabulary.read(line + end).ids for line in LINES]
    return torch.cat([model.encode(torch.tensor([each])).mean for each in ids])
