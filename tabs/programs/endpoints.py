"""The endpoints that belong to no tab, and those of all tabs together."""

from tabs.attention import tab as attention
from tabs.gan import tab as gan
from tabs.programs.models import models
from tabs.programs.sample import sample
from tabs.rbm import tab as rbm
from tabs.shakespeare import tab as shakespeare
from tabs.shared.programs import Endpoint, serve
from tabs.vae import tab as vae

OWN: tuple[Endpoint, ...] = (
    (models, {"queue": False}),
    (sample, {"concurrency_limit": 2, "concurrency_id": "cpu"}),
)
ALL = {function.__name__: function for api in (OWN, vae.API, gan.API, rbm.API, shakespeare.API, attention.API)
       for function, _ in api}  # fmt: skip


def build() -> None:
    """Serve those that belong to no tab."""
    for function, settings in OWN:
        serve(function, settings)
