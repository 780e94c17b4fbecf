"""What a link asks of the page's look, in a real browser: one tool in a small frame, and parts that are left out."""

import re

from playwright.sync_api import expect

SEEN = """() => [...document.querySelectorAll('h1, h2, h3, [role=tab], .zoo-models, .zoo-about, .zoo-tool')]
  .filter((each) => each.getClientRects().length && !each.matches('.zoo-unseen'))
  .map((each) => each.id || each.className || each.textContent)"""


def test_a_small_frame_shows_one_tool_alone(open_page):
    page = open_page(300, 200, query="embed=1&show=traverse&model=vae-20", shown="document.querySelector('.vae-tool')")
    assert page.evaluate(SEEN) == ["vae-panel-traverse"]
    assert page.evaluate("document.documentElement.scrollWidth") == 300
    row = page.locator(".vae-sweep").first
    row.click(position={"x": 4, "y": 4})
    page.wait_for_function("row => Math.abs(row.ariaValueNow - row.ariaValueMin) < 0.01", arg=row.element_handle())


def test_a_frame_without_such_a_tool_says_so(open_page):
    page = open_page(300, 200, query="embed=1&show=mop", shown="document.querySelector('.zoo-asked')")
    expect(page.locator(".zoo-asked")).to_contain_text("There is no tool “mop” here.")
    expect(page.locator(".zoo-asked")).to_contain_text("RBM: start, chain, hidden")
    assert page.evaluate(SEEN) == []
    page.goto(page.url.replace("mop", "use&tab=shakespeare"))  # of a model that has none
    expect(page.locator("#tab-shakespeare .zoo-models")).to_be_visible()
    expect(page.get_by_text("This model has no such tool. Choose another model:")).to_be_visible()


def test_a_link_leaves_out_tabs_tools_and_cards(open_page):
    query = "hide=vae,figures,gan.walk,one,exports,glossary,nonsense"
    page = open_page(query=query, shown="document.querySelector('.gan .gan-tool')")
    tabs = page.locator(".tab-container[role=tablist] [role=tab]").filter(visible=True)
    expect(tabs).to_have_text(["GAN", "RBM", "Shakespeare", "Attention"])
    expect(page.locator(".zoo-asked")).to_have_text("The link leaves out “nonsense”, but there is no such part here.")
    for gone in ("#gan-tab-walk", ".gan-one", ".gan-save", ".zoo-share", ".zoo-figures", "[data-guide=glossary]"):
        assert not page.locator(gone).filter(visible=True).count()
    expect(page.locator("#gan-tab-compare")).to_be_visible()
    page.get_by_role("tab", name="RBM", exact=True).click()
    expect(page).to_have_url(re.compile(rf"[?]tab=rbm&(model=rbm-500&)?{query}$"))


def test_a_presentation_shows_part_after_part(open_page):
    query = "present=1&model=vae-20&show=vae.denoise"
    page = open_page(query=query, shown="document.querySelector('.vae-tool-denoise')")
    said, seen = page.locator(".zoo-present-bar [role=status]"), "vae-panel-denoise"
    expect(said).to_have_text("Denoise: 14 of 16")
    assert page.evaluate(SEEN) == [seen]
    page.keyboard.press("PageDown")
    expect(said).to_have_text("What it optimises: 15 of 16")
    page.wait_for_url("**/?present=1&model=vae-20&show=vae.loss")
    for _ in range(11):
        page.get_by_role("button", name="Part before").click()
    expect(said).to_have_text("What the decoder draws: 4 of 16")
    expect(page.locator(".vae-digit")).to_be_visible()
    expect(page.locator(".vae-draw")).to_be_hidden()
    page.keyboard.press("Escape")
    page.wait_for_url("**/?model=vae-20")
    expect(page.locator(".zoo-header")).to_be_visible()


TITLE_AND_BUTTONS = """() => {
  const title = document.createRange();
  title.selectNodeContents(document.querySelector('.zoo-header h1'));
  const [{ right, bottom }, nav] = [title.getBoundingClientRect(), document.querySelector('.zoo-header nav')];
  return nav.getBoundingClientRect().left > right || nav.getBoundingClientRect().top > bottom;
}"""


WIDTHS = """() => {
  const wide = (it) => it.getBoundingClientRect().width;
  const right = (it) => it.getBoundingClientRect().right;
  const sliders = [...document.querySelectorAll(".vae-slider input[type=range]")];
  const again = document.querySelector(".vae-posterior");
  return { tab: wide(document.querySelector('.vae')), slider: Math.min(...sliders.map(wide)),
    map: wide(document.querySelector('.vae-plot')), out: right(again.lastElementChild) - right(again) };
}"""
WHOLE = """(list) => { // a long description of a model
  const line = Object.assign(document.createElement('span'), { className: 'zoo-models-line' });
  line.textContent = 'word '.repeat(60);
  list.classList.add('is-all');
  list.querySelector('.wrap').append(line);
  const cut = line.scrollHeight - line.clientHeight;
  line.remove();
  list.classList.remove('is-all');
  return cut <= 0;
}"""


def test_the_teachers_panel_makes_the_link(open_page):
    page = open_page(query="model=vae-20")
    for width in (961, 1000, 1023, 1024, 1279, 1280):  # the header's buttons stand beside the title or below it
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate(TITLE_AND_BUTTONS), width
        found = page.evaluate(WIDTHS)  # the tab grows with the window, not in Gradio's steps
        assert found["tab"] == min(width, 1240) - 64 and found["slider"] > 100 and found["out"] <= 0, (width, found)
        assert found["map"] > 400, (width, found)
    assert page.locator("#tab-vae .zoo-models").evaluate(WHOLE)
    page.get_by_role("button", name="For teachers").click()
    panel = page.get_by_role("dialog", name="For teachers")
    panel.get_by_role("checkbox", name="Walk").uncheck()
    panel.get_by_role("checkbox", name="Shakespeare").uncheck()
    link = panel.get_by_label("Link for the class")
    assert link.input_value().endswith("&hide=gan.walk,shakespeare")
    panel.get_by_label("It opens").select_option("embed")
    panel.get_by_label("which part of VAE").select_option("traverse")
    assert "embed=1&amp;show=traverse" in link.input_value()
    panel.get_by_role("button", name="Close").click()
    page.emulate_media(media="print")
    for unseen in (".zoo-tabs", ".tab-wrapper", ".zoo-share", "[data-do=random]"):
        assert not page.locator(f"#tab-vae {unseen}, .tabs > {unseen}").filter(visible=True).count()
    expect(page.locator(".vae-tool").first).to_be_visible()
    expect(page.locator(".gradio-container")).to_have_css("overflow", "visible")  # else what spans pages is cut off
