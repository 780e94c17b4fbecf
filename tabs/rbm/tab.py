"""The RBM tab: watch a Gibbs chain run, paint on it, hold its units, and see what each unit draws."""

from tabs.rbm import api as rbm_api
from tabs.rbm.compare import compare
from tabs.rbm.data import page_data
from tabs.rbm.family import FAMILY
from tabs.rbm.link import read_link
from tabs.rbm.tools import digit, gif, questions, weights_of
from tabs.shared import delivery
from tabs.shared.digits import judge, mnist
from tabs.shared.to_train import to_train
from tabs.shared.turns import program_in_turn
from tabs.shared.viewer import Viewer

SERVER = (digit, judge, gif, compare, questions, weights_of, to_train, mnist)
LONG = {"concurrency_limit": 2, "concurrency_id": "cpu"}  # 2,000 steps take a core several seconds
API = ((program_in_turn(rbm_api.gibbs), LONG), (rbm_api.free_energy, {"queue": False}))
FOLDER = delivery.ASSETS / "rbm"
VIEWER = Viewer(FOLDER, FAMILY, page_data, read_link, example="rbm")
choose, describe, follow, arrive = VIEWER.choose, VIEWER.describe, VIEWER.follow, VIEWER.arrive


def build() -> None:
    """Lay out the tab."""
    VIEWER.build(SERVER, API)
