"""The model zoo: lists its models and loads them.

Importing this package is cheap: it imports neither torch nor gradio. A model's class is imported on first use.
"""

from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from pkgutil import resolve_name

from zoo.errors import ZooError

__version__ = "0.1.0"

MODELS = {
    "Autoencoder": "zoo.models.autoencoder:Autoencoder",
    "DenoisingAutoencoder": "zoo.models.autoencoder:DenoisingAutoencoder",
    "VAE": "zoo.models.vae:VAE",
    "ConvVAE": "zoo.models.conv_vae:ConvVAE",
    "FlowVAE": "zoo.models.flow_vae:FlowVAE",
    "VQVAE": "zoo.models.vqvae:VQVAE",
    "RBM": "zoo.models.rbm:RBM",
    "DBN": "zoo.models.dbn:DBN",
    "GAN": "zoo.models.gan:GAN",
    "DCGAN": "zoo.models.dcgan:DCGAN",
    "Judge": "zoo.models.judge:Judge",
    "TextLM": "zoo.models.shakespeare:TextLM",
    "TextVAE": "zoo.models.shakespeare:TextVAE",
    "TextLSTM": "zoo.models.recurrent:TextLSTM",
    "SubwordLM": "zoo.models.subword_lm:SubwordLM",
    "SubwordVAE": "zoo.models.subword_vae:SubwordVAE",
    "PretrainedLM": "zoo.models.pretrained_lm:PretrainedLM",
    "WordVAE": "zoo.models.words:WordVAE",
    "BagReader": "zoo.models.reader_bag:BagReader",
    "LSTMReader": "zoo.models.reader_lstm:LSTMReader",
    "TransformerReader": "zoo.models.reader_transformer:TransformerReader",
    "BertReader": "zoo.models.reader_bert:BertReader",
}


def names() -> list[str]:
    """Names of all checkpoints that can be loaded, from the store in use and from the bundle."""
    from zoo.stores import available

    return available()


def load(name: str, revision: str | None = None):
    """The model called ``name``, in evaluation mode on the CPU.

    Looks in the store that ``ZOO_STORE`` names, then in the bundle. Raises ``ZooError`` if it is in neither (with the
    available names), if the bundle has it without its weights, or if a file, key or shape of the checkpoint does not
    fit.
    """
    from zoo.stores import locate, need_weights

    return load_folder(need_weights(locate(name, revision)).folder)


def load_folder(folder: str | Path):
    """The model in a checkpoint folder; ``config.json`` names its class."""
    from zoo.models.config import read_config

    return model_class(read_config(folder)[0]).load(folder)


def model_class(kind: str):
    """The class registered as ``kind`` in ``MODELS``."""
    if kind not in MODELS:
        raise ZooError(f"There is no model class '{kind}'; this version knows {', '.join(MODELS)}.")
    return resolve_name(MODELS[kind])


def package_versions(*packages: str) -> dict[str, str]:
    """Installed version of each package, leaving out those that are not installed."""
    found = {}
    for package in packages:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            continue
    return found
