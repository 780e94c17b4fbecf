"""The readers in a real browser, at a desk and on a phone: what they say is what PyTorch says."""

import pytest
from attention_page import spill
from gan_page import SIZES
from playwright.sync_api import expect
from reader_models import reader_store
from text_page import watch
from waiting import settle

from tabs.attention import readers
from tabs.attention import tab as attention
from tabs.shared import catalogue
from tabs.shared.family import model

SAID = "O Romeo, wherefore art thou?"
WORDS = ["o", "romeo", "wherefore", "art", "thou"]


@pytest.fixture(scope="module")
def url(serve, tmp_path_factory):
    """URL of the attention tab over a store of untrained readers."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ZOO_STORE", reader_store(tmp_path_factory.mktemp("readers") / "store"))
        patch.setattr(catalogue, "_last", None)
        yield serve(attention.build)


def test_a_typed_speech_is_read_and_followed(new_page, url):
    page, problems = new_page(reduced_motion="reduce", **SIZES["desktop"]), []
    watch(page, problems)
    page.goto(url)
    page.get_by_role("button", name="Readers", exact=True).click()
    expect(page.locator(".attention-reader-name")).to_have_text(
        "LSTM, word by word", timeout=30_000
    )  # the models are loaded first
    page.get_by_role("textbox", name="Speech").fill(SAID)
    expect(page.locator(".attention-read-count")).to_have_text("5 words are read. ▢ stands for a name.")
    expect(page.locator(".attention-overview")).to_be_hidden()  # the calculator's
    page.get_by_role("button", name=readers.TASKS["style"]).click()
    page.locator(".attention-answer", has_text="Bidirectional").click()
    expect(page.locator(".attention-reader-name")).to_have_text("Bidirectional LSTM, word by word")
    reader = model(readers.FAMILY.find("reader-bilstm"))
    beliefs = reader.beliefs("style", WORDS)
    best = beliefs[-1].argmax().item()
    answer = page.locator(".attention-answer[aria-pressed=true]")
    expect(answer.locator(".attention-answer-what")).to_have_text(reader.tasks["style"].classes[best])
    first = page.locator(".attention-beliefs [data-row='0'][data-column='0']")
    expect(first).to_have_text(str(round(100 * beliefs[0, best].item())))
    expect(page.locator(".attention-of-backwards")).to_be_visible()
    unit = page.get_by_label("unit", exact=True)
    unit.fill("9999")
    expect(unit).to_have_value(str(reader.config.hidden))
    expect(page.locator(".attention-unit-note")).to_have_text(f"It has {reader.config.hidden} units.")
    page.get_by_label("forget, unit 1, weight of bias").fill("0")
    lines = page.locator(".attention-lstm-lines .attention-line")
    expect(lines.first).to_contain_text("0.5")
    page.get_by_label("forget, unit 1, weight of bias").fill("half")
    expect(page.locator(".attention-lstm-status")).to_contain_text("forget, row 1, column 3 is “half”")
    expect(page.get_by_label("forget, unit 1, weight of bias")).to_have_attribute("aria-invalid", "true")
    expect(page.locator(".attention-gate-lines .attention-line")).to_have_count(2)
    link = page.locator(".attention-link input").input_value()
    page.goto(link)  # brings back the speech, the question and the reader
    expect(page.locator(".attention-reader-name")).to_have_text("Bidirectional LSTM, word by word", timeout=30_000)
    expect(page.get_by_role("textbox", name="Speech")).to_have_value(SAID)
    expect(page.get_by_role("button", name=readers.TASKS["style"])).to_have_attribute("aria-pressed", "true")
    for size in ("desktop", "phone"):
        page.set_viewport_size(SIZES[size]["viewport"])
        settle(page)
        assert spill(page) <= 0
    assert problems == []
