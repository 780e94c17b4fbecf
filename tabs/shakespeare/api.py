"""The Shakespeare tab's functions for programs, served by ``gr.api``; each error is a sentence."""

from tabs.shakespeare import twist as shakespeare_twist
from tabs.shakespeare.family import loaded, with_code
from tabs.shakespeare.passage import posterior_of
from tabs.shakespeare.request import LONGEST, read_latents, read_manner, read_passage, reading, told
from tabs.shakespeare.write import MOST_TEXTS, continued, written_on
from tabs.shared.programs import errors_as_gradio
from tabs.shared.request import read_seed, read_whole
from tabs.shared.turns import Pieces, program_in_turn
from zoo.errors import ZooError

LEAST_STEPS = 2
ENDS = ({"text"}, {"seed"}, {"latents"})


async def generate(
    model: str,
    seed: int = 1,
    length: int = 300,
    opening: str = "",
    temperature: float = 0.8,
    top_k: int = 0,
    top_p: float = 1.0,
    latents: list | None = None,
) -> dict:
    """Write a text in the manner of Shakespeare's plays; the same one that the page writes with the same dials.

    Args:
        model: name of a checkpoint, for example shakespeare-vae.
        seed: whole number from 0 to 4294967295; the same seed and dials give the same text.
        length: how many characters, 1 to 2000; of shakespeare-words, how many words.
        opening: what the text begins with, at most 500 characters; what the model cannot read is replaced or dropped.
        temperature: 0 takes the likeliest character each time, 1 draws as the model has it, up to 2.
        top_k: draw among this many of the likeliest characters only; 0 leaves none out.
        top_p: draw among the likeliest characters that just reach this probability together, 0.01 to 1.
        latents: the code to write from, a finite number for each of the model's latents; null draws one by the seed.

    Returns:
        ``{"text": what was written after the opening, "opening": as the model read it, "replaced": characters for which
        others stand in, "dropped": characters that were left out, "latents": the code it was written from, or null}``.
    """
    dials = {"temperature": temperature, "top_k": top_k, "top_p": top_p}
    return await program_in_turn(text_of)(model, length, dials | {"seed": seed, "opening": opening, "latents": latents})


def text_of(model: object, length: object, asked: dict) -> Pieces:
    """``generate``: the model is looked up once, so that a text is of one revision."""
    length, chosen = read_whole(length, "The length", 1, LONGEST), loaded(model)
    answer = yield from written_on(chosen, asked, length)
    codes, read = told(chosen, asked["latents"], int(asked["seed"])), answer["read"]
    written = {"text": answer["text"], "latents": None if codes is None else codes[0].tolist()}
    return written | {"opening": read["text"], "replaced": read["replaced"], "dropped": read["dropped"]}


@errors_as_gradio
def twist(text: str, modernise: float = 1.0, slang: float = 0.0, shakespearise: float = 0.0, seed: int = 1) -> dict:
    """Twist a text: Early Modern English into that of today, or the other way, and slang on top. No model is needed.

    Args:
        text: any text, at most 20,000 characters; spacing, punctuation and verse lines are kept.
        modernise: 0 to 1, how far "Wherefore art thou?" becomes "Why are you?".
        slang: 0 to 1, how much contemporary slang is worked in.
        shakespearise: 0 to 1, how far "Do you know him?" becomes "Knowest thou him?"; set modernise to 0 for that.
        seed: whole number from 0 to 4294967295, which chooses among the slang.

    Returns:
        ``{"text": the twisted text, "pieces": [{"text"} or {"text", "before", "rules"} where something changed, ...],
        "changed": how many of the pieces did}``. The pieces' texts joined are the twisted text.
    """
    asked = {"text": text, "modernise": modernise, "slang": slang, "shakespearise": shakespearise, "seed": seed}
    answer = shakespeare_twist.twist(asked)
    if "error" in answer:
        raise ZooError(answer["error"])
    return {"text": "".join(part["text"] for part in answer["pieces"])} | answer


async def morph(
    model: str,
    start: dict,
    end: dict,
    steps: int = 5,
    length: int = 120,
    seed: int = 1,
    temperature: float = 0.8,
    top_k: int = 0,
    top_p: float = 1.0,
) -> dict:
    """Walk from one passage to another, a text a step: along the great circle between their codes, ends included.

    All texts are drawn by the same chance, so that what differs comes of the code alone.

    Args:
        model: name of a VAE of passages, for example shakespeare-vae.
        start: an object that says where to begin, in one of three ways. {"text": "O, what a"}: the code that the
            encoder reads in a passage of at most 256 characters. {"seed": 7}: the code that the prior draws for the
            seed. Or {"latents": [0.3, -1.2, ...]}: the code itself, a finite number for each of the model's latents.
        end: where to walk to: an object of the same shape as start.
        steps: how many texts, 2 to 12.
        length: how many characters each has, 1 to 256.
        seed: whole number from 0 to 4294967295, the chance by which all texts are drawn.
        temperature: 0 takes the likeliest character each time, 1 draws as the model has it, up to 2.
        top_k: draw among this many of the likeliest characters only; 0 leaves none out.
        top_p: draw among the likeliest characters that just reach this probability together, 0.01 to 1.

    Returns:
        ``{"texts": one a step, "latents": the code of each, "start" and "end": how a passage was read ("text",
        "replaced", "dropped"), or null}``.
    """
    dials = {"temperature": temperature, "top_k": top_k, "top_p": top_p}
    return await program_in_turn(walk)(model, start, end, steps, length, seed, dials)


def walk(model: object, start: object, end: object, steps: object, length: object, seed: object, dials: dict) -> Pieces:
    """``morph``."""
    import torch

    from zoo.models.noise import slerp

    chosen = with_code(loaded(model))
    steps = read_whole(steps, "The number of steps", LEAST_STEPS, MOST_TEXTS)
    length, seed = read_whole(length, "The length", 1, chosen.config.window), read_seed(seed)
    manner = read_manner(dials, len(chosen.characters))
    (first, start_read), (last, end_read) = (read_end(chosen, *each) for each in ((start, "start"), (end, "end")))
    codes = slerp(first, last, torch.linspace(0, 1, steps))
    written = yield from continued(chosen, [[]] * steps, [seed] * steps, 0, length, manner, codes)
    return {"texts": written, "latents": codes.tolist(), "start": start_read, "end": end_read}


def read_end(chosen, value: object, name: str):
    """The code (latent_dim,) of one end of a walk, and how its passage was read, or None."""
    from zoo.models.noise import latents

    if not isinstance(value, dict) or value.keys() not in ENDS:
        raise ZooError(f'The {name} must be {{"text": "..."}}, {{"seed": 7}} or {{"latents": [...]}}.')
    if "text" in value:
        read = read_passage(chosen, value["text"], f"The passage of the {name}")
        return posterior_of(chosen, read.ids).mean[0], reading(read)
    if "seed" in value:
        return latents(read_seed(value["seed"]), chosen.latent_dim)[0], None
    return read_latents(chosen, [value["latents"]], 1)[0], None
