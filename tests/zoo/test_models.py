"""One test file for every model: each kind of model does what the contract says."""

import json
from dataclasses import asdict, replace

import pytest
import torch
from small import READERS, begun, fresh, kind, one_each

import zoo
from training.recipes import RECIPES
from zoo.errors import ZooError
from zoo.models.dcgan import SelfAttention
from zoo.models.judge import Judge, Labelled
from zoo.models.language import LanguageModel
from zoo.models.rotary import RotaryBlock, RotaryDecoder
from zoo.models.shakespeare import TextVAE
from zoo.models.words import WordVAE

KINDS = [name for name in one_each(kind) if RECIPES[name].model not in READERS]
WRITERS = "TextLM", "TextLSTM", "TextVAE", "SubwordLM", "SubwordVAE", "WordVAE"
TEXTS = [name for name in KINDS if RECIPES[name].model in WRITERS]
IMAGES = [name for name in KINDS if name not in TEXTS]


@pytest.fixture(params=KINDS)
def recipe(request):
    return fresh(RECIPES[request.param])


@pytest.fixture
def model(recipe):
    return begun(recipe.build("cpu"))


@pytest.fixture(params=[name for name in KINDS if RECIPES[name].model != "Judge"])
def generative(request):
    """Every model but the judge, which only looks; those of texts write short ones."""
    recipe = fresh(RECIPES[request.param])
    if hasattr(recipe.config, "window"):
        recipe = replace(recipe, config=replace(recipe.config, window=40))
    return begun(recipe.build("cpu")).eval()


@pytest.fixture
def images():
    return torch.bernoulli(torch.rand(8, 1, 28, 28, generator=torch.Generator().manual_seed(0)))


def batch_of(model, images):
    """What ``losses`` of this model takes, as many as there are images."""
    if isinstance(model, LanguageModel | WordVAE):
        numbers = (images.flatten(1)[:, :33] * torch.arange(33)).long()  # of images that are alike they are too
        return numbers.sum(1) if isinstance(model, WordVAE) else numbers
    labelled = isinstance(model, Judge) or getattr(model, "classes", 0)
    return Labelled(images, torch.arange(len(images)) % 10) if labelled else images


def test_every_parameter_learns(model, images):
    for part in model.modules():
        if isinstance(part, SelfAttention):
            torch.nn.init.ones_(part.gain)  # it begins at 0, and what stands behind it learns once it has moved
        if isinstance(part, RotaryBlock | RotaryDecoder):  # so do layers of these
            for layer in (part.out, part.attention.out) if isinstance(part, RotaryBlock) else (part.head,):
                torch.nn.init.normal_(layer.weight)
            if part.tell:
                torch.nn.init.normal_(part.tell.weight, std=0.1)
    losses = model.train().losses(batch_of(model, images))
    losses["loss"].backward()
    assert all(torch.isfinite(term) and term.ndim == 0 for term in losses.values())
    for name, parameter in model.named_parameters():
        if not parameter.requires_grad:
            continue  # a deep belief network's lower layers, until it is fine-tuned
        if name == "critic.head.bias" and model.config.objective != "logistic":
            continue  # it shifts the scores of both kinds of image alike, which within a margin cancels
        assert parameter.grad is not None and parameter.grad.abs().sum() > 0, name


@torch.no_grad()
def test_the_loss_is_a_mean_per_example(model, images):
    model.eval()
    torch.manual_seed(3)
    once = model.losses(batch_of(model, images[:1].expand(250, -1, -1, -1)))
    torch.manual_seed(4)
    twice = model.losses(batch_of(model, images[:1].repeat(500, 1, 1, 1)))
    largest = max(abs(term.item()) for term in once.values())  # a Boltzmann machine's loss is a small difference
    assert once["loss"].item() == pytest.approx(twice["loss"].item(), abs=0.02 * largest)


def test_samples_follow_the_generator_alone_and_are_images_or_tokens(generative):
    before = torch.get_rng_state()
    drawn, again, other = (generative.sample(5, torch.Generator().manual_seed(seed)) for seed in (1, 1, 2))
    assert torch.equal(drawn, again) and not torch.equal(drawn, other)
    assert torch.equal(before, torch.get_rng_state())
    if isinstance(generative, LanguageModel):
        tokens, shape = len(generative.vocabulary), (5, generative.config.window)
    elif isinstance(generative, WordVAE):
        tokens, shape = generative.config.words, (5,)
    else:
        tokens, shape = 0, (5, 1, generative.config.image_size, generative.config.image_size)
    assert drawn.shape == shape
    assert drawn.min() >= 0 and drawn.max() <= max(1, tokens - 1) and drawn.is_floating_point() == (not tokens)


@pytest.mark.parametrize("name", [name for name in IMAGES if RECIPES[name].model not in ("Judge", "GAN", "DCGAN")])
def test_what_is_encoded_comes_back_as_images(name, images):
    generative = fresh(RECIPES[name]).build("cpu").eval()
    if not hasattr(generative, "encode"):  # a Boltzmann machine has units in place of a code
        assert generative.reconstruct(images).shape == images.shape
        assert [layer.shape[1] for layer in generative.hidden(images)] == unit_counts(generative.config)
        return
    code = generative.encode(images)
    code = code if isinstance(code, torch.Tensor) else code.mean
    side = getattr(generative.config, "grid_size", None)
    assert code.shape == (len(images), *((side, side) if side else (generative.config.latent_dim,)))
    decoded = generative.decode(code)
    assert decoded.shape == images.shape and torch.equal(generative.reconstruct(images), decoded)


def unit_counts(config) -> list[int]:
    return list(config.hidden) if hasattr(config, "hidden") else [config.hidden_dim]


@pytest.mark.parametrize("name", [name for name, recipe in RECIPES.items() if recipe.start])
def test_the_model_that_a_recipe_starts_from_fits_it(name):
    first = replace(RECIPES[RECIPES[name].start], start="", seed=99).build("cpu")
    model = replace(RECIPES[name], start="").build("cpu")
    before = {key: tensor.clone() for key, tensor in model.state_dict().items()}
    model.start_from(first)
    assert any(not torch.equal(tensor, before[key]) for key, tensor in model.state_dict().items())


def test_one_image_is_a_batch(model, images):
    count = 2 if isinstance(model, TextVAE) else 1  # what is normalised over a batch needs two to differ
    assert torch.isfinite(model.train().losses(batch_of(model, images[:count]))["loss"])


@pytest.mark.parametrize("name", RECIPES)
def test_the_model_of_every_recipe_can_be_built(name):
    with torch.device("meta"):  # no memory, no time: only shapes
        model = zoo.model_class(RECIPES[name].model)(RECIPES[name].config)
    assert type(model).__name__ == RECIPES[name].model and all(parameter.numel() for parameter in model.parameters())
    values = json.loads(json.dumps(asdict(RECIPES[name].config)))
    assert type(RECIPES[name].config).from_dict(values) == RECIPES[name].config


def test_a_recipe_may_start_from_the_weights_of_another():
    recipe = RECIPES["iwae-20"]
    started, other = recipe.build("cpu").state_dict(), zoo.load(recipe.start).state_dict()
    assert all(torch.equal(started[key], other[key]) for key in other)
    with pytest.raises(ZooError, match="iwae-20 cannot start from the weights of vae-2: "):
        replace(recipe, start="vae-2").build("cpu")
    with pytest.raises(ZooError, match="iwae-20 cannot start from the weights of no-such: There is no"):
        replace(recipe, start="no-such").build("cpu")
