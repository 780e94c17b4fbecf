"""The GAN tab: draw digits from a seed, look closely at one, walk between them, and watch how each model learned."""

from tabs import gan_api
from tabs.gan_compare import compare
from tabs.gan_data import gan_data
from tabs.gan_family import FAMILY
from tabs.gan_link import read_link
from tabs.gan_tools import generate, gif, look, samples
from tabs.turns import in_turn, program_in_turn
from tabs.viewer import Viewer

SERVER = (*map(in_turn, (samples, generate, look, gif)), compare)
SCRIPTS = ("start", "load", "grid", "pins", "detail", "export", "chart", "film", "timeline", "walk", "arithmetic",
           "numbers", "compare", "game")  # fmt: skip  # assets/gan-NAME.js, the tools in the strip's order
API = ((program_in_turn(gan_api.interpolate), {"concurrency_limit": 2, "concurrency_id": "cpu"}),)
VIEWER = Viewer("gan", FAMILY, gan_data, read_link, example="dcgan-32")
choose, describe, follow, arrive = VIEWER.choose, VIEWER.describe, VIEWER.follow, VIEWER.arrive


def warm_up() -> None:
    """Import torch and the networks while the visitor looks at the page; the first digits wait less for it."""
    import zoo.dcgan  # noqa: F401


def build() -> None:
    """Lay out the tab."""
    VIEWER.build(SERVER, SCRIPTS, API, warm_up)
