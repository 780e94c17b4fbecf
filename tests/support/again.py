"""Pages that are open already, from one test to the next of a file: they go to another address as by Back,
for a fifth of what it costs to load them."""

import itertools
from collections.abc import Callable

import gradio as gr
import pytest

from tabs.shared import page as common

# As after a look at what else there is: at the top, nothing in focus, and no model that a test has already seen.
# The number of the visit is beyond those that a hand's steps since the last one have taken.
GO = """([selector, query]) => {
  scrollTo(0, 0);
  document.activeElement?.blur();
  document.querySelector(selector).viewer.model.seen = true;
  const zoo = (globalThis.visits = (globalThis.visits ?? 0) + 10_000);
  const state = { zoo, visit: zoo };
  history.replaceState(state, '', query);
  dispatchEvent(new PopStateEvent('popstate', { state }));
}"""


def in_tab(name: str, build: Callable[[], None]) -> Callable[[], None]:
    """``build`` within a tab as the whole app has it: only there do Back and Forward lead anywhere."""

    def built() -> None:
        with gr.Tabs(), gr.Tab(name, id=name, elem_id=f"tab-{name}"):
            build()

    return built


def arrivals(patch: pytest.MonkeyPatch) -> None:
    """Have the answers of the server differ, even those to one address: Gradio leaves out what has not changed."""
    packed, count = common.packed, itertools.count()
    patch.setattr(common, "packed", lambda data: packed(data | {"arrival": next(count)}))


def go(page, selector: str, name: str, query: str) -> None:
    """Lead the open tab whose component is ``selector`` to an address; return when its model ``name`` is there."""
    model = f"document.querySelector('{selector}').viewer.model"
    page.mouse.move(0, 0)
    page.evaluate(GO, [selector, query])
    page.wait_for_function(f"{model}?.name === '{name}' && !{model}.seen")


def is_open(page, selector: str) -> bool:
    """Whether a page has a tab open, at a model."""
    return bool(page.evaluate(f"document.querySelector('{selector}')?.viewer?.model?.name"))
