"""``page.json``: what a class and a recipe make of it, and what becomes of one that is missing, damaged or newer."""

import json
import shutil
from dataclasses import replace
from types import SimpleNamespace

import gradio as gr
import pytest

import zoo
from tabs.shared import catalogue
from tabs.shared import page as shared
from tabs.shared.catalogue import look_up
from training import doctor, pipeline
from training.recipes import RECIPES
from zoo import pages
from zoo.errors import ZooError
from zoo.models.vae import VAE, VAEConfig
from zoo.stores import BundledStore, Checkpoint, open_store


class Plain(VAE):
    """A VAE in every way."""


class Redrawn(VAE):
    """A VAE whose decoder is another one."""

    def decode_logits(self, latents):
        return super().decode_logits(latents)


def copy_of(tmp_path, name: str) -> Checkpoint:
    folder = shutil.copytree(BundledStore().resolve(name), tmp_path / "copy")
    return Checkpoint(name, folder, "local", "0" * 40, "store")


@pytest.mark.parametrize("name", BundledStore().names())
def test_a_bundled_page_is_that_of_its_recipe(name):
    assert pages.read(BundledStore().checkpoint(name)) == RECIPES[name].page(), "run: python -m training words --all"


def test_the_page_of_a_text_model_from_before_units_is_completed_from_its_class(tmp_path):
    checkpoint = copy_of(tmp_path, "shakespeare-words")
    path = checkpoint.folder / pages.FILE
    content = json.loads(path.read_text())
    for field in ("unit", "context", "speeches"):
        del content["capabilities"][field]
    path.write_text(json.dumps(content | {"title": "Mine"}))
    found = pages.read(checkpoint)
    assert found.title == "Mine" and found.capabilities == RECIPES["shakespeare-words"].page().capabilities


def test_no_two_recipes_of_a_family_have_one_title_or_one_place():
    found = [recipe.page() for recipe in RECIPES.values()]
    placed = [(page.family, page.order) for page in found if page.order != pages.LAST]
    assert len(set(placed)) == len(placed) and len({page.title for page in found}) == len(found)


def test_a_subclass_has_its_bases_capabilities_but_not_its_decoder_if_it_has_another():
    plain, other = (pages.make(kind, VAEConfig(), title="T", order=1).capabilities for kind in (Plain, Redrawn))
    assert plain == pages.make(VAE, VAEConfig(), title="T", order=1).capabilities
    assert (plain.decoder.kind, other.decoder.kind) == ("dense", "server")
    assert plain.model_copy(update={"decoder": other.decoder}) == other


@pytest.mark.parametrize(("config", "explanation", "loss"), [
    (VAEConfig(), "vae", "elbo"), (VAEConfig(beta=4.0), "beta-vae", "elbo"),
    (VAEConfig(samples=5), "iwae", "importance_weighted"),
])  # fmt: skip
def test_the_config_decides_how_a_vaes_loss_reads(config, explanation, loss):
    can = VAE.capabilities(config)
    assert (can["explanation"], can["loss"]) == (explanation, loss)


def test_a_capability_that_nobody_knows_is_named():
    class Flying(VAE):
        @classmethod
        def capabilities(cls, config):
            return super().capabilities(config) | {"flies": True}

    with pytest.raises(ZooError, match=r"page of a Flying cannot be made: capabilities\.flies is not known"):
        pages.make(Flying, VAEConfig(), title="T", order=1)


@pytest.mark.parametrize(("words", "said"), [
    ({"title": " "}, "vae-20 has no title"), ({"summary": ""}, "vae-20 has no summary"),
    ({"base": "vae-2"}, "does not say what it changes of vae-2"),
])  # fmt: skip
def test_a_recipe_without_words_is_refused_before_it_is_trained(words, said, tmp_path):
    with pytest.raises(ZooError, match=said):
        pipeline.train(replace(RECIPES["vae-20"], **words), open_store(str(tmp_path)), "cpu")


@pytest.mark.parametrize(
    "name", ["vae-20", "conv-vae", "flow-vae", "vq-vae", "denoising-ae", "sagan", "dbn", "shakespeare-vae"]
)
def test_an_older_checkpoint_is_presented_by_its_class(tmp_path, name):
    found = copy_of(tmp_path, name)
    written = pages.read(found)
    (found.folder / pages.FILE).unlink()
    derived = pages.read(found)
    assert derived == written  # one of a bundled name stands where that stands, any other one last
    last = {"changes": "", "base": "", "order": pages.LAST, "group": ""}
    assert pages.read(replace(found, name="mine")) == written.model_copy(update=last)
    (found.folder / "training.json").write_text("{")
    assert pages.read(found).capabilities == written.capabilities


def test_an_older_checkpoint_of_another_family_has_not_the_place_of_its_name(tmp_path):
    found = replace(copy_of(tmp_path, "rbm-25"), name="vae-20")
    (found.folder / pages.FILE).unlink()
    page = pages.read(found)
    assert (page.family, page.order, page.group, page.base) == ("rbm", pages.LAST, "", "")


def test_a_damaged_config_does_not_hide_what_the_class_can(tmp_path):
    found = copy_of(tmp_path, "vae-20")
    (found.folder / pages.FILE).unlink()
    (found.folder / "config.json").write_text(json.dumps({"model": "VAE", "hidden": "many"}))
    assert pages.read(found).family == "vae"


def pushed(tmp_path, monkeypatch, **change) -> dict:
    """What is found beside the bundle in a store with a copy of vae-2 called mine, whose page was changed."""
    folder = copy_of(tmp_path, "vae-2").folder
    content = json.loads((folder / pages.FILE).read_text())
    (folder / pages.FILE).write_text(json.dumps(content | change))
    monkeypatch.setenv("ZOO_STORE", str(tmp_path / "store"))
    open_store().push(folder, "mine", "for a test")
    return look_up()


def test_a_class_that_is_not_known_here_is_not_offered_and_is_named(tmp_path, monkeypatch, caplog):
    monkeypatch.setitem(zoo.MODELS, "Bees", zoo.MODELS["VAE"])
    folder = copy_of(tmp_path, "vae-2").folder
    config = json.loads((folder / "config.json").read_text())
    (folder / "config.json").write_text(json.dumps(config | {"model": "Bees"}))
    monkeypatch.setenv("ZOO_STORE", str(tmp_path / "store"))
    open_store().push(folder, "mine", "for a test")
    assert look_up()["mine"].kind == "Bees"
    monkeypatch.delitem(zoo.MODELS, "Bees")
    assert "mine" not in look_up()
    said = "mine is of the class 'Bees', which this version of the app does not know; update the app."
    assert said in caplog.text and said in [each.said for each in doctor.store()]


def test_a_page_of_a_later_version_is_refused_with_what_to_do(tmp_path, monkeypatch, caplog):
    assert "mine" not in pushed(tmp_path, monkeypatch, schema=2)
    assert "page.json of mine was written for a later version of this app; update the app to use it." in caplog.text
    monkeypatch.setattr(catalogue, "_last", None)
    assert catalogue.left_out() == ["mine"]
    with gr.Blocks() as page:
        shared.footer()
    (footer,) = page.blocks.values()
    assert "Not shown: mine. <code>python -m training doctor</code> says why." in footer.value
    (finding,) = [each for each in doctor.store() if each.grade == doctor.WRONG]
    assert "page.json of mine was written for a later version" in finding.said


def test_a_family_without_a_tab_is_logged_and_passed_over(tmp_path, monkeypatch, caplog):
    from tabs.shared import opening
    from tabs.shared.link import opened_tab
    from tabs.vae import tab as vae

    found = pushed(tmp_path, monkeypatch, family="bees")
    monkeypatch.setattr(catalogue, "_last", None)
    opening.log_unclaimed(["vae", "gan", "rbm", "shakespeare", "attention"])
    assert caplog.text.count("is not shown") == 1 and "mine is not shown: there is no tab of the family 'bees'" in (
        caplog.text
    )
    assert found["mine"].page.family == "bees" and "mine" not in vae.choices()
    assert opened_tab(["vae"], {"model": "mine"}) is None
    assert "no model 'mine'" in vae.choose("mine")[0]["error"]


def test_the_stores_are_looked_at_again_when_a_minute_has_passed(tmp_path, monkeypatch):
    """So a checkpoint that is trained while the app runs is shown without starting it again."""
    now, looks = [0.0], iter([{"early": 1}, {"early": 1, "late": 2}])
    monkeypatch.setenv("ZOO_STORE", str(tmp_path))
    monkeypatch.setattr(catalogue, "_last", None)
    monkeypatch.setattr(catalogue, "time", SimpleNamespace(monotonic=lambda: now[0]))
    monkeypatch.setattr(catalogue, "look_up", lambda: next(looks))
    assert catalogue.catalogue().keys() == {"early"}
    now[0] = catalogue.FRESH - 1
    assert catalogue.catalogue().keys() == {"early"}
    now[0] = catalogue.FRESH
    assert catalogue.catalogue().keys() == {"early", "late"}
