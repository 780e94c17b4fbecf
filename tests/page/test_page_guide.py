"""What leads a newcomer, in a real browser: the tour of every tab, terms with a dotted line, the glossary."""

from playwright.sync_api import expect

TABS = ("VAE", "GAN", "RBM", "Shakespeare", "Attention")
STEPS = "import(document.querySelector(`link[href*='/${name}/tour.js']`).href).then((tour) => tour.default.length)"


def walk(page, tab: str, width: int) -> None:
    """Go through the tour that was begun: a step for each that its tab names, its card in the window."""
    card, ring = page.locator(".zoo-tour"), page.locator(".zoo-tour-ring")
    named, seen = page.evaluate("name => " + STEPS, tab), []
    while card.count():
        expect(card).to_be_focused()
        seen.append(card.locator("h3").inner_text())
        assert card.locator(".zoo-tour-count").inner_text() == f"{len(seen)} of {named}", (tab, seen)
        page.wait_for_function("document.querySelector('.zoo-tour-ring').style.width")
        at = card.bounding_box()
        assert at["x"] >= 0 and at["x"] + at["width"] <= width and ring.is_visible()
        card.locator(".zoo-primary").click()
    assert len(set(seen)) == named >= 4


def test_each_tab_has_a_tour_that_shows_every_part_it_names(open_page):
    page = open_page()
    for title in TABS:
        page.get_by_role("tab", name=title, exact=True).click()
        lead = f"#tab-{title.lower()} :is(.zoo-lead, .attention-lead)"
        page.wait_for_function("lead => document.querySelector(lead)?.textContent", arg=lead)
        page.get_by_role("button", name="Show me around").click()
        page.wait_for_selector(".zoo-tour")
        walk(page, title.lower(), 1280)


def test_a_link_starts_the_tour_of_its_tab_on_a_phone_too(open_page):
    shown = "document.querySelector('.zoo-tour')"
    page = open_page(width=390, height=844, dark=True, query="tour=gan", shown=shown)
    expect(page.locator(".zoo-tour h3")).to_have_text("Make digits")
    walk(page, "gan", 390)
    go_on_in_the_dark(page)


def go_on_in_the_dark(page) -> None:
    """On a phone in dark mode: the glossary, a saved figure, Back, print, one tool alone and presented."""
    fits, dark = "document.documentElement.scrollWidth <= 390", "document.body.closest('.dark') !== null"
    page.get_by_role("button", name="Glossary").click()
    terms = page.locator("dialog.zoo-glossary")
    assert terms.bounding_box()["width"] <= 390
    terms.get_by_role("button", name="Close").click()
    before = page.locator("#tab-gan .zoo-tabs [aria-selected=true]").inner_text()
    page.get_by_role("tab", name="The two-player game").click()
    with page.expect_download() as saved:
        page.locator("#tab-gan").get_by_role("button", name="Save this figure as CSV").click()
    assert "# model: " in saved.value.path().read_text(encoding="utf-8")
    page.go_back()
    expect(page.locator("#tab-gan .zoo-tabs [aria-selected=true]")).to_have_text(before)
    assert page.evaluate(fits) and page.evaluate(dark)
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert not page.evaluate(dark)  # on paper it is light
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    for alone in ("embed", "present"):
        page.goto(f"{page.url.split('?')[0]}?__theme=dark&{alone}=1&show=gan.game")
        expect(page.locator(".gan-tool-game")).to_be_visible()
        assert page.evaluate(fits) and page.evaluate(dark), alone


def test_a_tour_can_be_left_and_is_offered_in_colour_only_once(open_page):
    page = open_page()
    page.evaluate("localStorage.removeItem('zoo-tour')")
    page.reload()
    page.wait_for_selector(".vae-slider")
    offer = page.get_by_role("button", name="Show me around")
    expect(offer).to_have_class("zoo-button is-new")
    offer.click()
    card = page.locator(".zoo-tour")
    card.get_by_role("button", name="Next").click()
    expect(card.locator(".zoo-tour-count")).to_have_text("2 of 5")
    card.get_by_role("button", name="Back").click()
    expect(card.locator(".zoo-tour-count")).to_have_text("1 of 5")
    page.keyboard.press("Escape")
    expect(card).to_have_count(0)
    expect(offer).to_be_focused()
    page.reload()
    page.wait_for_selector(".vae-slider")
    expect(offer).to_have_class("zoo-button")


def test_a_term_says_what_it_is_and_leads_to_all_terms(open_page, site):
    page = open_page(query="model=vae-20")
    page.locator(".vae-hint .zoo-term", has_text="KL divergence").click()
    card = page.locator(".zoo-term-card")
    expect(card.locator("h3")).to_have_text("KL divergence")
    expect(card.locator("svg")).to_be_visible()
    page.keyboard.press("Escape")
    expect(card).to_be_hidden()
    expect(page.locator(".vae-hint .zoo-term", has_text="KL divergence")).to_be_focused()
    page.get_by_text("More numbers and pictures").first.click()
    page.locator(".zoo-metrics .zoo-term", has_text="lower bound").first.click()
    card.get_by_role("button", name="All terms").click()
    everything = page.locator("dialog.zoo-glossary")
    count = everything.locator("article").count()
    everything.get_by_role("button", name="Close").click()
    expect(everything).to_have_count(0)
    page.goto(site.rstrip("/") + "/glossary")
    expect(page.locator("article")).to_have_count(count)
    assert count > 15 and page.evaluate("getComputedStyle(document.querySelector('h3')).fontFamily").startswith("Bric")


def test_the_page_is_german_where_it_is_asked_for_and_a_language_that_is_not_there_is_said(open_page):
    page = open_page(query="lang=de", shown="document.querySelector('.vae-slider')")
    tour = page.get_by_role("button", name="Führ mich herum")
    expect(tour).to_be_visible()
    expect(page.locator(".vae-lead .zoo-term").first).to_have_text("latenten Variablen")
    assert page.evaluate("document.documentElement.lang") == "de"
    page.get_by_role("tab", name="GAN", exact=True).click()
    page.wait_for_selector(".gan-lead:not(:empty)")
    assert "lang=de" in page.url
    page.locator("footer").get_by_role("button").first.click()  # Gradio's “Use via API”, which has a lang of its own
    page.locator("li.snippet", has_text="JavaScript").click()
    page.locator(".api-docs .backdrop").click(position={"x": 5, "y": 5})
    expect(page.locator("li.snippet")).to_have_count(0)
    assert "lang=de" in page.url
    page.get_by_label("Sprache").select_option("en")
    page.wait_for_selector(".gan-lead:not(:empty)")
    expect(page.get_by_role("button", name="Show me around")).to_be_visible()
    page.evaluate("localStorage.setItem('zoo-language', 'de')")
    page.goto(page.url.replace("lang=en", "lang=python"))  # as that panel once left it
    expect(tour).to_be_visible()
    expect(page.locator("[data-language-said]")).to_have_text("")
    page.goto(page.url.replace("lang=python", "lang=constructor"))
    expect(page.locator("[data-language-said]")).to_contain_text("There is no language “constructor” here")
    page.goto(page.url.split("?")[0] + "no/such/page")
    page.get_by_role("link", name="Den Zoo öffnen").click()
    expect(tour).to_be_visible()
