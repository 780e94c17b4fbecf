"""Recipes of the models of subwords."""

from dataclasses import replace
from functools import partial

from training.data.speech_texts import speeches
from training.data.subword_texts import PretrainedPlays, plays, tiny_plays
from training.figures.shakespeare import draw_speeches, draw_subwords
from training.metrics import codes_text, speech_codes, text_subwords
from training.recipe import Recipe, adamw_one_cycle, muon, no_files
from zoo.models.pretrained_lm import PretrainedLMConfig
from zoo.models.subword_lm import SubwordLMConfig
from zoo.models.subword_vae import SubwordVAEConfig
from zoo.pages import LAST

SUBWORDS = Recipe(
    name="shakespeare-lm-subwords",
    title="Language model of subwords",
    summary="A Transformer that writes by words and pieces of words. It has read 35 of Shakespeare's plays and the "
    "opening of another.",
    order=25,
    model="SubwordLM",
    config=SubwordLMConfig(),
    data=plays,
    measure=text_subwords.measure,
    describe=codes_text.describe_plays,
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
    summary="A little larger than nanoGPT's model of the same text, for comparison with it: it has read only a million "
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

VAE = replace(
    SUBWORDS,
    name="shakespeare-vae-subwords",
    title="VAE of speeches",
    summary="The language model of subwords, told at every layer a code of 32 numbers that an encoder reads from the "
    "speech.",
    order=15,
    model="SubwordVAE",
    config=SubwordVAEConfig(),
    data=speeches,
    measure=partial(speech_codes.measure, against=SUBWORDS.name),
    parts=(partial(speech_codes.nats, against=SUBWORDS.name), speech_codes.written_texts),
    draw=draw_speeches,
    describe=codes_text.describe_speeches,
    epochs=5,
    batch_size=64,
    learning_rate=1e-3,
    start=SUBWORDS.name,
)

VAE_LARGE = replace(
    VAE,
    name="shakespeare-vae-subwords-large",
    title="VAE of speeches, large",
    summary="The VAE of speeches with 8 layers of width 512 instead of 6 of 256, for a GPU.",
    order=LAST,
    config=SubwordVAEConfig(width=512, layers=8, heads=4, dropout=0.3, readers=4, features=256),
    measure=partial(speech_codes.measure, against=SUBWORDS_LARGE.name),
    parts=(partial(speech_codes.nats, against=SUBWORDS_LARGE.name), speech_codes.written_texts),
    epochs=12,
    start=SUBWORDS_LARGE.name,
)

GPT2 = replace(
    SUBWORDS,
    name="shakespeare-gpt2",
    title="GPT-2, fine-tuned",
    summary="A pretrained language model that has read the web before, and then 35 of Shakespeare's plays.",
    order=LAST,
    model="PretrainedLM",
    config=PretrainedLMConfig(),
    data=PretrainedPlays(),
    describe=no_files,
    step=adamw_one_cycle,
    epochs=2,
    batch_size=8,
    learning_rate=1e-4,
)
