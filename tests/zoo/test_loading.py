"""Strict loading, one case for each model class: what is missing, damaged or does not fit is an error that names it."""

import json
import re
import shutil
from dataclasses import fields
from functools import cache

import pytest
import torch
from small import begun, fresh, one_each

import zoo
from training.recipes import RECIPES
from zoo.errors import ZooError

PRETRAINED = "reader-bert", "shakespeare-gpt2"  # begin with weights from elsewhere


@pytest.fixture(params=[name for name in one_each(lambda recipe: recipe.model) if name not in PRETRAINED])
def name(request):
    return request.param


@pytest.fixture
def recipe(name):
    return fresh(RECIPES[name])


@pytest.fixture
def kind(recipe):
    return zoo.model_class(recipe.model)


@pytest.fixture
def model(recipe):
    return begun(recipe.build("cpu"))


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    """``kept(name)`` -> the folder in which the recipe's new model was saved, once for all tests."""

    @cache
    def of(name: str):
        folder = tmp_path_factory.mktemp("kept") / name
        begun(fresh(RECIPES[name]).build("cpu")).save_pretrained(folder)
        return folder

    return of


@pytest.fixture
def saved(name, kept, tmp_path):
    """A copy of it."""
    return shutil.copytree(kept(name), tmp_path / "checkpoint")


def edit_config(folder, **changes):
    values = json.loads((folder / "config.json").read_text()) | changes
    (folder / "config.json").write_text(json.dumps({k: v for k, v in values.items() if v is not None}))


def test_save_and_load_give_the_same_model(model, saved):
    for loaded in (zoo.load_folder(saved), type(model).from_pretrained(saved)):
        assert type(loaded) is type(model) and loaded.config == model.config and not loaded.training
        for key, tensor in model.state_dict().items():
            assert torch.equal(tensor, loaded.state_dict()[key]), key


def test_half_precision_loses_nothing_once_rounded(model, tmp_path):
    for tensor in model.state_dict().values():
        if not tensor.is_floating_point():
            tensor.fill_(100_001)  # whole numbers are kept as they are: no half is one more than 100,000
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


def test_nothing_in_a_saved_model_is_a_pickle(kind, saved):
    assert {path.name for path in saved.iterdir()} == {"config.json", "model.safetensors", "README.md", *kind.FILES}


def test_a_missing_file_is_named(kind, saved):
    for name in (*kind.FILES, "model.safetensors"):
        (saved / name).unlink()
        with pytest.raises(ZooError, match=rf"{re.escape(name)} is missing"):
            zoo.load_folder(saved)
    (saved / "config.json").unlink()
    with pytest.raises(ZooError, match=r"no config\.json"):
        zoo.load_folder(saved)


def test_truncated_weights_are_an_error(saved):
    weights = saved / "model.safetensors"
    whole = weights.read_bytes()
    for keep in (0, 7, 100, 5000):
        weights.write_bytes(whole[:keep])
        with pytest.raises(ZooError, match="is damaged"):
            zoo.load_folder(saved)


def test_a_missing_or_unknown_tensor_is_named(saved):
    from safetensors.torch import load_file, save_file

    state = load_file(saved / "model.safetensors")
    missing = next(key for key in state if not key.startswith("critic"))  # of which see test_gan
    save_file({k: v for k, v in state.items() if k != missing}, saved / "model.safetensors")
    with pytest.raises(ZooError, match=f"lacks tensor '{re.escape(missing)}'"):
        zoo.load_folder(saved)
    save_file(state | {"extra": torch.zeros(1)}, saved / "model.safetensors")
    with pytest.raises(ZooError, match="unknown tensor 'extra'"):
        zoo.load_folder(saved)


def test_a_shape_that_does_not_fit_the_config_is_named(saved, recipe):
    widths = ("latent_dim", "code_dim", "feature_dim", "hidden_dim", "hidden", "width", "words")
    width = next(name for name in widths if hasattr(recipe.config, name))
    size = getattr(recipe.config, width)
    edit_config(saved, **{width: [*size[:-1], 2 * size[-1]] if isinstance(size, tuple) else 2 * size})
    with pytest.raises(ZooError, match=r"tensor '.*' is \(.*\), but its config asks for \("):
        zoo.load_folder(saved)


def test_a_wrong_config_is_named(saved, recipe):
    for field in fields(recipe.config):
        original = (saved / "config.json").read_text()
        edit_config(saved, **{field.name: None})
        if field.metadata.get("later"):
            assert getattr(zoo.load_folder(saved).config, field.name) == field.default
        else:
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


def test_a_config_that_is_no_config(saved):
    for text in ("", "{", "[]", "5", '{"latent_dim": 2}', '{"model": 3}'):
        (saved / "config.json").write_text(text)
        with pytest.raises(ZooError, match=r"config\.json"):
            zoo.load_folder(saved)


def test_the_config_of_another_model(kind, saved):
    other = next(name for name in zoo.MODELS if name != kind.__name__)
    edit_config(saved, model=other)
    with pytest.raises(ZooError):
        zoo.load_folder(saved)
    with pytest.raises(ZooError, match=f"of class '{other}'"):
        kind.from_pretrained(saved)
    edit_config(saved, model="Perceptron")
    with pytest.raises(ZooError, match=f"no model class 'Perceptron'.*{', '.join(zoo.MODELS)}"):
        zoo.load_folder(saved)


def test_weights_that_are_no_numbers(saved):
    from safetensors.torch import load_file, save_file

    state = load_file(saved / "model.safetensors")
    broken = next(key for key in state if key.endswith(("bias", "weight")))
    state[broken].view(-1)[0] = float("nan")
    save_file(state, saved / "model.safetensors")
    with pytest.raises(ZooError, match=f"'{re.escape(broken)}' contains numbers that are not finite"):
        zoo.load_folder(saved)


UNBUILDABLE = "does not describe a valid model"
IMPOSSIBLE = [
    ("ae-32", {"latent_dim": -1}, UNBUILDABLE),
    ("ae-32", {"image_size": 0}, r"'decoder\.0\.bias' is \(784,\), but its config asks for \(0,\)"),
    ("denoising-ae", {"activation": "gelu"}, "Unknown activation 'gelu'; choose one of relu"),
    ("vae-20", {"latent_dim": 10**12}, r"but its config asks for \(200, 1000000000000\)"),
    ("vae-20", {"hidden": ["a"]}, UNBUILDABLE),
    ("conv-vae", {"channels": [32]}, f"{UNBUILDABLE} .*expected 2, got 1"),
    ("conv-vae", {"channels": ["a", "b"]}, UNBUILDABLE),
    ("vq-vae", {"codebook_size": 0}, r"'codebook\.counts' is \(64,\), but its config asks for \(0,\)"),
    ("vq-vae", {"grid_size": 5}, "grid_size 5 is not a quarter of image_size 28"),
    ("gan", {"latent_dim": -1}, "latent_dim must be 1 or more, not -1"),
    ("gan", {"hidden": ["a"]}, "hidden must be of type int"),
    ("dcgan", {"image_size": 0}, "2 layers make images of 16 pixels a side, not 0"),
    ("rbm", {"image_size": 0}, r"'machine\.visible_bias' is \(784,\), but its config asks for \(0,\)"),
    ("dbn", {"hidden": ["a"]}, "at least two hidden layers"),
    ("shakespeare-words", {"latent_dim": -1}, UNBUILDABLE),
    ("shakespeare-vae-short", {"latent_dim": 10**12}, r"but its config asks for \(64, 1000000000000\)"),
    ("judge", {"channels": [32]}, "unknown tensor 'backbone"),
    ("judge", {"channels": ["a", "b"]}, UNBUILDABLE),
]


@pytest.mark.parametrize(("name", "changes", "said"), IMPOSSIBLE)
def test_a_config_that_no_model_can_be_built_from(name, changes, said, saved):
    assert changes.keys() <= json.loads((saved / "config.json").read_text()).keys()
    edit_config(saved, **changes)
    with pytest.raises(ZooError, match=said):
        zoo.load_folder(saved)


def test_versions_of_packages_leave_out_those_that_are_not_installed():
    assert list(zoo.package_versions("no-such-package", "torch", "nor-this", "safetensors")) == ["torch", "safetensors"]
