"""One class and one recipe are all it takes: a toy VAE, a toy GAN and a toy family with a tab of its own go through
everything, from training to the page, and the project knows of each by one line in a registry."""

import json
from pathlib import Path

import pytest
import toys
from playwright.sync_api import expect
from rough import rough_figures, short_measures

import app
import zoo
from tabs.gan import tab as gan
from tabs.shared import catalogue
from tabs.shared import page as shared
from tabs.vae import tab as vae
from training import __main__ as cli
from training import recipes, table
from training.data import drawn
from zoo import pages
from zoo.stores import BundledStore
from zoo.stores.bundled import BUNDLE

BESIDE = ("vae-20", "dcgan-32", "judge")  # bundled checkpoints that the toys are shown beside


@pytest.fixture(scope="module")
def patch():
    with pytest.MonkeyPatch.context() as patched:
        yield patched


@pytest.fixture(scope="module")
def bundle(patch, tmp_path_factory):
    """A bundle with the toys, each trained for an epoch by the command line, beside a few of the project's own."""
    root = tmp_path_factory.mktemp("toys")
    rough_figures(patch)
    short_measures(patch)
    for split in ("TRAINING", "VALIDATION", "TEST"):
        patch.setattr(drawn, split, 300)
    for name, kind in toys.CLASSES.items():
        patch.setitem(zoo.MODELS, name, f"toys:{kind.__name__}")
    for name, recipe in toys.RECIPES.items():
        patch.setitem(recipes.RECIPES, name, recipe)
    store = BundledStore(root / "bundle")
    for name in BESIDE:
        store.push(BUNDLE / name, name, "as it is")
    patch.setattr(BundledStore.__init__, "__defaults__", (store.root,))
    patch.setenv("ZOO_STORE", str(root / "store"))
    for name in toys.RECIPES:
        run("train", name, "--device", "cpu")
        run("bundle", name)
    patch.delenv("ZOO_STORE")
    patch.setenv("ZOO_HOME", str(root / "home"))
    patch.setattr(catalogue, "_last", None)
    return store


def run(*arguments: str) -> None:
    """A command of ``python -m training``."""
    with pytest.MonkeyPatch.context() as patched, pytest.raises(SystemExit) as stop:
        patched.setattr("sys.argv", ["training", *arguments])
        cli.main()
    assert stop.value.code in (0, None)


@pytest.fixture(scope="module")
def url(bundle, patch, tmp_path_factory):
    """The whole app with the toy family's tab."""
    folder = tmp_path_factory.mktemp("assets") / "bees"
    folder.mkdir()
    patch.setitem(app.TABS, "Bees", toys.bees_tab(folder))
    opened = app.create_app()
    shared.launch(opened, quiet=True, server_name="127.0.0.1")
    yield opened.local_url
    opened.close()


@pytest.fixture
def page(browser, url):
    opened = browser.new_page()
    problems = []
    opened.on("pageerror", lambda error: problems.append(str(error)))
    yield opened
    opened.close()
    assert problems == []


@pytest.mark.parametrize("name", toys.RECIPES)
def test_a_toy_is_bundled_with_its_words(bundle, name):
    found, recipe = bundle.checkpoint(name), toys.RECIPES[name]
    assert pages.read(found) == recipe.page() and type(zoo.load(name)) is toys.CLASSES[recipe.model]
    card = (found.folder / "README.md").read_text()
    assert f"# {recipe.title}" in card and recipe.summary in card
    assert ("a moving average of the weights" in card) == (name == "free-bits")
    assert ("The change: latents twice as large." in card) == (name == "loud-gan")
    assert json.loads((found.folder / "training.json").read_text())["recipe"]["model"] == recipe.model


def test_the_toys_are_in_the_tables(bundle):
    """Beside the project's own, which were trained on other images."""
    own, drawn = table.table(bundle).split("instead of MNIST:")
    rows = {row.split(" | ")[0].strip("| `"): row for row in drawn.splitlines()[4:]}
    assert all(recipe.title in rows[name] for name, recipe in toys.RECIPES.items())
    assert "`vae-20`" in own and not any(f"`{name}`" in own for name in toys.RECIPES)
    assert any("`loud-gan` | latents twice as large" in row for row in table.gan_table(bundle).splitlines())


def test_the_toys_stand_in_their_order_in_their_family(bundle):
    assert vae.choices() == ["vae-20", "free-bits"] and gan.VIEWER.family.choices() == ["dcgan-32", "loud-gan"]
    assert toys.BEES.choices() == ["bee", "wasp"]


def test_the_toy_vae_is_compared_by_what_it_differs_in(bundle):
    answer = vae.compare({"left": "vae-20", "right": "free-bits", "digit": None, "seed": 1})
    kinds = {"name": "kind of model", "left": "variational autoencoder", "right": "VAE with free bits"}
    assert kinds in answer["differences"]
    assert "vae-20 was trained on mnist and free-bits on drawn" in answer["guide"] and len(answer["rows"]) > 5
    assert vae.choose("free-bits")[0]["lead"] == vae.choose("vae-20")[0]["lead"]  # a VAE's: it has none of its own


def test_the_toy_gan_is_compared_by_what_it_changes(bundle):
    answer = gan.compare({"left": "dcgan-32", "right": "loud-gan"})
    assert answer["right"]["lesson"].startswith("The change: latents twice as large;")
    assert "the size of the pictures" in answer["guide"] or "different sizes" in answer["guide"]
    assert gan.compare({"left": "loud-gan", "right": "free-bits"})["right"]["redraws"]


def test_a_link_leads_to_the_toy_vae_whose_decoder_the_page_runs(page, url):
    page.goto(f"{url}?model=free-bits&code=1,-1,0.5")
    page.wait_for_function("document.querySelector('.vae')?.viewer?.name() === 'free-bits'")
    expect(page.get_by_role("radio", name="VAE, free bits")).to_be_checked()
    page.wait_for_function("String(document.querySelector('.vae').viewer.code()) === '1,-1,0.5'")
    page.get_by_role("tab", name="What it optimises", exact=True).click()
    expect(page.locator(".vae-equation")).to_contain_text("KL divergence")
    page.get_by_role("tab", name="Compare", exact=True).click()
    expect(page.locator(".zoo-compare")).to_contain_text("VAE, free bits")


def test_a_link_leads_to_the_toy_gan(page, url):
    page.goto(f"{url}?model=loud-gan&seed=3&count=4")
    expect(page.get_by_role("tab", name="GAN", exact=True)).to_have_attribute("aria-selected", "true")
    expect(page.get_by_role("radio", name="DCGAN, loud")).to_be_checked()
    expect(page.locator("#tab-gan")).to_contain_text("The change: latents twice as large")


def test_a_link_leads_to_the_toy_family_and_its_tool_works(page, url):
    page.goto(f"{url}?model=wasp")
    expect(page.get_by_role("tab", name="Bees", exact=True)).to_have_attribute("aria-selected", "true")
    expect(page.locator(".bees h3")).to_have_text("Wasp")
    page.locator(".bees button").click()
    said = toys.hum({"model": "wasp", "seed": 7, "other": "bee"})
    assert said["better"] == 1  # of two that are far from digits the noisier one has the smaller distance
    expect(page.locator(".bees output")).to_have_text(f"{said['bright']:.4f}; {said['better']}")
    page.get_by_role("radio", name="Bee").check()
    expect(page.locator(".bees h3")).to_have_text("Bee")
    expect(page.locator("#tab-bees")).to_contain_text("A toy that learned one picture.")


def test_each_toy_is_under_60_lines():
    source = Path(toys.__file__).read_text(encoding="utf-8").split("\n# ---- ")[1:]
    assert [part.split("\n")[0] for part in source] == [
        "a VAE",
        "a GAN",
        "a family of its own",
        "what the registries are given",
    ]
    assert max(len(part.rstrip().splitlines()) for part in source) < 60
