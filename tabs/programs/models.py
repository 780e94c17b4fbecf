"""``/models``: what there is to ask for, and which endpoint takes which model."""

from tabs.gan.family import FAMILY as GANS
from tabs.programs.sample import SAMPLING
from tabs.rbm.family import FAMILY as MACHINES
from tabs.shakespeare.family import FAMILY as WRITERS
from tabs.shakespeare.family import is_coded
from tabs.shared.catalogue import Entry, catalogue
from tabs.shared.family import Family, has_weights
from tabs.shared.programs import errors_as_gradio
from tabs.vae.api import REDRAWING
from tabs.vae.family import FAMILY as EXPLORED
from zoo.errors import ZooError
from zoo.record import record

MORPHING = Family("morphing", lambda page: WRITERS.claims(page) and is_coded(page.capabilities))
TAKEN_BY = {
    "encode": EXPLORED,
    "decode": EXPLORED,
    "reconstruct": REDRAWING,
    "sample": SAMPLING,
    "interpolate": GANS,
    "gibbs": MACHINES,
    "free_energy": MACHINES,
    "generate": WRITERS,
    "morph": MORPHING,
}


@errors_as_gradio
def models(family: str = "", figures: bool = False) -> dict:
    """List the models: their names, what each can do, which endpoints take it, and the figures of its card.

    Args:
        family: vae, gan, rbm, shakespeare or attention for the models of one tab; "" for all, also the judges, which
            are in no tab.
        figures: true to get the figures of each model's card, too, which makes the list long.

    Returns:
        ``{"models": [{"name", "title", "summary", "family", "class", "weights": whether it has any (otherwise no
        endpoint takes it), "revision", "endpoints": those that take it, "capabilities": what its class can do,
        "figures": {name: {"value", "unit", "split", "estimator", "bound", "noise"}} if asked for}]}``, in the order of
        the page.
    """
    found = catalogue()
    known = {entry.page.family for entry in found.values()} - {""}
    if not isinstance(family, str) or family not in known | {""}:
        raise ZooError(f"The family must be one of {', '.join(sorted(known))}, or be left out for all models.")
    if not isinstance(figures, bool):
        raise ZooError("Whether figures are wanted must be true or false.")
    asked = sorted(found.items(), key=lambda item: (item[1].page.family, item[1].page.order, item[0]))
    return {"models": [about(name, entry, figures) for name, entry in asked if family in ("", entry.page.family)]}


def about(name: str, entry: Entry, figures: bool) -> dict:
    """One model of the list."""
    page, there = entry.page, has_weights(entry.checkpoint)
    told = {
        "name": name,
        "title": page.title,
        "summary": page.summary,
        "family": page.family,
        "class": entry.kind,
        "weights": there,
        "revision": entry.checkpoint.revision,
        "endpoints": [endpoint for endpoint, family in TAKEN_BY.items() if there and family.claims(page)],
        "capabilities": page.capabilities.model_dump(exclude={"decoder", "explanation"}),
    }
    return told | {"figures": record(entry.checkpoint).metrics or {}} if figures else told
