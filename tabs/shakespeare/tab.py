"""The Shakespeare tab: let a model write, twist the text into today's English, and see what its latents do."""

from tabs.shakespeare import api as shakespeare_api
from tabs.shakespeare.data import page_data
from tabs.shakespeare.family import FAMILY
from tabs.shakespeare.following import following
from tabs.shakespeare.link import read_link
from tabs.shakespeare.passage import neighbours, read
from tabs.shakespeare.sounds import sounds
from tabs.shakespeare.twist import twist
from tabs.shakespeare.write import code, texts, write
from tabs.shared import delivery
from tabs.shared.turns import in_turn, program_in_turn
from tabs.shared.viewer import Viewer

SERVER = tuple(map(in_turn, (code, write, texts, read, neighbours, following, twist, sounds)))
LONG = {"concurrency_limit": 10, "concurrency_id": "text"}  # they take turns piece by piece, so none waits long
API = (
    (shakespeare_api.generate, LONG),
    (program_in_turn(shakespeare_api.twist), {"concurrency_limit": 2, "concurrency_id": "cpu"}),
    (shakespeare_api.morph, LONG),
)
FOLDER = delivery.ASSETS / "shakespeare"
VIEWER = Viewer(FOLDER, FAMILY, page_data, read_link, example="shakespeare-vae")
choose, describe, follow, arrive = VIEWER.choose, VIEWER.describe, VIEWER.follow, VIEWER.arrive


def warm_up() -> None:
    """Import torch, the models and the twist while the visitor looks at the page, so that the first text comes
    sooner."""
    import zoo.models.shakespeare
    import zoo.twist  # noqa: F401


def build() -> None:
    """Lay out the tab."""
    VIEWER.build(SERVER, API, warm_up)
