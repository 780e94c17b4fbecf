"""Recipes of the language models of subwords."""

from dataclasses import replace

from training.data.subword_texts import plays, tiny_plays
from training.figures.shakespeare import draw_subwords
from training.metrics import text_subwords
from training.recipe import Recipe, muon
from zoo.models.subword_lm import SubwordLMConfig
from zoo.pages import LAST

SUBWORDS = Recipe(
    name="shakespeare-lm-subwords",
    title="Language model of subwords",
    summary="A Transformer that writes by words and pieces of words, and has read all of Shakespeare's plays but two.",
    order=25,
    model="SubwordLM",
    config=SubwordLMConfig(),
    data=plays,
    measure=text_subwords.measure,
    describe=lambda model, data: {},
    draw=draw_subwords,
    step=muon,
    epochs=15,
    batch_size=16,
    learning_rate=4e-3,
    selected_on="",  # the validation text is what it is measured on
    bfloat16=True,
    half=True,
)

SUBWORDS_TINY = replace(
    SUBWORDS,
    name="shakespeare-lm-subwords-tiny",
    title="Language model of subwords, little text",
    summary="As large as nanoGPT's model of the same text, for comparison with it: it has read only a million "
    "characters.",
    order=LAST,
    config=SubwordLMConfig(width=384, heads=3, dropout=0.2),
    data=tiny_plays,
    epochs=30,
)

SUBWORDS_LARGE = replace(
    SUBWORDS,
    name="shakespeare-lm-subwords-large",
    title="Language model of subwords, large",
    summary="The language model of subwords with 8 layers of width 512 instead of 6 of 256, for a GPU.",
    order=LAST,
    config=SubwordLMConfig(width=512, layers=8, heads=4, dropout=0.3),
    epochs=20,
    batch_size=32,
)
