"""What a visitor downloads: the first document, the first tab until it works, and a second visit, added up by CDP."""

import pytest

WORKS = "document.querySelector('.vae-slider') && document.querySelector('.vae').viewer.code().some(Boolean)"
KB = 1000
FIRST_DOCUMENT, FIRST_TAB, SECOND_VISIT = 60 * KB, 1200 * KB, 100 * KB


class Fetched:
    """What a page fetches, by request: ``sent`` bytes over the wire, ``raw`` bytes once unpacked, and the ``url``."""

    def __init__(self, page):
        self.requests = {}
        session = page.context.new_cdp_session(page)
        session.send("Network.enable")
        session.on("Network.responseReceived", lambda event: self.of(event).update(url=event["response"]["url"]))
        session.on("Network.dataReceived", self.data)
        session.on("Network.loadingFinished", lambda event: self.of(event).update(sent=event["encodedDataLength"]))

    def of(self, event: dict) -> dict:
        return self.requests.setdefault(event["requestId"], {"url": "", "sent": 0, "raw": 0})

    def data(self, event: dict) -> None:
        self.of(event)["raw"] += event["dataLength"]

    def total(self) -> float:
        return sum(each["sent"] for each in self.requests.values())

    def largest(self) -> str:
        """For the message of a test that fails."""
        rows = sorted(self.requests.values(), key=lambda each: -each["sent"])
        return "\n".join(f"{each['sent']:10,.0f} of {each['raw']:10,} {each['url']}" for each in rows[:12])


FRAMES = """{
  window.drawn = [];
  const frame = window.requestAnimationFrame;
  window.requestAnimationFrame = (call) => {
    window.drawn.push(String(call).slice(0, 200));
    return frame.call(window, call);
  };
}"""  # the beginning of every function that a frame was asked for


@pytest.fixture(scope="module")
def visits(browser, site):
    """A first and a second visit with one cache: what each had fetched when its first tab worked and
    all was quiet, the addresses of its figures, and what it had asked frames for."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
    context.add_init_script(FRAMES)
    found = []
    for _ in range(2):
        page = context.new_page()
        fetched = Fetched(page)
        page.goto(site)
        page.wait_for_function(WORKS)
        page.wait_for_load_state("networkidle")
        figures = page.evaluate("[...document.querySelectorAll('.zoo-figures img')].map((each) => each.src)")
        found.append((fetched, figures, page.evaluate("window.drawn")))
        page.close()
    yield found
    context.close()


def test_the_first_document_is_small(visits, site):
    fetched, *_ = visits[0]
    document = next(each for each in fetched.requests.values() if each["url"].rstrip("/") == site.rstrip("/"))
    assert 0 < document["raw"] < FIRST_DOCUMENT


def test_the_first_tab_works_after_little(visits):
    fetched, *_ = visits[0]
    assert 100 * KB < fetched.total() < FIRST_TAB, fetched.largest()


def test_a_second_visit_fetches_next_to_nothing(visits):
    fetched, *_ = visits[1]
    assert 0 < fetched.total() < SECOND_VISIT, fetched.largest()


def test_nothing_is_fetched_from_elsewhere(visits, site):
    urls = [each["url"] for fetched, *_ in visits for each in fetched.requests.values()]
    assert len(urls) > 100 and all(url.startswith((site, "data:", "blob:")) for url in urls)


def test_of_the_weights_the_page_gets_its_decoder_only(visits):
    """The file has 1,630 kB, encoder and all."""
    weights = [each for each in visits[0][0].requests.values() if each["url"].endswith(".safetensors")]
    assert 400 * KB < max(each["sent"] for each in weights) < 640 * KB


def test_figures_far_down_the_page_wait_until_they_are_near(visits):
    fetched, figures, _ = visits[0]
    assert len(figures) > 4
    assert {each["url"] for each in fetched.requests.values()}.isdisjoint(figures[-2:])


def test_no_counter_of_a_line_that_is_gone_runs_at_every_frame(visits):
    """Gradio's counts the seconds of "Loading", for as long as the page is open."""
    drawn = visits[0][2]
    assert drawn and not [call for call in drawn if "performance.now()" in call]
