"""The GAN tab: draw digits from a seed, look closely at one, walk between them, and watch how each model learned."""

from tabs.gan import api as gan_api
from tabs.gan.compare import compare
from tabs.gan.data import page_data
from tabs.gan.family import FAMILY
from tabs.gan.link import read_link
from tabs.gan.tools import generate, gif, look, samples
from tabs.shared.turns import in_turn, program_in_turn
from tabs.shared.viewer import Viewer

SERVER = (*map(in_turn, (samples, generate, look, gif)), compare)
SCRIPTS = ("start", "load", "grid", "pins", "detail", "export", "chart", "film", "timeline", "walk", "arithmetic",
           "numbers", "compare", "game")  # fmt: skip  # assets/gan-NAME.js, the tools in the strip's order
API = ((program_in_turn(gan_api.interpolate), {"concurrency_limit": 2, "concurrency_id": "cpu"}),)
VIEWER = Viewer("gan", FAMILY, page_data, read_link, example="dcgan-32")
choose, describe, follow, arrive = VIEWER.choose, VIEWER.describe, VIEWER.follow, VIEWER.arrive


def warm_up() -> None:
    """Import torch and the networks while the visitor looks at the page; the first digits wait less for it."""
    import zoo.models.dcgan  # noqa: F401


def build() -> None:
    """Lay out the tab."""
    VIEWER.build(SERVER, SCRIPTS, API, warm_up)
