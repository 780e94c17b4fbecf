"""Which GAN the tab opens on, and the headings that its models stand under."""

import json
import shutil
from dataclasses import replace
from itertools import chain

import pytest
from gan_models import RECORD

from tabs.gan import tab as gan
from tabs.gan.family import FAMILY
from tabs.shakespeare import tab as shakespeare
from tabs.shared import catalogue
from tabs.shared.family import FIRST, MORE, has_weights
from tabs.vae import tab as vae
from training.recipes import RECIPES
from zoo import pages
from zoo.pages import START
from zoo.schema import Page
from zoo.stores import Checkpoint


@pytest.fixture
def family(tmp_path, monkeypatch):
    """``family(name=(order, distance, group, weights), ...)``: a GAN family of these, nothing else in the catalogue."""

    def made(**models):
        found = {}
        for name, (order, distance, group, weights) in models.items():
            folder = tmp_path / name
            folder.mkdir()
            (folder / "config.json").write_text(json.dumps({"model": "GAN"}))
            figure = {"value": distance, "unit": "", "split": "test", "estimator": "", "bound": None, "noise": None}
            (folder / "metrics.json").write_text(json.dumps({} if distance is None else {"frechet": figure}))
            if weights:
                (folder / "model.safetensors").touch()
            page = Page(family="gan", title=name.upper(), order=order, group=group)
            found[name] = catalogue.Entry("GAN", Checkpoint(name, folder, "local", "0" * 40, "here"), page)
        monkeypatch.setattr("tabs.shared.family.catalogue", lambda: found)
        return FAMILY

    return made


def test_the_tab_opens_on_the_model_that_draws_best(family):
    shown = family(a=(1, 9.0, "", True), b=(2, 4.0, "", True), c=(3, 1.0, "", False))
    assert shown.first() == "b"  # c has no weights


def test_equal_or_missing_figures_leave_the_order(family):
    shown = family(a=(3, None, "", True), b=(2, 4.0, "", True), c=(1, 4.0, "", True), d=(0, None, "", True))
    assert shown.first() == "c"
    shutil.rmtree(shown.find("c").folder)  # damaged since it was found
    assert shown.first() == "b"


def test_without_any_figure_or_weights_the_first_of_the_list_is_shown(family):
    assert family(a=(2, None, "", True), b=(1, None, "", True)).first() == "b"


def test_mere_records_are_shown_in_their_order(family):
    assert family(a=(2, 1.0, "", False), b=(1, 2.0, "", False)).first() == "b"


def test_the_best_stand_first_and_the_others_under_their_own_headings(family):
    changes, originals = pages.GROUPS
    shown = family(
        a=(1, 50.0, originals, True), b=(2, 3.0, changes, True), c=(3, 2.0, changes, True), d=(4, 9.0, changes, True),
        e=(5, 1.0, changes, False), f=(6, 60.0, "My own", True), g=(7, 70.0, "", True),
    )  # fmt: skip
    wanted = {START: ["c", "b", "d"], changes: ["e"], originals: ["a"], "My own": ["f"], MORE: ["g"]}
    assert shown.groups() == wanted and list(shown.groups()) == list(wanted)


def test_without_groups_there_are_no_headings(family):
    assert family(a=(1, 50.0, "", True), b=(2, 3.0, "", True)).groups() == {"": ["a", "b"]}


def test_a_judged_family_of_many_models_shows_its_best_first_without_groups_of_its_own():
    name, data, *_ = shakespeare.follow({})
    family = shakespeare.VIEWER.family
    groups = family.groups()
    assert list(groups) == [START, MORE] and groups[START] == family.best()[:FIRST] and name == family.first()
    assert [each["heading"] for each in data["groups"]] == [START, MORE]


def test_a_family_that_is_not_judged_opens_on_the_first_with_weights_of_those_to_start_with():
    name, data, *_ = vae.follow({})
    shown = vae.VIEWER.family
    assert list(shown.groups()) == [START, *pages.GROUPS] and shown.groups()[START][0] == name == shown.first()
    assert [group["count"] for group in data["groups"]] == [len(names) for names in shown.groups().values()]
    assert "A KL divergence that counts four times." in data["groups"][1]["lines"]
    assert all(RECIPES[each].group == START for each in shown.groups()[START])


def test_the_bundled_models_stand_under_three_headings():
    groups = FAMILY.groups()
    assert list(groups) == [START, *pages.GROUPS] and len(groups[START]) == FIRST
    assert sorted(chain(*groups.values())) == sorted(FAMILY.choices())
    assert gan.follow({})[0] == groups[START][0] and has_weights(FAMILY.find(groups[START][0]))
    assert all(RECIPES[name].group in pages.GROUPS for name in FAMILY.choices())


@pytest.mark.usefixtures("gan_store")
def test_the_page_is_told_how_many_models_stand_under_each_heading():
    name, data, *_ = gan.follow({})
    assert name == "wgan-gp"  # the best by its made-up figure
    assert [group["heading"] for group in data["groups"]] == [START, *pages.GROUPS]
    counts = [group["count"] for group in data["groups"]]
    assert counts[0] == FIRST and sum(counts) == len(data["models"])
    assert gan.choose(RECORD)[0]["groups"] == data["groups"]


def test_the_heading_is_a_word_of_the_recipe():
    assert replace(RECIPES["dcgan-32"], group="Mine").page().group == "Mine"
    assert RECIPES["shakespeare-lm"].page().group == ""
