"""The VAE tab: move a code by hand and watch the decoder draw; draw a digit and watch it become a code."""

from tabs.shared import delivery
from tabs.shared.digits import judge, mnist
from tabs.shared.link import Restored
from tabs.shared.to_train import to_train
from tabs.shared.turns import in_turn
from tabs.shared.viewer import Viewer
from tabs.vae import api as vae_api
from tabs.vae.compare import compare
from tabs.vae.data import page_data
from tabs.vae.digits import encode
from tabs.vae.family import FAMILY
from tabs.vae.link import fit, read_link
from tabs.vae.tools import decode_many, denoise, draw, gif, judge_codes

SERVER = (*map(in_turn, (encode, decode_many, draw, gif, denoise, judge, judge_codes)), compare, to_train, mnist)
QUICK = {"queue": False}
API = ((vae_api.decode, QUICK), (vae_api.encode, QUICK), (vae_api.reconstruct, QUICK))


def warm_up() -> None:
    """Import torch while the visitor looks at the page, so that the first drawing need not wait for it."""
    import zoo.models.vae  # noqa: F401


def restored(link: Restored, data: dict) -> dict | None:
    """What a link restores, if its code fits the model it leads to."""
    book = data["codebook"]
    length = book["rows"] * book["columns"] if book else len(data["latents"])
    ranges = [(latent["low"], latent["high"]) for latent in data["latents"]]
    return fit(link, length, book["size"] if book else None, ranges)


FOLDER = delivery.ASSETS / "vae"
VIEWER = Viewer(FOLDER, FAMILY, page_data, read_link, example="vae-20", restored=restored)
choose, describe, follow, arrive = VIEWER.choose, VIEWER.describe, VIEWER.follow, VIEWER.arrive
choices = FAMILY.choices


def build() -> None:
    """Lay out the tab."""
    VIEWER.build(SERVER, API, warm_up)
