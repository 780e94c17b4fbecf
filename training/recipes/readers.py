"""Recipes of the readers: the same speeches and the same words for all, and as many parameters for those that learn by
gradients from scratch."""

from dataclasses import replace

from training.data.images import Data
from training.data.readings import readings, some_readings
from training.engine.logistic import LogisticStep
from training.figures.readers import draw
from training.metrics.readers import measure
from training.recipe import Recipe, adam_one_cycle, adamw_one_cycle
from zoo.models.reader import Reader
from zoo.models.reader_bag import BagReader, BagReaderConfig
from zoo.models.reader_bert import BertReaderConfig
from zoo.models.reader_lstm import LSTMReaderConfig
from zoo.models.reader_transformer import TransformerReaderConfig


def scikit_learn(model: BagReader, recipe: Recipe, batches: int) -> LogisticStep:
    """Logistic regression on TF-IDF, by scikit-learn in one go."""
    return LogisticStep(model)


def no_figures(model: Reader, data: Data) -> dict:
    """None but the learning curves."""
    return {}


BAG = Recipe(
    name="reader-bag",
    title="Bag of words",
    summary="A reader that knows how often each word is said, and nothing of their order: TF-IDF and logistic "
    "regression. The yardstick of the other readers.",
    order=10,
    model="BagReader",
    config=BagReaderConfig(strength=2.0),
    data=readings,
    measure=measure,
    draw=draw,
    step=scikit_learn,
    epochs=1,
    selected_on="",
    half=True,
)

LSTM = replace(
    BAG,
    name="reader-lstm",
    title="LSTM",
    summary="A reader with a memory: it reads a speech word by word.",
    order=20,
    model="LSTMReader",
    config=LSTMReaderConfig(),
    step=adam_one_cycle,
    epochs=8,
    batch_size=128,
    learning_rate=1e-2,
    selected_on="loss",
)

BILSTM = replace(
    LSTM,
    name="reader-bilstm",
    title="Bidirectional LSTM",
    summary="Two memories: one reads a speech from its beginning, the other from its end.",
    order=30,
    config=LSTMReaderConfig(hidden=42, both=True),
    base=LSTM.name,
    changes="a second memory, which reads backwards; both are smaller, so that the parameters are as many",
)

TRANSFORMER = replace(
    LSTM,
    name="reader-transformer",
    title="Transformer",
    summary="A reader that sees all words of a speech at once; a token of its own looks at them and answers.",
    order=40,
    model="TransformerReader",
    config=TransformerReaderConfig(),
    learning_rate=3e-3,
    base=LSTM.name,
    changes="attention in place of a memory, with as many parameters",
)

BERT = replace(
    BAG,
    name="reader-bert",
    title="BERT",
    summary="A reader that has read much else before: a pretrained BERT of six layers. The two at the top were "
    "fine-tuned on the speeches.",
    order=50,
    model="BertReader",
    config=BertReaderConfig(),
    data=some_readings,
    draw=no_figures,  # each is another reading of all tests
    step=adamw_one_cycle,
    epochs=2,
    batch_size=32,
    learning_rate=2e-4,
)
