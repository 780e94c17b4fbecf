"""One test file for every model: each recipe's model does what the contract says."""

import json
import re
from dataclasses import asdict, fields, replace

import pytest
import torch
from small import begun, fresh

import zoo
from training.recipes import RECIPES
from zoo.errors import ZooError
from zoo.models.dcgan import SelfAttention
from zoo.models.judge import Judge, Labelled
from zoo.models.shakespeare import TextLM, TextVAE
from zoo.models.words import WordVAE

TEXTS = [name for name in RECIPES if RECIPES[name].model in ("TextLM", "TextVAE", "WordVAE")]
IMAGES = [name for name in RECIPES if name not in TEXTS]


@pytest.fixture(params=RECIPES)
def recipe(request):
    return fresh(RECIPES[request.param])


@pytest.fixture
def model(recipe):
    return begun(recipe.build("cpu"))


@pytest.fixture(params=[name for name in RECIPES if RECIPES[name].model != "Judge"])
def generative(request):
    """Every model but the judge, which only looks."""
    return fresh(RECIPES[request.param]).build("cpu").eval()


@pytest.fixture
def images():
    return torch.bernoulli(torch.rand(8, 1, 28, 28, generator=torch.Generator().manual_seed(0)))


def batch_of(model, images):
    """What ``losses`` of this model takes, as many as there are images."""
    if isinstance(model, TextLM | WordVAE):
        numbers = (images.flatten(1)[:, :33] * torch.arange(33)).long()  # of images that are alike they are too
        return numbers.sum(1) if isinstance(model, WordVAE) else numbers
    labelled = isinstance(model, Judge) or getattr(model, "classes", 0)
    return Labelled(images, torch.arange(len(images)) % 10) if labelled else images


@pytest.fixture
def saved(model, tmp_path):
    model.save_pretrained(tmp_path / "checkpoint")
    return tmp_path / "checkpoint"


def edit_config(folder, **changes):
    values = json.loads((folder / "config.json").read_text()) | changes
    (folder / "config.json").write_text(json.dumps({k: v for k, v in values.items() if v is not None}))


def test_every_parameter_learns(model, images):
    for part in model.modules():
        if isinstance(part, SelfAttention):
            torch.nn.init.ones_(part.gain)  # it begins at 0, and what stands behind it learns once it has moved
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
    once = model.losses(batch_of(model, images[:1].expand(500, -1, -1, -1)))
    torch.manual_seed(4)
    twice = model.losses(batch_of(model, images[:1].repeat(1000, 1, 1, 1)))
    largest = max(abs(term.item()) for term in once.values())  # a Boltzmann machine's loss is a small difference
    assert once["loss"].item() == pytest.approx(twice["loss"].item(), abs=0.02 * largest)


def test_samples_follow_the_generator(generative):
    draw = lambda seed: generative.sample(5, torch.Generator().manual_seed(seed))  # noqa: E731
    assert torch.equal(draw(1), draw(1)) and not torch.equal(draw(1), draw(2))


def test_samples_are_images_or_tokens(generative):
    drawn = generative.sample(5, torch.Generator().manual_seed(1))
    if isinstance(generative, TextLM):
        tokens, shape = len(generative.characters), (5, generative.config.window)
    elif isinstance(generative, WordVAE):
        tokens, shape = generative.config.words, (5,)
    else:
        tokens, shape = 0, (5, 1, generative.config.image_size, generative.config.image_size)
    assert drawn.shape == shape
    assert drawn.min() >= 0 and drawn.max() <= max(1, tokens - 1) and drawn.is_floating_point() == (not tokens)


def test_sampling_leaves_the_global_generator_alone(generative):
    before = torch.get_rng_state()
    generative.sample(3, torch.Generator().manual_seed(1))
    assert torch.equal(before, torch.get_rng_state())


@pytest.mark.parametrize("name", [name for name in IMAGES if RECIPES[name].model not in ("Judge", "GAN", "DCGAN")])
def test_what_is_encoded_comes_back_as_images(name, images):
    generative = fresh(RECIPES[name]).build("cpu").eval()
    if hasattr(generative, "reconstruct"):  # a Boltzmann machine has units in place of a code
        assert generative.reconstruct(images).shape == images.shape
        assert [layer.shape[1] for layer in generative.hidden(images)] == unit_counts(generative.config)
        return
    code = generative.encode(images)
    code = code if isinstance(code, torch.Tensor) else code.mean
    side = getattr(generative.config, "grid_size", None)
    assert code.shape == (len(images), *((side, side) if side else (generative.config.latent_dim,)))
    assert generative.decode(code).shape == images.shape


def unit_counts(config) -> list[int]:
    return list(config.hidden) if hasattr(config, "hidden") else [config.hidden_dim]


@pytest.mark.parametrize("name", [name for name, recipe in RECIPES.items() if recipe.start])
def test_the_model_that_a_recipe_starts_from_fits_it(name):
    first = replace(RECIPES[RECIPES[name].start], start="", seed=99).build("cpu")
    model = replace(RECIPES[name], start="").build("cpu")
    before = {key: tensor.clone() for key, tensor in model.state_dict().items()}
    model.start_from(first)
    assert any(not torch.equal(tensor, before[key]) for key, tensor in model.state_dict().items())


def test_the_config_round_trips_through_json(recipe):
    values = json.loads(json.dumps(asdict(recipe.config)))
    assert type(recipe.config).from_dict(values) == recipe.config


def test_save_and_load_give_the_same_model(model, saved):
    for loaded in (zoo.load_folder(saved), type(model).from_pretrained(saved)):
        assert type(loaded) is type(model) and loaded.config == model.config and not loaded.training
        for key, tensor in model.state_dict().items():
            assert torch.equal(tensor, loaded.state_dict()[key]), key


def test_half_precision_loses_nothing_once_rounded(model, tmp_path):
    model.save_pretrained(tmp_path / "whole")
    model.halve().save_pretrained(tmp_path / "half")
    whole, half = ((tmp_path / name / "model.safetensors").stat().st_size for name in ("whole", "half"))
    assert half < 0.55 * whole
    for key, tensor in zoo.load_folder(tmp_path / "half").state_dict().items():
        assert tensor.dtype == model.state_dict()[key].dtype and torch.equal(tensor, model.state_dict()[key]), key


def test_a_weight_too_large_for_half_precision_is_an_error(model):
    with torch.no_grad():
        next(model.parameters()).fill_(70_000)
    with pytest.raises(ZooError, match="too large for half precision"):
        model.halve()


def test_nothing_in_a_saved_model_is_a_pickle(model, saved):
    assert {path.name for path in saved.iterdir()} == {"config.json", "model.safetensors", "README.md", *model.FILES}


def test_a_missing_file_is_named(model, saved):
    for name in (*model.FILES, "model.safetensors"):
        (saved / name).unlink()
        with pytest.raises(ZooError, match=rf"{re.escape(name)} is missing"):
            zoo.load_folder(saved)
    (saved / "config.json").unlink()
    with pytest.raises(ZooError, match=r"no config\.json"):
        zoo.load_folder(saved)


@pytest.mark.parametrize("keep", [0, 7, 100, 5000])
def test_truncated_weights_are_an_error(saved, keep):
    weights = saved / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:keep])
    with pytest.raises(ZooError, match="is damaged"):
        zoo.load_folder(saved)


def test_a_missing_or_unknown_tensor_is_named(model, saved):
    from safetensors.torch import load_file, save_file

    state = load_file(saved / "model.safetensors")
    missing = next(key for key in state if "bias" in key and not key.startswith("critic"))  # of which see test_gan
    save_file({k: v for k, v in state.items() if k != missing}, saved / "model.safetensors")
    with pytest.raises(ZooError, match=f"lacks tensor '{re.escape(missing)}'"):
        zoo.load_folder(saved)
    save_file(state | {"extra": torch.zeros(1)}, saved / "model.safetensors")
    with pytest.raises(ZooError, match="unknown tensor 'extra'"):
        zoo.load_folder(saved)


def test_a_shape_that_does_not_fit_the_config_is_named(saved, recipe):
    widths = ("latent_dim", "code_dim", "feature_dim", "hidden_dim", "hidden", "window")
    width = next(name for name in widths if hasattr(recipe.config, name))
    size = getattr(recipe.config, width)
    edit_config(saved, **{width: [*size[:-1], size[-1] + 1] if isinstance(size, tuple) else size + 1})
    with pytest.raises(ZooError, match=r"tensor '.*' is \(.*\), its config asks for \("):
        zoo.load_folder(saved)


def test_a_wrong_config_is_named(saved, recipe):
    for field in fields(recipe.config):
        original = (saved / "config.json").read_text()
        edit_config(saved, **{field.name: None})
        with pytest.raises(ZooError, match=f"lacks '{field.name}'"):
            zoo.load_folder(saved)
        (saved / "config.json").write_text(original)
        edit_config(saved, **{field.name: "nonsense" if not isinstance(field.default, str) else 5})
        with pytest.raises(ZooError, match=f"{field.name} must be"):
            zoo.load_folder(saved)
        (saved / "config.json").write_text(original)
    edit_config(saved, surprise=1)
    with pytest.raises(ZooError, match="'surprise'"):
        zoo.load_folder(saved)


@pytest.mark.parametrize("text", ["", "{", "[]", "5", '{"latent_dim": 2}', '{"model": 3}'])
def test_a_config_that_is_no_config(saved, text):
    (saved / "config.json").write_text(text)
    with pytest.raises(ZooError, match=r"config\.json"):
        zoo.load_folder(saved)


def test_the_config_of_another_model(model, saved):
    other = next(kind for kind in zoo.MODELS if kind != type(model).__name__)
    edit_config(saved, model=other)
    with pytest.raises(ZooError):
        zoo.load_folder(saved)
    with pytest.raises(ZooError, match=f"of class '{other}'"):
        type(model).from_pretrained(saved)
    edit_config(saved, model="Perceptron")
    with pytest.raises(ZooError, match=f"no model class 'Perceptron'.*{', '.join(zoo.MODELS)}"):
        zoo.load_folder(saved)


def test_weights_that_are_no_numbers(saved):
    from safetensors.torch import load_file, save_file

    state = load_file(saved / "model.safetensors")
    broken = next(key for key in state if key.endswith("bias"))
    state[broken][0] = float("nan")
    save_file(state, saved / "model.safetensors")
    with pytest.raises(ZooError, match=f"'{re.escape(broken)}' holds numbers that are not finite"):
        zoo.load_folder(saved)


@pytest.mark.parametrize(
    "changes",
    [
        {"latent_dim": -1},
        {"latent_dim": 10**12},
        {"hidden": ["a"]},
        {"activation": "gelu"},
        {"image_size": 0},
        {"channels": [32]},
        {"channels": ["a", "b"]},
        {"codebook_size": 0},
        {"grid_size": 5},
    ],
)
def test_a_config_that_no_model_can_be_built_from(saved, changes):
    edit_config(saved, **changes)
    with pytest.raises(ZooError):
        zoo.load_folder(saved)


def test_one_image_is_a_batch(model, images):
    count = 2 if isinstance(model, TextVAE) else 1  # what is normalised over a batch needs two to differ
    assert torch.isfinite(model.train().losses(batch_of(model, images[:count]))["loss"])


def test_a_recipe_may_start_from_the_weights_of_another():
    recipe = RECIPES["iwae-20"]
    started, other = recipe.build("cpu").state_dict(), zoo.load(recipe.start).state_dict()
    assert all(torch.equal(started[key], other[key]) for key in other)
    with pytest.raises(ZooError, match="iwae-20 cannot start from the weights of vae-2: "):
        replace(recipe, start="vae-2").build("cpu")
    with pytest.raises(ZooError, match="iwae-20 cannot start from the weights of no-such: There is no"):
        replace(recipe, start="no-such").build("cpu")
