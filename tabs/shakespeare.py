"""The Shakespeare tab: have a model write, twist what it wrote into today's English, and see what its latents do."""

from tabs import shakespeare_api
from tabs.shakespeare_data import text_data
from tabs.shakespeare_family import FAMILY
from tabs.shakespeare_link import read_link
from tabs.shakespeare_passage import neighbours, read
from tabs.shakespeare_twist import twist
from tabs.shakespeare_write import code, texts, write
from tabs.turns import in_turn, program_in_turn
from tabs.viewer import Viewer

SERVER = tuple(map(in_turn, (code, write, texts, read, neighbours, twist)))
SCRIPTS = ("start", "parts", "load", "write", "text", "code", "fields", "dials", "twist", "marks", "export", "verdict",
           "sliders", "passage", "morph", "use")  # fmt: skip  # assets/shakespeare-NAME.js; tools as in the strip
LONG = {"concurrency_limit": 10, "concurrency_id": "text"}  # they take turns piece by piece: none waits for another
API = (
    (shakespeare_api.generate, LONG),
    (program_in_turn(shakespeare_api.twist), {"concurrency_limit": 2, "concurrency_id": "cpu"}),
    (shakespeare_api.morph, LONG),
)
VIEWER = Viewer("shakespeare", FAMILY, text_data, read_link, example="shakespeare-vae")
choose, describe, follow, arrive = VIEWER.choose, VIEWER.describe, VIEWER.follow, VIEWER.arrive


def warm_up() -> None:
    """Import torch, the models and the twist while the visitor looks at the page; the first text waits less for it."""
    import zoo.shakespeare
    import zoo.twist  # noqa: F401


def build() -> None:
    """Lay out the tab."""
    VIEWER.build(SERVER, SCRIPTS, API, warm_up)
