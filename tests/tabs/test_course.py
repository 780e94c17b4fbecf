"""The course: each card's links lead to the named tool in the named state, and each number is the checkpoint's own."""

import base64
import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
import torch
from node import answers
from pydantic import ValidationError
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.testclient import TestClient

import zoo
from tabs.attention.presets import PRESETS
from tabs.course import bench, charts, computed, page, schema
from tabs.course.__main__ import main
from tabs.course.schema import Card, Chart, Course, course
from tabs.gan.link import read_link as read_gan
from tabs.rbm.link import read_link as read_rbm
from tabs.shakespeare.link import read_link as read_shakespeare
from tabs.shared import faults
from tabs.shared.digits import read_digit
from tabs.shared.guard import Guard
from tabs.vae.link import read_link as read_vae
from training.recipes import RECIPES
from zoo.closest import closest
from zoo.errors import ZooError
from zoo.images import reduce
from zoo.models.gan import GAN, GANConfig
from zoo.questions import QUESTIONS

BUNDLE = Path(page.__file__).parents[2] / "zoo" / "checkpoints"
READ = {"vae": read_vae, "gan": read_gan, "rbm": read_rbm, "shakespeare": read_shakespeare}
CARDS = course().cards()
LINKS = [link for card in CARDS.values() for link in (card.link, card.training) if link]
COMMAND = re.compile(r"python -m (training (train|evaluate|question)|tabs\.course) ([a-z0-9 -]+)")
TYPED = re.compile(r"\d[.,]\d|\d\s?%|nats? (of|a)? ?\d")  # what looks like a measured figure


def as_text(value: object) -> object:
    """A restored value as a link writes it; settings and numbers without a decimal point."""
    return f"{value:g}" if isinstance(value, float) else str(value)


def test_no_two_cards_have_one_id(tmp_path, monkeypatch):
    text = schema.FILE.read_text(encoding="utf-8")
    monkeypatch.setattr(schema, "FILE", tmp_path / "twice.toml")
    schema.FILE.write_text(text + text[text.index("[[sheets]]") :], encoding="utf-8")
    with pytest.raises(ValueError, match=r"twice.toml: two cards are called .+"):
        course.__wrapped__()


def test_links_lead_to_the_named_tool_in_the_named_state():
    for link in (link for link in LINKS if link["tab"] in READ):
        found = READ[link["tab"]](dict(link))
        assert found.problems == [] and found.checkpoint.name == link.get("model", found.checkpoint.name), link
        wanted = {key: value for key, value in link.items() if key not in ("tab", "model", "pins")}
        restored = found.restore or {}
        assert {key: as_text(restored.get(key)) for key in wanted} == wanted, link
        assert len(restored.get("pins") or []) == len(link.get("pins", "").split(",")) * ("pins" in link), link


def test_the_page_itself_reads_the_other_links():
    trainings = [link for link in LINKS if {"train", "plane"} & link.keys()]
    others = [link for link in LINKS if link["tab"] not in READ]
    assert {link["tab"] for link in others} == {"attention"} and len(trainings) > 8
    found = answers("course.links.answers.mjs", {"trainings": trainings, "others": others, "presets": PRESETS})
    assert found["trainings"] == [link.get("train") or link["plane"] for link in trainings]
    for link, read in zip(others, found["others"], strict=True):
        slug = read["name"].lower().replace(" ", "-")
        assert (read["mode"], slug, read["problem"]) == (link["mode"], link.get("example", ""), "")


class Numbers(HTMLParser):
    """The figures in the page: (model, metric, text, beside)."""

    def __init__(self):
        super().__init__()
        self.rows, self.tag = [], ""

    def handle_starttag(self, tag, attrs):
        self.tag = tag
        if "data-metric" in dict(attrs):
            self.rows.append([dict(attrs)["data-model"], dict(attrs)["data-metric"], "", ""])
        elif tag in ("li", "td"):
            self.rows.append(None)

    def handle_data(self, data):
        if self.rows and self.rows[-1] and self.tag in ("b", "small"):
            self.rows[-1][2 if self.tag == "b" else 3] += data


@pytest.fixture(scope="module")
def document():
    return page.document()


def number(text: str) -> tuple[float, float]:
    """A figure as the page writes it, and how far it may be rounded."""
    found = re.search(r"(−?)([\d,]+(?:\.(\d+))?)(\s%)?", text)
    scale = 0.01 if found[4] else 1
    value = float(found[2].replace(",", "")) * scale
    return (-value if found[1] else value), 0.51 * 10 ** -len(found[3] or "") * scale


def test_every_number_is_that_of_the_checkpoint_with_its_noise(document):
    reader = Numbers()
    reader.feed(document)
    rows = [row for row in reader.rows if row]
    assert len(rows) > 90
    for model, metric, text, beside in rows:
        found = json.loads((BUNDLE / model / "metrics.json").read_text())
        own = found[metric]
        value, rounding = number(text)
        assert value == pytest.approx(own["value"], abs=rounding), (model, metric)
        assert text.startswith("≤") == (own["bound"] == "<="), (model, metric)
        if interval := found.get(f"{metric}_interval"):
            assert number(beside)[0] == pytest.approx(interval["value"][0], abs=0.0006)
        elif own["noise"] >= charts.SMALL:
            said = re.search(r"± ([\d.]+)(\s%)?", beside)
            assert float(said[1]) * (0.01 if said[2] else 1) == pytest.approx(own["noise"], rel=0.06), (model, metric)
        else:
            assert beside.startswith(("exact", "± ")), (model, metric)


def test_the_page_has_every_card_and_no_field_is_left_open(document):
    for name, card in CARDS.items():
        assert f"<article class='course-card' id='{name}'" in document
        for picture in card.pictures:
            model, figure = picture.split("/")
            assert f"data-name='{model}-{figure}'" in document, picture
    assert "{" not in re.sub(r"<script.*?</script>|data-examples=\"[^\"]*\"", "", document, flags=re.DOTALL)


def test_without_mnist_the_page_says_so_in_place_of_the_test_digits(tmp_path, monkeypatch):
    monkeypatch.setenv("ZOO_DATA", str(tmp_path))
    assert 'data-tests="0" data-mnist="absent"' in page.document()


def test_a_card_names_what_there_is_and_no_figure_in_it_was_typed():
    records, questions = charts.records(), {each.name for each in QUESTIONS}
    for name, card in CARDS.items():
        for part in card.command.split(" && "):
            called = COMMAND.fullmatch(part)
            known = {"question": questions, None: CARDS}.get(called[2], RECIPES)
            assert called and set(called[3].split()) <= set(known), part
        for chart in card.charts:
            there = {model for model in chart.models if (BUNDLE / model).is_dir()}
            drawn = charts.draw(chart, records)
            assert there and {*chart.models, *chart.told} <= {*RECIPES, ""}, name
            assert len(drawn.bars) == len(there) * len(chart.metrics), (name, chart)
            assert {*drawn.missing} == {*chart.models} - there, name
        said = [card.because, *(text for chart in card.charts for text in chart.told.values())]
        assert not [text for text in said if TYPED.search(text)], name


def bar(model: str, value: float, noise: float = 0.0, metric: str = "frechet") -> charts.Bar:
    return charts.Bar(model, metric, model.upper(), value, noise, f"{value:g}", "")


def test_what_is_said_follows_from_the_figures_and_their_noise():
    records = charts.records()
    found = dict.fromkeys("abc", records["vae-20"])  # runs of a single seed
    chart = Chart(metrics=["frechet"], models=["a", "b"], told={"a": "A it is.", "": "Level."})

    def said(*bars):
        return charts._said(chart, list(bars), found)

    assert said(bar("a", 3, 0.4), bar("b", 5, 0.4)) == "Best: A (3). Next: B (5). A it is."
    assert said(bar("a", 3, 1.4), bar("b", 5, 0.4)).endswith("less than the noise. Level.")
    level = said(bar("a", 9, 0.4), bar("b", 5, 0.4), bar("c", 5.5))
    assert level == "B and C cannot be told apart: they differ by less than the noise. Level."
    assert said(bar("a", 0.3, metric="coverage"), bar("b", 0.5, metric="coverage")).startswith("Best: B (0.5)")
    assert said(bar("a", 3, metric="active_units"), bar("b", 5, metric="active_units")) == "" == said(bar("a", 3))


def test_dreams_that_begin_in_different_places_are_not_ranked():
    records = charts.records()
    shown = charts.draw(
        Chart(metrics=["frechet"], models=["rbm", "rbm-pcd"], told={"rbm-pcd": "Better.", "": "So."}), records
    )
    assert shown.said.startswith("Not ranked: the chains of RBM, persistent chains start") and shown.said.endswith(
        " So."
    )
    assert "RBM, CD-1: " in shown.estimator and shown.estimator.endswith("chains that training kept")
    alike = charts.draw(Chart(metrics=["no_digit"], models=["rbm-pcd", "rbm-500"]), records)
    assert alike.said.startswith("Best: ") and alike.estimator.count("Gibbs steps") == 1


def test_a_model_that_is_not_here_is_said_and_the_rest_is_shown():
    chart = Chart(metrics=["frechet"], models=["vae-20", "conv-vae"])
    here = {name: own for name, own in charts.records().items() if name != "conv-vae"}
    shown = charts.as_html(charts.draw(chart, here))
    assert "python -m training train conv-vae" in shown and shown.count("data-model") == 1
    assert "data-model" not in charts.as_html(charts.draw(chart, {}))


def test_an_entry_that_does_not_fit_is_refused():
    card = CARDS["deep"].model_dump()
    Card.model_validate(card)
    for wrong in ({"extra": 1}, {"id": "Two words"}, {"question": ""}, {"pictures": ["../x"]}, {"link": {}}):
        with pytest.raises(ValidationError):
            Card.model_validate(card | wrong)
    with pytest.raises(ValidationError):
        Course.model_validate({"sheets": []})


def test_the_attention_that_crashes_and_both_of_its_readings():
    """softmax of 0.8 * (0.1, 0.62, 0.73) = (0.08, 0.496, 0.584) is (0.2397, 0.3634, 0.3968)."""
    text = main(["attention-of-lists"])
    assert "IndexError: Dimension out of range" in text
    assert "weights   1.0000\noutput    0.6000    0.2000    0.9000" in text
    assert "0.2397    0.3634    0.3968" in text and "0.5737" in text
    with pytest.raises(ZooError, match="Name one card"):
        main(["no-such"])


def test_the_answer_as_text_has_the_question_and_every_chart():
    card, text = CARDS["more-units"], main(["more-units"])
    titles = [chart.title for chart in card.charts]
    assert len(titles) == 2 and all(titles) and all(title in text for title in titles)
    assert text.startswith(f"{card.title}\n{card.question}\n")


def test_a_model_of_each_family_redraws_a_digit(digits):
    answer = bench.answer({"model": "ae-64", "digit": {"test": 3}})
    seen, rebuilt = (torch.frombuffer(bytearray(base64.b64decode(answer[part])), dtype=torch.uint8) / 255
                     for part in ("seen", "rebuilt"))  # fmt: skip
    assert answer["error"] == pytest.approx((seen - rebuilt).square().sum().item(), rel=0.02) and answer["error"] > 0
    image, label = read_digit({"test": 3}, 28)
    assert answer["label"] == label is not None and (seen.view_as(image) - image).abs().max() < 0.51 / 255
    assert len(base64.b64decode(answer["samples"])) == bench.SAMPLES * 784
    machine = bench.rebuild(zoo.load("rbm-25"), torch.rand(1, 1, 28, 28))
    assert machine.shape == (1, 1, 28, 28) and 0 <= machine.min() < machine.max() <= 1
    own = [bench.answer({"model": "ae-64", "seed": seed})["samples"] for seed in (1, 2, 1)]
    assert own[0] == own[2] == answer["samples"] != own[1]
    good = {"model": "ae-64", "digit": {"test": 3}}
    for wrong in ({"model": "no-such"}, {"model": 7}, {"model": "vae-2"}, {"digit": {"test": -1}}, {"digit": None}):
        with pytest.raises(ZooError):
            bench.answer(good | wrong)
    for seed in (0, 10, "1", None):
        with pytest.raises(ZooError, match="The seed"):
            bench.answer({"model": "ae-64", "seed": seed})


def test_a_bad_request_gets_a_sentence(digits):
    asked = TestClient(Starlette(routes=page.routes()))
    good = asked.post(bench.PATH, json={"model": "ae-64", "digit": {"test": 3}})
    assert good.status_code == 200 and good.json()["error"] > 0
    for body in (b"", b"{", b"[]", b"\xff", b'{"model": 7}', b"x" * (bench.LARGEST + 1), b"[" * 9000):
        answer = asked.post(bench.PATH, content=body)
        assert answer.status_code == 400 and answer.json()["problem"].endswith("."), body[:20]


def test_a_fault_of_the_model_is_not_said_to_be_one_of_the_request(monkeypatch):
    def fails(name, seed):
        raise ValueError("Two sizes do not fit.")

    monkeypatch.setattr(bench, "samples", fails)
    asked = TestClient(Starlette(routes=page.routes(), middleware=[Middleware(Guard)]))
    answer = asked.post(bench.PATH, json={"model": "ae-64", "seed": 1})
    assert (answer.status_code, answer.json()) == (500, {"error": faults.FAILED})


def test_the_closest_sample_comes_near_a_digit_that_the_network_drew():
    """From 24 draws the descent gets to under a tenth of the best one's error."""
    torch.manual_seed(0)
    network = GAN(GANConfig(hidden=32, latent_dim=4)).eval()
    image = reduce(network.sample(1, torch.Generator().manual_seed(7)), 28).detach()
    drawn = network.generate(network.latents(24, torch.Generator().manual_seed(1))).detach()
    errors = (drawn - image).square().flatten(1).sum(1)
    latents, found = closest(network, image)
    assert latents.shape == (1, 4) and (found - image).square().sum() < errors.min() / 10
    assert all(each.grad is None for each in network.parameters())


def test_of_the_draws_the_closest_is_found(monkeypatch):
    for steps in ("FIRST", "MORE"):
        monkeypatch.setattr(f"zoo.closest.{steps}", 0)
    torch.manual_seed(0)
    network = GAN(GANConfig(hidden=32, latent_dim=4)).eval()
    latents = network.latents(24, torch.Generator().manual_seed(1))
    assert (closest(network, network.generate(latents[13:14]).detach())[0] == latents[13]).all()


def test_weights_up_and_down_are_compared_as_they_are_stored(monkeypatch):
    import numpy as np

    up, down = np.array([[1.0, 2.0]]), np.array([[1.0, -2.0]])
    monkeypatch.setattr(computed, "_weights", lambda checkpoint: (up, down))
    numbers, said = (text for _, text in computed.untied())
    assert re.findall(r"\d\.\d{4}", numbers) == ["1.5000", "1.5000", "2.0000", "4.0000"] and "133%" in said
