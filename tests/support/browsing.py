"""The pages of a real browser that the tests of a process share one after the other."""

import functools

KEPT = 4  # empty pages at most: each is a process of the browser
# As for a visitor who has asked for all models; and a page remembers all that it fetched, not 250 addresses.
BEGIN = "try { localStorage.setItem('zoo-models', 'all'); } catch {} performance.setResourceTimingBufferSize(5000);"
# Nobody looks at the window, and to bring what is drawn there took a tenth of all time. What is see-through is laid
# out, drawn on canvases and pressed as ever, but not put together; see ``opaque``.
UNSEEN = """{ const sheet = new CSSStyleSheet(); sheet.replaceSync('html { opacity: 0 !important; }');
            document.adoptedStyleSheets = [sheet]; }"""
# the language that a test has chosen
FORGET = "() => { try { localStorage.removeItem('zoo-language'); } catch {} return history.length; }"
OLD = 25  # entries in the history, which begins anew then: the browser stops counting at 50
OFTEN = 2_400  # milliseconds
# What a page can change: those that differ in it have one context.
LOOK = ("viewport", "reduced_motion", "color_scheme")
# Addresses elsewhere from which something was to be fetched. To hear of each request as it is made took a seventh of
# what opening a page costs.
FETCHED = """performance.getEntriesByType('resource').map(({ name }) => name)
             .filter((url) => !/^(data|blob):/.test(url) && new URL(url).origin !== location.origin)"""
SHOWN = """document.querySelector('.vae-slider')
           && document.querySelector('.vae').viewer.code().some(Boolean)"""


class Pages:
    """Pages in one browser context for each set of options that a page cannot change.

    What a page fetches is kept for others of its context, also for those of other files: the addresses of scripts have
    a hash of the content, and a server that comes after another gets its port. A page that is given back empty spares
    the next test a new process of the browser, and compiling all scripts, which is as much as another two loads.
    """

    def __init__(self, browser):
        self.browser, self.contexts, self.empty = browser, {}, []

    def take(self, **options):
        """A page that nobody has, empty and without listeners and routes."""
        look = {name: options.pop(name) for name in LOOK if name in options}
        key = repr(sorted(options.items()))
        if key not in self.contexts:
            self.contexts[key] = self.browser.new_context(**options)
            self.contexts[key].add_init_script(BEGIN + UNSEEN)
        page = next((page for page in reversed(self.empty) if page.given_back_as == key), None)
        if page:
            self.empty.remove(page)
        else:
            page = noting(self.contexts[key].new_page())
            looked_at_often(page)
            page.given_back_as = key
        seen_as(page, **look)
        return page

    def let_be(self, page) -> None:
        """Leave a page as it is, without what a test listened to, held back and fetched."""
        while page.listeners:
            page.remove_listener(*page.listeners.pop())
        page.unroute_all(behavior="ignoreErrors")
        page.evaluate("performance.clearResourceTimings()")
        page.context.clear_permissions()

    def give_back(self, page) -> None:
        """Make a page and its context as they were at first."""
        self.let_be(page)
        length = page.evaluate(FORGET)
        page.goto("about:blank")
        page.mouse.move(0, 0)
        if length > OLD:
            with_cdp(page, "Page.resetNavigationHistory")
        self.empty.append(page)
        if len(self.empty) > KEPT:
            self.empty.pop(0).close()

    def close(self) -> None:
        for context in self.contexts.values():
            context.close()


def seen_as(page, viewport=None, reduced_motion="no-preference", color_scheme="light") -> None:
    """Give a page its size and what its visitor prefers."""
    if viewport and page.viewport_size != viewport:
        page.set_viewport_size(viewport)
    page.emulate_media(media="screen", reduced_motion=reduced_motion, color_scheme=color_scheme)


def opaque(page) -> None:
    """For what looks at the opacity of a page: it is in sight, until it is loaded anew."""
    page.evaluate("document.adoptedStyleSheets = []")


def looked_at_often(page) -> None:
    """``expect`` looks soon and then twice a second, but ten times a second if it has no more than ``OFTEN`` in all:
    that is what it gets at first, of this page and all others."""
    from playwright.sync_api import expect

    for each in (page, page.locator("body")):
        in_parts(type(expect(each)))


@functools.cache
def in_parts(kind) -> None:
    for name in dir(kind):
        if name.startswith(("to_", "not_to_")):
            setattr(kind, name, in_two_parts(getattr(kind, name)))


def in_two_parts(check):
    """The assertion, which has ``OFTEN`` at first, and all of its time if that does not do."""

    @functools.wraps(check)
    def part(*arguments, timeout=None, **named):
        if timeout is None or timeout > OFTEN:
            try:
                return check(*arguments, timeout=OFTEN, **named)
            except AssertionError:
                pass
        return check(*arguments, timeout=timeout, **named)

    return part


def with_cdp(page, method: str) -> None:
    session = page.context.new_cdp_session(page)
    session.send(method)
    session.detach()


def noting(page):
    """The page, whose listeners are noted in ``page.listeners``: Playwright removes only those that it is shown."""
    page.listeners, on = [], page.on

    def note(event, listener):
        page.listeners.append((event, listener))
        on(event, listener)

    page.on = note
    return page
