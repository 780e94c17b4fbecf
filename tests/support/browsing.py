"""The pages of a real browser that the tests of a file share one after the other."""

from collections import defaultdict


class Pages:
    """A file's pages, in one browser context for each set of options.

    What a page fetches is kept for others of its context: scripts are loaded once a file and not once a test. A page
    that is given back empty spares the next test with the same options a new process of the browser, and compiling all
    scripts.
    """

    def __init__(self, browser):
        self.browser, self.contexts, self.empty = browser, {}, defaultdict(list)

    def take(self, **options):
        """A page that nobody has, empty and without listeners and routes."""
        key = repr(sorted(options.items()))
        if key not in self.contexts:
            self.contexts[key] = self.browser.new_context(**options)
        page = self.empty[key].pop() if self.empty[key] else noting(self.contexts[key].new_page())
        page.given_back_as = key
        return page

    def give_back(self, page) -> None:
        """Make a page as it was at first."""
        while page.listeners:
            page.remove_listener(*page.listeners.pop())
        page.unroute_all(behavior="ignoreErrors")
        page.goto("about:blank")
        page.mouse.move(0, 0)
        self.empty[page.given_back_as].append(page)

    def close(self) -> None:
        for context in self.contexts.values():
            context.close()


def noting(page):
    """The page, whose listeners are noted in ``page.listeners``: Playwright removes only those that it is shown."""
    page.listeners, on = [], page.on

    def note(event, listener):
        page.listeners.append((event, listener))
        on(event, listener)

    page.on = note
    return page
