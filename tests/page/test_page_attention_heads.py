"""The real heads of a Shakespeare model in the attention tab, in a real browser: what is shown is what PyTorch says."""

import re

import pytest
import torch
from gan_page import SIZES
from playwright.sync_api import expect
from text_models import HOSTILE
from text_page import watch
from waiting import held_back, until

from tabs.attention import heads as attention_heads
from tabs.attention import tab as attention
from tabs.shakespeare.family import FAMILY
from tabs.shared.family import model as load_model

ROMEO = "O Romeo, Romeo! wherefore art thou Romeo?"
STATUS = ".attention-sentence-status"
SCROLLED = "boxes => boxes.flatMap((it) => [it.scrollLeft, it.scrollTop])"
CALCULATOR = "[...document.querySelectorAll('*')].find(it => it.calculator)?.calculator"


@pytest.fixture(scope="module")
def url(serve, untrained):
    """URL of the attention tab over a store of untrained text models."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ZOO_STORE", untrained("text"))
        yield serve(attention.build)


@pytest.fixture
def opened(new_page, url):
    """``opened(size)`` -> the sentence mode with the real heads of the VAE; fails on any error in the page."""
    problems = []

    def start(size="desktop"):
        page = new_page(reduced_motion="reduce", **SIZES[size])
        watch(page, problems)
        page.goto(url)
        page.get_by_role("button", name="With a sentence").click()
        expect(page.get_by_role("button", name="real heads")).to_have_attribute("aria-pressed", "true")
        page.locator("[name=attention-model]").select_option("shakespeare-vae")
        expect(strip(page)).to_have_text([*"⏎" + ROMEO.replace(" ", "␣")], timeout=30_000)  # the model is loaded first
        return page

    yield start
    assert problems == []


def strip(page):
    return page.locator(".attention-strip button")


def heat(page, row, column):
    return page.locator(f".attention-sentence-heat [data-row='{row}'][data-column='{column}']")


def looked(side: str, layer: int, text: str = ROMEO, name: str = "shakespeare-vae"):
    """What PyTorch says of one layer's heads over a sentence: ``Heads`` without the batch."""
    model = load_model(FAMILY.find(name))
    ids = torch.tensor([model.vocabulary.ids(text)])
    with torch.inference_mode():
        if side == "encoder":
            layers = list(model.encoder.look(ids))
        else:
            code = model.encode(ids).mean if model.latent_dim else None
            behind = torch.cat([torch.tensor([model.vocabulary.ids("\n")]), ids], 1)
            layers = list(model.decoder.look(behind, code))
    return [part[0] for part in layers[layer]]


def shares(page) -> list[float]:
    """The percentages of the strip, of the character that is pressed."""
    return strip(page).evaluate_all("them => them.map(it => Number(/([0-9.]+)\\s%$/.exec(it.ariaLabel)[1]))")


def close(left: list[float], right: torch.Tensor) -> bool:
    """Whether percentages are those of weights, to their one decimal."""
    return len(left) == len(right) and all(abs(a - 100 * b) <= 0.1 for a, b in zip(left, right.tolist(), strict=True))


def comes_to(page, weights: torch.Tensor) -> None:
    """Wait until the strip shows these weights."""
    until(page, lambda: close(shares(page), weights))


def test_the_last_layer_of_the_decoder_comes_first(opened):
    page = opened("phone")
    weights = looked("decoder", 1)[3]
    assert close(shares(page), weights[0, :15][-1])  # the last row in sight with the first
    assert page.locator(".attention-sentence-heat, .attention-sentence-lines").evaluate_all(SCROLLED) == [0] * 4
    expect(page.locator(".attention-head")).to_have_count(len(weights))
    expect(page.locator(".attention-token-count")).to_contain_text(f"{len(ROMEO) + 1} tokens, each a single character")
    strip(page).nth(4).click()
    assert close(shares(page), weights[0, 4])
    expect(strip(page).nth(4)).to_be_focused()
    assert shares(page)[5:] == [0] * (len(ROMEO) - 4)  # nothing that stands behind it
    expect(heat(page, 4, 5)).to_have_class("attention-cell is-hidden is-followed")
    expect(heat(page, 4, 4)).not_to_have_class(re.compile("is-hidden"))  # a token sees itself, and the page says so
    expect(page.locator(".attention-trained")).to_contain_text("each may look only at itself and those before it")
    page.locator(".attention-head").nth(2).click()
    assert close(shares(page), weights[2, 4])
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def test_the_encoder_has_heads_too(opened):
    page = opened()
    page.get_by_role("button", name="encoder (reads)").click()
    expect(strip(page)).to_have_count(len(ROMEO))
    strip(page).nth(3).click()
    comes_to(page, looked("encoder", 1)[3][0, 3])
    assert sum(shares(page)[4:]) == 0  # it looks back only, as the decoder does
    page.locator(".attention-layers").get_by_role("button", name="1", exact=True).click()
    comes_to(page, looked("encoder", 0)[3][0, 3])


def test_another_layer_and_another_model(opened):
    page = opened()
    page.locator(".attention-layers").get_by_role("button", name="1", exact=True).click()
    comes_to(page, looked("decoder", 0)[3][0, :15][-1])
    page.locator("[name=attention-model]").select_option("shakespeare-lm")
    expect(page.locator(".attention-sides")).to_be_hidden()  # it has no encoder
    weights = looked("decoder", 1, name="shakespeare-lm")[3]
    comes_to(page, weights[0, :15][-1])
    page.locator("[name=attention-model]").select_option("shakespeare-lm-subwords")
    weights = looked("decoder", 1, name="shakespeare-lm-subwords")[3]
    comes_to(page, weights[0, :15][-1])
    expect(page.locator(".attention-token-count")).to_contain_text(f"{len(weights[0])} tokens, each a word, a piece of")


def test_a_heads_numbers_open_in_the_calculator(opened):
    """softmax(Q K^T / sqrt(d)) of the tables, masked, gives the weights again."""
    page = opened()
    page.get_by_label("Sentence", exact=True).fill("My lord")
    expect(strip(page)).to_have_count(8)
    page.get_by_role("button", name="See the numbers of head 1").click()
    expect(page.locator(".attention-about")).to_contain_text("Head 1 in layer 2 of the decoder of Untrained")
    expect(page.get_by_role("radio", name="causal")).to_be_checked()
    page.wait_for_function(f"{CALCULATOR}?.shown()?.steps.weights.length === 8")
    found = page.evaluate(f"{CALCULATOR}.shown().steps.weights")
    wanted = looked("decoder", 1, "My lord")[3][0]
    assert torch.allclose(torch.tensor(found), wanted, atol=0.02)  # the tables are rounded to three decimals


def test_what_the_model_cannot_read_is_said(opened):
    page = opened()
    page.get_by_label("Sentence", exact=True).fill("“Café” ☃ now")
    expect(page.locator(".attention-token-count")).to_contain_text("Read as plain letters and signs: “ é ”.")
    expect(page.locator(".attention-token-count")).to_contain_text("Left out, because the model does not know them: ☃.")
    page.get_by_label("Sentence", exact=True).fill("☃☃")
    expect(page.locator(STATUS)).to_contain_text("The model knows no character of this sentence")
    page.get_by_label("Sentence", exact=True).fill("a" * 80)
    expect(page.locator(STATUS)).to_contain_text("at most 63 are read")
    page.get_by_label("Sentence", exact=True).fill(HOSTILE)
    expect(strip(page).nth(1)).to_have_text("i")  # of the brackets the model knows none
    assert page.locator(".attention-strip img").count() == 0


def test_the_random_heads_come_back_and_a_late_answer_is_dropped(opened):
    page = opened()
    with held_back(page, "heads") as waiting:
        page.get_by_label("Sentence", exact=True).fill("Late")
        until(page, lambda: waiting)
        page.get_by_role("button", name="random projections").click()
        assert len(waiting) == 1
    expect(page.locator(".attention-token-count")).to_contain_text("1 token: Late")
    expect(page.locator(".attention-strip")).to_be_hidden()
    expect(page.locator("[name=attention-heads]")).to_be_visible()
    expect(heat(page, 0, 0)).to_have_text("100")


def test_without_a_text_model_there_is_no_switch(browser, serve, tmp_path, monkeypatch):
    monkeypatch.setattr(FAMILY, "claims", lambda page: False)
    assert attention_heads.models() == []
    url = serve(attention.build)
    page = browser.new_context().new_page()
    page.goto(url)
    page.get_by_role("button", name="With a sentence").click()
    expect(page.locator(".attention-token-count")).to_contain_text("12 tokens: The")
    expect(page.get_by_role("button", name="real heads")).to_be_hidden()
    assert attention_heads.heads({"text": "My lord", "model": "shakespeare-vae"})["error"]
    page.context.close()
