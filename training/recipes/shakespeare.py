"""Recipes of the text models."""

from dataclasses import replace
from functools import partial

from training.data.texts import shakespeare, shakespeare_short, shakespeare_words
from training.figures import shakespeare as figures_text
from training.metrics import codes_text, text, text_context, text_words
from training.recipe import Recipe, adam, adamw_code, adamw_one_cycle
from zoo.models.recurrent import TextLSTMConfig
from zoo.models.shakespeare import TextLMConfig, TextVAEConfig
from zoo.models.words import WordVAEConfig
from zoo.pages import LAST

WORDS = Recipe(
    name="shakespeare-words",
    title="Word VAE, as in the lab",
    summary="The model exactly as in the lab sheet: a word goes in as a one-hot vector and comes out as "
    "probabilities, through 64 ReLU units and 50 latents. It knows words, but not their order.",
    model="WordVAE",
    config=WordVAEConfig(),
    data=shakespeare_words,
    measure=text_words.measure,
    draw=figures_text.draw_words,
    step=adam,
    epochs=10,
    batch_size=256,
    selected_on="",  # the validation text is what it is measured on
    half=True,
)

LM = Recipe(
    name="shakespeare-lm",
    title="Language model, without a latent",
    summary="A Transformer that writes character by character, with no latent code: the yardstick for the VAE.",
    order=30,
    model="TextLM",
    config=TextLMConfig(),
    data=shakespeare,
    measure=text.measure,
    parts=(text_context.context,),
    draw=figures_text.draw,
    step=adamw_one_cycle,
    epochs=30,
    batch_size=32,
    learning_rate=2e-3,
    selected_on="",
    bfloat16=True,
    half=True,
)

LM_LSTM = replace(
    LM,
    name="shakespeare-lstm",
    title="LSTM, without a latent",
    summary="An LSTM that writes character by character. All that it remembers of the text is a list of numbers, its "
    "state.",
    order=35,
    model="TextLSTM",
    config=TextLSTMConfig(),
    draw=partial(figures_text.draw_beside, against=LM.name),
    epochs=50,
    batch_size=16,
    learning_rate=8e-3,
    base=LM.name,
    changes="a memory in place of attention, with as many parameters",
)

VAE_SHORT = replace(
    LM,
    name="shakespeare-vae-short",
    title="Shakespeare VAE, first stage",
    summary="The VAE's first stage, on passages of 32 to 64 characters: an encoder learns to write a code that the "
    "decoder, an unchanged language model, learns to read.",
    order=LAST,
    model="TextVAE",
    config=TextVAEConfig(),
    data=shakespeare_short,
    measure=text.measure_coded,
    describe=codes_text.describe,
    draw=figures_text.draw_coded,
    step=adamw_code,
    epochs=24,
    learning_rate=1.5e-3,
    start="shakespeare-lm",
)

VAE = replace(
    VAE_SHORT,
    name="shakespeare-vae",
    title="Shakespeare VAE",
    summary="The same Transformer, given at every layer a code of 16 latents that an encoder reads from the passage.",
    order=10,
    data=shakespeare,
    step=adamw_one_cycle,
    epochs=8,
    learning_rate=5e-4,
    start="shakespeare-vae-short",
)

LM_LARGE = replace(
    LM,
    name="shakespeare-lm-large",
    title="Language model, large",
    summary="The yardstick for the large VAE: 6 layers of width 384 instead of 4 of 128, for a GPU.",
    order=LAST,
    config=TextLMConfig(width=384, layers=6, heads=6, dropout=0.2),
    epochs=60,
    batch_size=64,
    learning_rate=1e-3,
)

VAE_SHORT_LARGE = replace(
    VAE_SHORT,
    name="shakespeare-vae-short-large",
    title="Shakespeare VAE, large, first stage",
    summary="The first stage of the large VAE.",
    config=TextVAEConfig(width=384, layers=6, heads=6, dropout=0.2),
    batch_size=64,
    start="shakespeare-lm-large",
)

VAE_LARGE = replace(
    VAE,
    name="shakespeare-vae-large",
    title="Shakespeare VAE, large",
    summary="The Shakespeare VAE with 6 layers of width 384 instead of 4 of 128, for a GPU.",
    order=20,
    config=VAE_SHORT_LARGE.config,
    epochs=20,
    batch_size=64,
    start="shakespeare-vae-short-large",
)
