"""The GAN tab: draw digits from a seed, look closely at one, walk between them, and watch how each model learned."""

from tabs.gan import api as gan_api
from tabs.gan.compare import compare
from tabs.gan.data import page_data
from tabs.gan.family import FAMILY
from tabs.gan.fool import fool_answer, fool_digit, fool_map, fool_question
from tabs.gan.link import read_link
from tabs.gan.tally import tally, tally_of
from tabs.gan.tools import generate, gif, look, look_at, samples
from tabs.shared import delivery, gpu
from tabs.shared.digits import mnist
from tabs.shared.to_train import to_train
from tabs.shared.turns import in_turn, program_in_turn
from tabs.shared.viewer import Viewer

FOOL = (fool_question, fool_answer, fool_digit, fool_map)
OWN = (look_at, tally_of)  # of pictures of a model that the visitor trained
TALLY = tally if gpu.IS_ZERO else in_turn(tally)  # who waits for a GPU keeps nobody from the CPU
SERVER = (*map(in_turn, (samples, generate, look, gif, *FOOL, *OWN)), compare, mnist, to_train, TALLY)
API = ((program_in_turn(gan_api.interpolate), {"concurrency_limit": 2, "concurrency_id": "cpu"}),)
FOLDER = delivery.ASSETS / "gan"
VIEWER = Viewer(FOLDER, FAMILY, page_data, read_link, example="dcgan-32")
choose, describe, follow, arrive = VIEWER.choose, VIEWER.describe, VIEWER.follow, VIEWER.arrive


def warm_up() -> None:
    """Import torch and the networks while the visitor looks at the page, so that the first digits need not wait."""
    import zoo.models.dcgan  # noqa: F401


def build() -> None:
    """Lay out the tab."""
    VIEWER.build(SERVER, API, warm_up)
