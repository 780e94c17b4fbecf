"""Recipes of the text models."""

from dataclasses import replace

from training import codes_text, figures_text
from training.metrics import text, text_words
from training.recipe import Recipe, adam, adamw_one_cycle
from training.texts import shakespeare, shakespeare_words
from zoo.shakespeare import TextLMConfig, TextVAEConfig
from zoo.words import WordVAEConfig

WORDS = Recipe(
    name="shakespeare-words",
    title="Word VAE, as in the lab",
    summary="The lab sheet's model as written there: a word goes in as a one-hot vector and comes out as "
    "probabilities, through 64 ReLU units and 50 latents. It knows words, but not their order.",
    model="WordVAE",
    config=WordVAEConfig(),
    data=shakespeare_words,
    measure=text_words.measure,
    describe=codes_text.describe_words,
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
    model="TextLM",
    config=TextLMConfig(),
    data=shakespeare,
    measure=text.measure,
    describe=codes_text.describe,
    draw=figures_text.draw,
    step=adamw_one_cycle,
    epochs=30,
    batch_size=32,
    learning_rate=2e-3,
    selected_on="",
    bfloat16=True,
    half=True,
)

AE = replace(
    LM,
    name="shakespeare-ae",
    title="Autoencoder of passages",
    summary="The VAE's first stage: its code may tell all it likes, so the encoder learns what there is to tell.",
    model="TextVAE",
    config=TextVAEConfig(beta=0.0),
    epochs=8,
)

VAE = replace(
    LM,
    name="shakespeare-vae",
    title="Shakespeare VAE",
    summary="The same Transformer, told at every layer a code of 32 latents that an encoder has read from the passage.",
    model="TextVAE",
    config=TextVAEConfig(),
    start="shakespeare-ae",
)

LM_LARGE = replace(
    LM,
    name="shakespeare-lm-large",
    title="Language model, large",
    summary="The yardstick for the large VAE: 6 layers of width 384 in place of 4 of 128, for a GPU.",
    config=TextLMConfig(width=384, layers=6, heads=6, dropout=0.2),
    epochs=60,
    batch_size=64,
    learning_rate=1e-3,
)

AE_LARGE = replace(
    LM_LARGE,
    name="shakespeare-ae-large",
    title="Autoencoder of passages, large",
    summary="The first stage of the large VAE.",
    model="TextVAE",
    config=TextVAEConfig(width=384, layers=6, heads=6, encoder_layers=4, dropout=0.2, beta=0.0),
    epochs=15,
)

VAE_LARGE = replace(
    LM_LARGE,
    name="shakespeare-vae-large",
    title="Shakespeare VAE, large",
    summary="The Shakespeare VAE with 6 layers of width 384 in place of 4 of 128, for a GPU.",
    model="TextVAE",
    config=replace(AE_LARGE.config, beta=1.0),
    start="shakespeare-ae-large",
)
