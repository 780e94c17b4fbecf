"""Back and Forward in a real browser: through the tabs and models that a hand has gone to, and nothing else."""

from playwright.sync_api import expect
from waiting import enter, pause, settle

CHOSEN = """tab => document.querySelector(`#tab-${tab} .zoo-models input:checked`)?.value"""
IN_VIEW = "[...document.querySelectorAll('[id^=tab-][role=tabpanel]')].find((each) => each.getClientRects().length).id"


def viewer(tab: str) -> str:
    return f"document.querySelector('.{tab}')?.viewer"


def entries(page) -> int:
    settle(page)
    return page.evaluate("history.length")


def tab(page, name: str) -> None:
    page.get_by_role("tab", name=name, exact=True).click()
    page.wait_for_function(f"{IN_VIEW} === 'tab-{name.lower()}'")


def model(page, of: str, title: str, name: str) -> None:
    page.get_by_role("radio", name=title, exact=True).check()
    page.wait_for_function(f"{viewer(of)}.model?.name === '{name}'")


def at(page, of: str, name: str | None = None, state: str = "true") -> None:
    """Wait until this tab is in view, with this model and with a state of its viewer."""
    page.wait_for_function(f"{IN_VIEW} === 'tab-{of}'")
    if name:
        page.wait_for_function(f"{viewer(of)}?.model?.name === '{name}' && ((it) => {state})({viewer(of)})")
        page.wait_for_function(f"({CHOSEN})('{of}') === '{name}'")


def test_back_and_forward_lead_through_tabs_and_models_with_their_state(open_page):
    """All five tabs; what a hand does within one is no entry, and comes back with it."""
    page = open_page()
    start = entries(page)
    first = page.evaluate(f"{viewer('vae')}.name()")
    slider = page.locator(".vae-slider input").first
    slider.fill("1.5")
    slider.press("ArrowRight")
    code = page.evaluate(f"{viewer('vae')}.code()")
    assert entries(page) == start

    tab(page, "RBM")
    page.wait_for_function(f"{viewer('rbm')}?.model && {viewer('rbm')}.chains().length")
    opened = page.evaluate(f"{viewer('rbm')}.model.name")
    model(page, "rbm", "RBM, 25 hidden units", "rbm-25")
    enter(page.locator("#tab-rbm").get_by_label("seed"), "11")
    page.wait_for_function(f"{viewer('rbm')}.seed === 11")
    tab(page, "Attention")
    page.wait_for_selector(".attention-presets button")
    page.get_by_role("tab", name="Attention", exact=True).click()  # where it is
    tab(page, "GAN")
    page.wait_for_function(f"{viewer('gan')}?.sampled().length")
    page.locator("#tab-gan").get_by_label("seed", exact=True).fill("5")
    page.wait_for_function(f"{viewer('gan')}.seed === 5")
    tab(page, "Shakespeare")
    page.wait_for_function(f"{viewer('shakespeare')}?.model")
    assert entries(page) == start + 5

    page.go_back()
    at(page, "gan", page.evaluate(f"{viewer('gan')}.model.name"), "it.seed === 5")
    page.go_back()
    at(page, "attention")
    page.go_back()
    at(page, "rbm", "rbm-25", "it.seed === 11")
    page.go_back()
    at(page, "rbm", opened, "it.seed !== 11")
    page.go_back()
    at(page, "vae", first)
    assert page.evaluate(f"{viewer('vae')}.code()") == code
    for of, name, state in (("rbm", opened, "true"), ("rbm", "rbm-25", "it.seed === 11"), ("attention", None, ""),
                            ("gan", None, ""), ("shakespeare", None, "")):  # fmt: skip
        page.go_forward()
        at(page, of, name, state)
    assert entries(page) == start + 5

    page.evaluate("history.go(-3)")
    at(page, "rbm", "rbm-25", "it.seed === 11")
    page.reload()
    page.wait_for_function(f"{viewer('rbm')}?.model")
    at(page, "rbm", "rbm-25", "it.seed === 11")
    assert entries(page) == start + 5
    page.go_back()
    at(page, "rbm", opened)
    page.go_back()  # to a tab that was not opened since the reload
    at(page, "vae", first)
    near = "code => document.querySelector('.vae').viewer.code().every((v, i) => Math.abs(v - code[i]) < 1e-3)"
    page.wait_for_function(near, arg=code)


def test_a_link_still_opens_and_a_model_s_own_code_comes_back_to_it(open_page, site):
    query = "model=vae-2&code=0.5,-1"
    page = open_page(width=320, query=query)
    start, link = entries(page), f"{site.rstrip('/')}/?{query}"
    page.wait_for_function(f"{viewer('vae')}.code().join() === '0.5,-1'")
    assert page.url == link and entries(page) == start

    model(page, "vae", "VAE, 20 latents", "vae-20")
    page.locator(".vae-slider input").first.fill("1.5")
    moved = "it.code().includes(1.5)"
    at(page, "vae", "vae-20", moved)
    model(page, "vae", "VAE, 2 latents", "vae-2")
    page.locator(".vae-slider input").first.fill("2")
    page.wait_for_function(f"{viewer('vae')}.code()[0] === 2")
    assert entries(page) == start + 2
    page.go_back()
    at(page, "vae", "vae-20", moved)
    page.go_back()
    at(page, "vae", "vae-2", "it.code().join() === '0.5,-1'")
    page.go_forward()
    at(page, "vae", "vae-20", moved)
    page.go_forward()
    at(page, "vae", "vae-2", "it.code()[0] === 2")
    pause(page)  # nothing goes on by itself
    assert entries(page) == start + 2 and page.evaluate(f"{viewer('vae')}.code()[0]") == 2

    page.set_viewport_size({"width": 240, "height": 900})
    page.get_by_role("button", name="More tabs").click()  # so narrow a window has no room for all
    page.locator(".overflow-dropdown").get_by_text("Attention").click()
    page.wait_for_selector(".attention-presets button")
    page.set_viewport_size({"width": 320, "height": 900})
    page.go_back()
    at(page, "vae", "vae-2", "it.code()[0] === 2")
    page.go_forward()
    at(page, "attention")
    expect(page.locator(".attention-presets button").first).to_be_visible()
    assert entries(page) == start + 3


def tool(page, of: str, title: str) -> None:
    page.locator(f"#tab-{of}").get_by_role("tab", name=title, exact=True).click()


def opened(page, of: str, title: str) -> None:
    shown = page.locator(f"#tab-{of} .zoo-tabs [aria-selected=true]")
    expect(shown).to_have_text(title)


def test_back_leads_through_tools_and_to_where_the_page_was(open_page):
    page = open_page()
    start = entries(page)
    first = page.locator("#tab-vae .zoo-tabs [aria-selected=true]").inner_text()
    tool(page, "vae", "Morph")
    height = page.evaluate("scrollY")
    page.locator("#tab-vae [role=tab][aria-selected=true]").press("ArrowRight")  # passing by is no entry
    tool(page, "vae", "Denoise")
    page.evaluate("scrollTo(0, 0)")
    tool(page, "vae", "Denoise")  # where it is
    assert entries(page) == start + 2
    page.evaluate("scrollTo(0, 0)")
    page.go_back()
    opened(page, "vae", "Train")  # to which the arrow had led
    page.wait_for_function(f"Math.abs(scrollY - {height}) < 300 && scrollY > 0")
    page.go_back()
    opened(page, "vae", first)
    page.go_forward()
    page.go_forward()
    opened(page, "vae", "Denoise")
    tab(page, "Attention")
    page.wait_for_selector(".attention-presets button")
    page.locator("[data-mode=positions]").click()
    page.go_back()
    expect(page.locator("[data-mode=numbers]")).to_have_attribute("aria-pressed", "true")
    page.evaluate("history.go(-2)")
    at(page, "vae")
    opened(page, "vae", "Train")
    page.evaluate("history.go(3)")
    expect(page.locator("[data-mode=positions]")).to_have_attribute("aria-pressed", "true")
    assert entries(page) == start + 4
    page.evaluate("history.go(-2)")
    at(page, "vae")
    page.reload()
    page.wait_for_function(f"{viewer('vae')}?.model")
    opened(page, "vae", "Denoise")
    page.go_back()
    opened(page, "vae", "Train")
