"""Little data of our own, drawings and a few thousand lines, and small models: for whatever needs no real data."""

import inspect
import json
from collections.abc import Callable
from dataclasses import asdict, replace
from functools import cache, partial
from types import SimpleNamespace

import pytest
import torch

from training.data import corpus, drawn, texts
from training.data.corpus import TRAINING
from training.data.images import Data
from training.data.play_page import Speech
from training.data.plays import written
from training.data.readings import STYLES, Examples, Readings, readings, some_readings
from training.data.sets import OTHERS
from training.data.speech_texts import Passages, passages, speeches
from training.data.subword_texts import Speeches, Tokens, plays, speeches_of, tiny_plays
from training.engine.players import AdversarialStep
from training.metrics import Metric
from training.recipe import Recipe
from training.recipes import RECIPES
from zoo.models.base import ZooModel
from zoo.models.dbn import DBNConfig
from zoo.models.dcgan import DCGANConfig
from zoo.models.judge import Labelled
from zoo.models.rbm import RBMConfig
from zoo.models.reader import Reader, ReaderConfig, Said, WordReaderConfig
from zoo.models.reader_lstm import LSTMReaderConfig
from zoo.models.recurrent import TextLSTMConfig
from zoo.models.shakespeare import TextLMConfig, TextVAEConfig
from zoo.models.spoken import SPECIAL, Task, Tasks, vocabulary, words_of
from zoo.models.subword_lm import SubwordLM, SubwordLMConfig
from zoo.models.subword_vae import SubwordVAEConfig
from zoo.models.subwords import Subwords
from zoo.models.tokens import UNKNOWN
from zoo.models.vqvae import VQVAEConfig
from zoo.models.words import WordVAEConfig
from zoo.stores import BundledStore

DRAWS = 20  # for each image, of those that bound a likelihood
READ = 300  # words of a reader's vocabulary
WORDS = 2000  # of a word model's vocabulary; the lines have some 4,000 different ones
SUBWORDS = 300  # of a vocabulary of subwords


def small(data: Data, size: int = 2000) -> Data:
    """The first ``size`` images, passages or words of each split."""
    return Data(**{name: split.head(size) for name, split in vars(data).items()})


READERS = ("BagReader", "LSTMReader", "TransformerReader", "BertReader")  # they take words; see test_readers
READERS += ("PretrainedLM",)  # and this one another package; see test_pretrained_lm


def one_each(key: Callable[[Recipe], object]) -> list[str]:
    """Names of recipes: of those that ``key`` cannot tell apart only the first."""
    firsts: dict[object, str] = {}
    for name, recipe in RECIPES.items():
        firsts.setdefault(key(recipe), name)
    return list(firsts.values())


def kind(recipe: Recipe) -> tuple:
    """What a model is but for its sizes: its class, its switches, and which of its numbers are 0."""
    values = asdict(recipe.config).items()
    return recipe.model, *((name, value if isinstance(value, bool | str) else bool(value)) for name, value in values)


def begun(model):
    """The model as it is where a run begins: one of words knows which its numbers stand for."""
    if isinstance(model, Reader):
        model.begin(heard("cpu").train)
        return model
    count = getattr(model.config, "words", 1)
    words = UNKNOWN, *(f"word-{number}" for number in range(1, count))
    vocabulary = subwords() if isinstance(model, SubwordLM) else words
    passages = torch.randint(60, (20, 33), generator=torch.Generator().manual_seed(3))
    model.begin(SimpleNamespace(vocabulary=vocabulary, blocks=lambda: passages))
    return model


def own(source: Callable[[str], Data]) -> Callable[[str], Data]:
    """What loads data of our own in the form of that of ``source``, and bears its name."""

    def load(device: str) -> Data:
        if source in (plays, tiny_plays):
            return tokens(device)
        if source is speeches:
            return spoken(device)
        if source in (readings, some_readings):
            return heard(device)
        if source in OTHERS["drawn"]:
            return drawings_for(source, device)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(corpus, "parts", lines)
            patch.setattr(texts, "WORDS", WORDS)
            return source(device)

    load.__name__ = source.__name__
    return load


@cache
def drawings_for(source: Callable[[str], Data], device: str) -> Data:
    """Drawings in place of the images of ``source``, made once and few: each process that is forked makes its own."""
    with pytest.MonkeyPatch.context() as patch:
        for name, count in {"TRAINING": 1000, "VALIDATION": 300, "TEST": 300}.items():
            patch.setattr(drawn, name, count)
        return OTHERS["drawn"][source](device)


def lines() -> tuple[str, str]:
    """Three thousand lines of Shakespeare, those of a bundled checkpoint: 90 % to train on, and 10 % for validation."""
    file = BundledStore().resolve("shakespeare-vae") / "lines.json"
    text = "\n".join(json.loads(file.read_text(encoding="utf-8"))["lines"])
    cut = int(TRAINING * len(text))
    return text[:cut], text[cut:]


@cache
def subwords() -> Subwords:
    """A small vocabulary of those lines."""
    return Subwords.learn(lines()[0], SUBWORDS)


def tokens(device: str) -> Data[Tokens]:
    """Those lines in its tokens, each part after a line break, and without speeches."""

    def split(text: str) -> Tokens:
        return Tokens(torch.tensor(subwords().ids("\n" + text)).to(device), subwords(), Speeches(*[()] * 9))

    train, held_out = map(split, lines())
    return Data(replace(train, shifted=True), held_out, held_out)


@cache
def spoken(device: str) -> Data[Passages]:
    """Those lines as speeches of one to twelve, whose tokens are longer pieces of text."""

    def split(text: str) -> Tokens:
        said, every = text.split("\n"), []
        for number, first in enumerate(range(0, len(said) - 12, 12)):
            lines = tuple(said[first : first + 1 + number % 12])
            play, genre = (("hamlet", "tragedy"), ("tempest", "comedy"))[number % 2]
            every.append(Speech(play, genre, 1, 1, ("HAMLET", "First Lord", "ARIEL")[number % 3], lines))
        whole = written(every)
        ids = torch.tensor(subwords().ids("\n" + whole.text))
        return Tokens(ids.to(device), subwords(), speeches_of(whole, subwords(), ids))

    train, held_out = map(split, lines())
    return passages(Data(replace(train, shifted=True), held_out, held_out))


@cache
def heard(device: str) -> Data[Readings]:
    """Those lines as speeches of which readers tell the number of words and the first letter."""
    said = [words_of(line) for part in lines() for line in part.split("\n")]
    said = [tuple(words) for words in said if len(words) > 3]
    letters = "abcdefghijklmnopqrstuvwxyz"
    labels = {"genre": [len(words) % 3 for words in said], "style": [min(2, len(words) // 6) for words in said],
              "play": [letters.find(words[0][0]) % 26 for words in said]}  # fmt: skip
    labels["play_named"] = labels["play"]
    classes = {"genre": ("comedy", "history", "tragedy"), "style": STYLES}
    plays = tuple(f"Play {number + 1}" for number in range(37))
    words = vocabulary(said, READ - SPECIAL)
    tasks = {name: Task(classes.get(name, plays), words, name != "play_named") for name in ReaderConfig().tasks}

    def split(part: slice) -> Readings:
        some = {name: Examples(tuple(said[part]), tuple(labels[name][part]), ("one", "other") * (len(said[part]) // 2))
                for name in tasks}  # fmt: skip
        return Readings(Tasks(tasks, frozenset({"romeo", "hamlet"})), some, torch.device(device))

    train, validation, test = split(slice(0, 2000)), split(slice(2000, 2200)), split(slice(2200, 2400))
    return Data(replace(train, shuffled=True), validation, test)


def heard_batch(model: Reader, count: int) -> dict[str, Said]:
    """What a reader learns from: that many examples of each task."""
    return replace(heard("cpu").train, shuffled=False).batch(torch.arange(count))


def quick(recipe: Recipe, epochs: int = 1, size: int = 200) -> Recipe:
    """The recipe on little data of our own, of which the judges of texts have read a part each; of its likelihood's
    bounds only ``DRAWS`` draws are taken."""

    def little(device: str) -> Data:
        return small(own(recipe.data)(device), size)

    little.__name__ = recipe.data.__name__
    little_of = {"draws": DRAWS, "heard": lines}
    asked = {name: little_of[name] for name in inspect.signature(recipe.measure).parameters if name in little_of}
    return replace(fresh(recipe), data=little, epochs=epochs, measure=partial(recipe.measure, **asked))


def unmeasured(recipe: Recipe) -> Recipe:
    """The recipe without figures and pictures, for a test of how runs go, end and go on: a checkpoint's only figure is
    the share of black pixels in the test images."""
    return replace(recipe, measure=black, draw=nothing, describe=nothing)


def black(model: ZooModel, data: Data) -> dict:
    """The share of black pixels in the test images."""
    share = (data.test.images == 0).float().mean().item()
    return {"black": Metric(share, "share of pixels", "exact")}


def nothing(model: ZooModel, data: Data) -> dict:
    """No figures and no further files."""
    return {}


def fresh(recipe: Recipe) -> Recipe:
    """The recipe from random weights: what another starts from need not be trained here. A DCGAN has fewer channels, a
    Transformer fewer of everything, also as the prior of a VQ-VAE, a belief network fewer units, and samples of
    machines come after short chains."""
    config = recipe.config
    if isinstance(config, DBNConfig):
        config = replace(config, hidden=tuple(min(units, 800) for units in config.hidden))
    if isinstance(config, RBMConfig | DBNConfig):
        config = replace(config, sample_steps=20)
    if isinstance(config, DCGANConfig):
        config = replace(config, image_size=16, generator_channels=(16, 8), critic_channels=(8, 16),
                         attention=8 if config.attention else 0, grid=10 if config.grid else 0)  # fmt: skip
    if isinstance(config, VQVAEConfig):
        config = replace(config, prior_width=16)
    if isinstance(config, TextLMConfig):
        config = replace(config, width=16, layers=1, heads=2)
    if isinstance(config, TextLSTMConfig):
        config = replace(config, width=16, hidden=16)
    if isinstance(config, TextVAEConfig):
        config = replace(config, latent_dim=3)
    if isinstance(config, SubwordLMConfig):
        coded = {"latent_dim": 3, "readers": 1, "features": 5} if isinstance(config, SubwordVAEConfig) else {}
        config = replace(config, tokens=SUBWORDS, width=16, layers=1, heads=2, **coded)
    if isinstance(config, WordVAEConfig):
        config = replace(config, words=WORDS)
    if isinstance(config, WordReaderConfig):
        config = replace(config, words=READ)
    if isinstance(config, LSTMReaderConfig):
        config = replace(config, hidden=6)
    return replace(recipe, start="", config=config)


def made(name: str = "dcgan-32", bfloat16: bool = False, **game):
    """(model, step) of a small version of the recipe, in float32 unless asked otherwise."""
    recipe = fresh(RECIPES[name])
    model = recipe.build("cpu").train()
    torch.manual_seed(5)
    average = game.pop("average", recipe.average)
    return model, AdversarialStep(model, recipe.learning_rate, replace(recipe.game, **game), bfloat16, average)


def real(model, n: int = 16):
    """A batch of random images, with labels for a model that has classes."""
    images = torch.rand(n, 1, 28, 28, generator=torch.Generator().manual_seed(2))
    return Labelled(images, torch.arange(n) % 10) if model.classes else images
