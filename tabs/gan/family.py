"""The checkpoints of the GAN tab, and those of other tabs that can be compared with them."""

from tabs.shared.family import Family

FAMILY = Family("gan", judged_by="frechet")
OTHERS = Family("others", lambda page: not FAMILY.claims(page) and _draws_alike(page), FAMILY.judged_by)


def _draws_alike(page) -> bool:
    """Whether a model also makes images of draws from N(0, I)."""
    return (page.capabilities.draws, page.capabilities.prior) == ("images", "normal")


def either(name: object) -> Family:
    """The family of a model: ``OTHERS`` if it is one of them, else this tab's."""
    return OTHERS if isinstance(name, str) and name in OTHERS.choices() else FAMILY


def others() -> list[dict]:
    """Name and title of each model of another tab that can be compared with a GAN, the best first."""
    return [{"name": name, "title": OTHERS.title(name)} for name in OTHERS.best()]
