"""Server function of the sliders: what comes next after an opening, for several codes."""

from tabs.shakespeare.family import asked, with_code
from tabs.shakespeare.request import read_latents, read_opening
from tabs.shared.request import answering, read_whole

MOST_CODES, MOST_PIECES = 5, 20


@answering("latents", "opening", "count")
def following(request: dict) -> dict:
    """The likeliest pieces to come next after an ``opening``, from each of up to 5 ``latents``.

    ``{"pieces": [{"text", "shares": one for each code}], "rest": the shares of all others}``. The pieces, at most
    ``count``, are those that are likeliest under any of the codes, the likeliest first; a space is shown as ␣ and a
    line break as ⏎.
    """
    import torch

    from zoo.models.writing import compelled, context_start

    chosen = with_code(asked(request))
    codes = read_latents(chosen, request.get("latents"), MOST_CODES)
    count = read_whole(request.get("count", 8), "The count", 1, MOST_PIECES)
    opening = read_opening(chosen, {"opening": request.get("opening", "")})
    ids = opening.ids[context_start(len(opening.ids), chosen.config.window) :]
    with torch.inference_mode():
        logits = chosen.decoder(torch.tensor([ids] * len(codes)), codes)[:, -1].float()
        if opening.begin:
            logits = compelled(logits, chosen.vocabulary, [opening.begin] * len(codes))
        shares = logits.softmax(-1)  # (codes, tokens)
    most = shares.amax(0)
    order = most.argsort(descending=True)[: min(count, int((most > 0).sum()))]
    labels = chosen.vocabulary.labels(order.tolist())
    each = [{"text": text, "shares": shares[:, at].tolist()} for text, at in zip(labels, order, strict=True)]
    return {"pieces": each, "rest": (1 - shares[:, order].sum(1)).clamp_min(0).tolist()}
