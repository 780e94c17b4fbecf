"""The common part of tabs that show a family of checkpoints: choosing a model, following a link, the layout."""

import functools
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import gradio as gr

from tabs.shared import opening, page
from tabs.shared.card import beside_card, section
from tabs.shared.family import Family
from tabs.shared.link import Restored, parameters_of, read_model
from tabs.shared.programs import Endpoint, serve
from zoo.errors import ZooError
from zoo.stores import Checkpoint

QUIET = {"queue": False, "show_progress": "hidden", "api_visibility": "private"}


def _packing(handler: Callable[..., tuple]) -> Callable[..., tuple]:
    """``handler``, whose data, the third of its answers from the end, are packed for the page."""

    @functools.wraps(handler)
    def answer(*given):
        *before, data, details, card = handler(*given)
        return *before, page.packed(data), details, card

    return answer


@dataclass(frozen=True)
class Viewer:
    """A tab of ``family`` around the page component in ``folder``.

    ``data_of`` makes the component's data from a checkpoint. ``read_link`` reads a link's parameters; without it a link
    can only name a model. ``example`` is a model to train if there is no checkpoint. ``restored`` adapts what a link
    restores to the data of its model.
    """

    folder: Path
    family: Family
    data_of: Callable[[Checkpoint], dict]
    read_link: Callable[[dict], Restored] | None = None
    example: str = ""
    restored: Callable[[Restored, dict], dict | None] = lambda link, data: link.restore

    def choose(self, name: str) -> tuple[dict, str, str]:
        """What the page shows for a model: the viewer's data, the HTML about it, its card as Markdown."""
        try:
            return self.describe(self.family.find(name))
        except ZooError as error:
            return {"error": str(error)}, "", ""

    def describe(self, checkpoint: Checkpoint) -> tuple[dict, str, str]:
        """``choose`` for a checkpoint that was found; a part that cannot be read is replaced by its error.

        If the list of models has headings, the data contain them as ``groups``, each with its number of models and
        a line on each.
        """
        data, details, card = beside_card(checkpoint, self.data_of)
        groups = [{"heading": heading, "count": len(names), "lines": [*map(self.family.line, names)]}
                  for heading, names in self.family.groups().items()]  # fmt: skip
        headed = {"groups": groups} if any(group["heading"] for group in groups) else {}
        return data | headed, details, card

    def follow(self, parameters: dict) -> tuple[str, dict, str, str]:
        """``choose`` for the parameters of a link, preceded by the name of the model that the link leads to."""
        link = self.read_link(parameters) if self.read_link else read_model(self.family, parameters)
        data, details, card = self.describe(link.checkpoint)
        if "error" not in data:
            data["restore"] = self.restored(link, data)  # may add to the link's problems
            data["notice"] = " ".join(filter(None, [link.notice, data.get("notice")]))
        return link.checkpoint.name, data, details, card

    def arrive(self, request: gr.Request) -> tuple[dict, dict, str, str]:
        """What the tab shows when it is opened, and when Back or Forward lead to another address.

        That is the model of the address or else the first, with the list updated.

        Only now can a model be chosen: this answer would overwrite an earlier choice.
        """
        name, data, details, card = self.follow(parameters_of(request))
        return gr.update(choices=self._titled(), value=name, interactive=True), data, details, card

    def build(
        self,
        server: Sequence[Callable],
        api: Sequence[Endpoint],
        warm_up: Callable[[], None] | None = None,
    ) -> None:
        """Lay out the tab.

        ``server`` are the functions that the component calls, ``api`` the functions for programs with their settings;
        ``warm_up`` is called once the tab is ready.
        """
        titled = self._titled()
        if not titled:
            gr.Markdown(
                f"There is no checkpoint of this family yet. Train one: `python -m training train {self.example}`."
            )
            return
        picked = gr.Radio(
            titled, value=self.family.first(), label="Model", elem_classes=["zoo-models"], interactive=False
        )
        viewer = page.component(self.folder, server_functions=list(server))
        details = section()
        with gr.Accordion("Model card", open=False, elem_classes=["zoo-model-card"]):
            card = gr.Markdown()
        shown = [viewer, details, card]
        chosen = picked.input(
            _packing(self.choose), [picked], shown, preprocess=False, trigger_mode="always_last", **QUIET
        )
        picked.input(None, js=opening.went(self.family.name, is_model=True))
        arrived = viewer.opened(_packing(self.arrive), [], [picked, *shown], trigger_mode="always_last", **QUIET)
        for asked in (chosen, arrived):
            asked.failure(None, js=opening.failed(self.family.name))
        if warm_up:
            viewer.ready(warm_up, **QUIET)
        for function, settings in api:
            serve(function, settings)

    def _titled(self) -> list[tuple[str, str]]:
        return [(self.family.title(name), name) for names in self.family.groups().values() for name in names]
