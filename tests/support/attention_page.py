"""The attention calculator as the tests of its page use it."""

from playwright.sync_api import expect


def watched(new_page, url):
    """The calculator on a desktop, its first steps drawn; no test may leave an error in the console.

    It is a page that another test of the file has left, with the first example again.
    """
    desktop = {"width": 1280, "height": 900}
    opened = new_page("calculator", viewport=desktop, permissions=["clipboard-read", "clipboard-write"])
    problems = []
    opened.on("pageerror", lambda error: problems.append(str(error)))
    opened.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
    if opened.url == "about:blank":
        visit(opened, url)
    else:
        begin_again(opened)
    yield opened
    assert not problems


def visit(page, url):
    page.goto(url)
    expect(page.locator("[data-step=output] .attention-line")).to_have_count(3)


def begin_again(page):
    page.mouse.move(0, 0)
    page.keyboard.press("Escape")
    page.locator("[data-mode=numbers]").click()
    choose(page, "Three tokens")
    expect(page.locator("[data-step=output] .attention-line")).to_have_count(3)
    page.evaluate("document.activeElement.blur(); scrollTo(0, 0)")


def cell(page, matrix, row, column):
    return page.get_by_label(f"{matrix}, row {row}, column {column}", exact=True)


def heat(page, step, row, column):
    return page.locator(f"[data-step={step}] [data-row='{row}'][data-column='{column}']")


def choose(page, preset):
    page.get_by_role("button", name=preset, exact=True).click()


def with_random_heads(page):
    """Opens the sentence mode on the heads that nobody trained."""
    page.get_by_role("button", name="With a sentence").click()
    page.get_by_role("button", name="random projections").click()


def paste_into(page, matrix, text):
    page.locator(f"[data-matrix={matrix}]").get_by_role("button", name="Paste text").click()
    page.get_by_label(f"Text to read as {matrix}").fill(text)
    page.get_by_role("button", name=f"Read into {matrix}").click()


def spill(page):
    return page.evaluate("document.documentElement.scrollWidth - innerWidth")
