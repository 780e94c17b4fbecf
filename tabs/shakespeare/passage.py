"""Server functions of the tools for a typed passage: what the encoder reads in it, and the lines most like it."""

from tabs.shakespeare.family import FAMILY, asked, with_code
from tabs.shakespeare.lines import lines, nearest
from tabs.shakespeare.request import Passage, read_latents, read_passage, reading
from tabs.shared.request import answering, read_whole
from zoo.errors import ZooError

MOST_NEIGHBOURS = 12
PRIOR_DRAWS = 8


@answering("text")
def read(request: dict) -> dict:
    """What the encoder reads in a passage: ``latents`` with ``mean``, ``sd`` and ``kl`` (nats), each a list.

    ``nats`` is the average cost of a character: ``own`` under the passage's mean code, ``prior`` under codes drawn at
    random. ``text``, ``replaced`` and ``dropped`` say what was read.
    """
    chosen = with_code(asked(request))
    found = read_passage(chosen, request.get("text"))
    posterior = posterior_of(chosen, found)
    columns = {"mean": posterior.mean, "sd": (posterior.log_var / 2).exp(), "kl": posterior.kl()}
    latents = {name: values[0].tolist() for name, values in columns.items()}
    return reading(found.read) | {"latents": latents, "nats": costs(chosen, found, posterior.mean)}


@answering("text", "latents", "count")
def neighbours(request: dict) -> dict:
    """The lines of the training text nearest to a passage or to a code, as ``{"lines": [{"text", "distance"}]}``."""
    chosen = with_code(asked(request))
    found = lines(FAMILY.find(request.get("model"), request.get("revision")))
    count = read_whole(request.get("count", MOST_NEIGHBOURS), "The count", 1, MOST_NEIGHBOURS)
    given = [name for name in ("text", "latents") if request.get(name) is not None]
    if len(given) != 1:
        raise ZooError("To find neighbours, give either a text or latents.")
    if given == ["latents"]:
        code = read_latents(chosen, [request["latents"]], 1)[0]
    else:
        code = posterior_of(chosen, read_passage(chosen, request["text"])).mean[0]
    return {"lines": nearest(found, code.numpy(), count)}


def posterior_of(chosen, passage: Passage):
    """The encoder's posterior for one passage."""
    import torch

    with torch.inference_mode():
        return chosen.encode(torch.tensor([passage.ids]))


def costs(chosen, passage: Passage, mean) -> dict:
    """Nats per character of a passage under its mean code (1, latent_dim) and under codes from the prior."""
    import torch

    from zoo.models.noise import latents

    codes = torch.cat([mean, latents(0, chosen.latent_dim, 0, PRIOR_DRAWS)])
    given = [~number for number in passage.given]  # is read, but costs nothing
    batch = torch.tensor([[*given, *passage.ids]]).expand(len(codes), -1)
    with torch.inference_mode():
        nats = -chosen.log_likelihood(batch, codes).sum(1) / len(chosen.vocabulary.text(passage.ids))
    return {"own": float(nats[0]), "prior": float(nats[1:].mean())}
