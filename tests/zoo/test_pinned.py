"""What a seed gives stays the same: weights before a run, losses and gradients of its first step, samples, and what the
page is told. So does the form of the files beside them. Checkpoints and links that people keep rely on both.

A change that means to give other numbers writes them anew: ``python tests/zoo/test_pinned.py``.
"""

import json
import math
import sys
from pathlib import Path

FILE = Path(__file__).with_name("pinned.json")
FORMS = Path(__file__).with_name("forms.json")
ROOT = Path(__file__).parents[2]
if __name__ == "__main__":
    sys.path[:0] = map(str, (ROOT, ROOT / "tests", ROOT / "tests" / "support"))

import pytest  # noqa: E402
import torch  # noqa: E402
from small import READERS, begun, fresh, kind, one_each  # noqa: E402

from training.recipes import RECIPES  # noqa: E402
from zoo.models import given  # noqa: E402
from zoo.models.autoencoder import Autoencoder  # noqa: E402
from zoo.models.boltzmann import FREE, Conditions  # noqa: E402
from zoo.models.chain import Chain  # noqa: E402
from zoo.models.dbn import DBN  # noqa: E402
from zoo.models.gan import GAN  # noqa: E402
from zoo.models.judge import Judge, Labelled  # noqa: E402
from zoo.models.language import LanguageModel  # noqa: E402
from zoo.models.rbm import RBM  # noqa: E402
from zoo.models.shakespeare import TextVAE  # noqa: E402
from zoo.models.subword_lm import SubwordLM  # noqa: E402
from zoo.models.subword_vae import SubwordVAE  # noqa: E402
from zoo.models.vae import VAE  # noqa: E402
from zoo.models.vqvae import VQVAE  # noqa: E402
from zoo.models.words import WordVAE  # noqa: E402
from zoo.schema import FILES  # noqa: E402

KINDS = [name for name in one_each(kind) if RECIPES[name].model not in READERS]
CHAINS = ("RBM", "DBN")  # in double precision: a machine that rounds otherwise would turn one of thousands of draws


def batch_of(model):
    """A batch for ``losses``: images with and without labels, ids of texts some of which are given, or words."""
    generator = torch.Generator().manual_seed(0)
    if isinstance(model, LanguageModel):
        ids = torch.randint(60, (6, 33), generator=generator)
        return (
            torch.where(torch.rand(6, 33, generator=generator) < 0.2, ~ids, ids)
            if isinstance(model, SubwordLM)
            else ids
        )
    if isinstance(model, WordVAE):
        return torch.randint(model.config.words, (6,), generator=generator)
    images = torch.bernoulli(torch.rand(6, 1, 28, 28, generator=generator))
    return Labelled(images, torch.arange(6)) if isinstance(model, Judge) or getattr(model, "classes", 0) else images


def told(tensors) -> list[float]:
    """Two numbers that hardly any change of the tensors leaves: a sum weighted by place, and the norm."""
    flat = torch.cat([tensor.detach().double().flatten() for tensor in tensors])
    flat = flat[flat.isfinite()]
    return [float(flat @ torch.linspace(1, 2, len(flat), dtype=torch.double)), float(flat.norm())]


def numbers_of(name: str) -> dict:
    torch.set_default_dtype(torch.float64 if RECIPES[name].model in CHAINS else torch.float32)
    try:
        return _numbers_of(name)
    finally:
        torch.set_default_dtype(torch.float32)


def _numbers_of(name: str) -> dict:
    torch.manual_seed(0)
    model = begun(fresh(RECIPES[name]).build("cpu"))
    found = {"weights": told(model.state_dict().values()), "told": type(model).capabilities(model.config)}
    torch.manual_seed(1)
    losses = model.train().losses(batch_of(model))
    losses["loss"].backward()
    found["losses"] = {term: value.item() for term, value in losses.items()}
    found["gradients"] = told(each.grad for each in model.parameters() if each.grad is not None)
    model.eval()
    torch.manual_seed(2)
    found["losses when used"] = {term: value.item() for term, value in model.losses(batch_of(model)).items()}
    found["defaults"] = type(model.config)().to_dict()
    with torch.no_grad():
        return found | {what: told(tensors) for what, tensors in made_by(model) if tensors}


def started(name: str) -> list[float]:
    """The weights of a recipe's model that starts from another one's."""
    torch.manual_seed(0)
    model = begun(fresh(RECIPES[name]).build("cpu"))
    torch.manual_seed(9)
    other = begun(fresh(RECIPES[RECIPES[name].start]).build("cpu"))
    with torch.no_grad():
        for number, weights in enumerate(other.state_dict().values()):
            if weights.is_floating_point():
                weights.add_(0.01 * (number % 7 + 1))
        model.start_from(other)
    return told(model.state_dict().values())


def made_by(model):
    """What the model makes in use, as (name, tensors)."""
    batch, generator = batch_of(model), torch.Generator().manual_seed(3)
    images = batch.images if isinstance(batch, Labelled) else batch
    if type(model).generates():
        yield "sample", [model.sample(3, generator)]
    if isinstance(model, GAN):
        codes, labels = model.latents(4, generator), model.labels(4, generator)
        yield "generated", [codes, model.generate(codes, labels), model.first_features(codes, labels)]
        yield "judged", [model.score(*batch_of_two(model)), torch.enable_grad()(model.saliency)(*batch_of_two(model))]
    if isinstance(model, RBM | DBN):
        yield "passes", [*model.hidden(images), model.reconstruct(images), model.gibbs(images, 2, generator)]
        yield "chain", [tensor for chain in chains(model) for tensor in chain]
    if isinstance(model, Judge):
        yield "features", [model(images), model.features(images)]
    if isinstance(model, Autoencoder | VAE | VQVAE):
        code = model.encode(images)
        yield "code", [code] if isinstance(code, torch.Tensor) else [code.mean, code.log_var]
        yield "decoded", [model.decode(code if isinstance(code, torch.Tensor) else code.mean)]
    if isinstance(model, TextVAE | SubwordVAE | WordVAE):
        code = model.posterior(batch) if isinstance(model, SubwordVAE) else model.encode(images)
        yield "code", [*code]
    if isinstance(model, LanguageModel):
        codes = model.codes(6, generator)
        yield "likelihood", [model.log_likelihood(batch, codes)]
        if not hasattr(model.decoder, "look"):  # an LSTM has no heads
            return
        heads = model.decoder.look(given.plain(batch), *(() if codes is None else (codes,)))
        yield "heads", [tensor for layer in heads for tensor in layer if isinstance(tensor, torch.Tensor)]


def batch_of_two(model):
    """Images of the model's own size, and labels if it has classes."""
    side = model.config.image_size
    images = torch.rand(2, 1, side, side, generator=torch.Generator().manual_seed(4))
    return images, torch.tensor([3, 8]) if model.classes else None


def chains(model):
    """Where chains of a seed are after a few steps under conditions, and how they look."""
    for under, begin in ((FREE, "noise"), (Conditions(0.5), "hidden"), (FREE, "kept")):
        chain = Chain(model, 5, 2, under)
        if begin == "kept" and model.top.chains is None:
            continue
        probs = (torch.full((1, len(model.top.hidden_bias)), 0.3),) if begin == "hidden" else ()
        getattr(chain, f"from_{begin}")(*probs)
        chain.step()
        chain.step()
        yield [chain.visible, chain.hidden, chain.probs, chain.hidden_probs(), *chain.look(),
               torch.tensor([chain.free_energy()])]  # fmt: skip


@pytest.mark.parametrize("name", KINDS)
def test_the_numbers_of_a_seed_stay(name):
    pinned, found = json.loads(FILE.read_text("utf-8"))[name], json.loads(json.dumps(numbers_of(name)))
    assert found.keys() == pinned.keys() and found["told"] == pinned["told"]
    assert found["defaults"] == pinned["defaults"]
    for key in ("losses", "losses when used"):
        assert found[key] == {term: near(value) for term, value in pinned[key].items()}, key
    for key in sorted(pinned.keys() - {"told", "losses", "losses when used", "defaults"}):
        assert all(map(math.isfinite, found[key])) and found[key] == near(pinned[key]), key


STARTED = [name for name, recipe in RECIPES.items() if recipe.start]


@pytest.mark.parametrize("name", STARTED)
def test_what_a_model_starts_from_stays(name):
    assert started(name) == near(json.loads(FILE.read_text("utf-8"))["started"][name])


def forms() -> dict:
    """The JSON schema of each file beside the weights, without its words."""
    return {file: without_words(definition.model_json_schema()) for file, definition in FILES.items()}


def without_words(part):
    if isinstance(part, list):
        return [without_words(each) for each in part]
    if not isinstance(part, dict):
        return part
    return {key: without_words(value) for key, value in part.items() if key != "description" or isinstance(value, dict)}


@pytest.mark.parametrize("file", FILES)
def test_the_form_of_a_file_stays(file):
    assert json.loads(json.dumps(forms()[file])) == json.loads(FORMS.read_text("utf-8"))[file]


def near(value):
    """Equal but for how a machine rounds."""
    return pytest.approx(value, rel=2e-4, abs=1e-6)


def pins() -> dict:
    return {name: numbers_of(name) for name in KINDS} | {"started": {name: started(name) for name in STARTED}}


if __name__ == "__main__":
    for path, content in ((FILE, pins()), (FORMS, forms())):
        path.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
