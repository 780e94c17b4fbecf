"""The Shakespeare tab's functions for programs, served by ``gr.api``; each error is one sentence."""

from tabs.shakespeare import twist as shakespeare_twist
from tabs.shakespeare.family import abilities, loaded, with_code
from tabs.shakespeare.passage import posterior_of
from tabs.shakespeare.request import LONGEST, longest_of, read_latents, read_manner, read_passage, reading, told
from tabs.shakespeare.write import MOST_TEXTS, of_codes, written_on
from tabs.shared.pieces import Pieces
from tabs.shared.programs import errors_as_gradio
from tabs.shared.request import read_seed, read_whole
from tabs.shared.turns import program_in_turn
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
    speaker: str = "",
    play: str = "",
    genre: str = "",
) -> dict:
    """Write a text in the style of Shakespeare's plays. The page writes the same text with the same dials.

    Args:
        model: name of a checkpoint, for example shakespeare-vae.
        seed: whole number from 0 to 4294967295; the same seed and dials give the same text.
        length: number of characters, 1 to 2000; for a model of single words the number of words. A speech may end
            before.
        opening: the beginning of the text, at most 500 characters; what the model cannot read is replaced or dropped.
        temperature: 0 to 2; 0 always takes the most probable one, 1 draws from the model's own probabilities.
        top_k: draw only from this many of the most probable characters, subwords or words; 0 leaves none out.
        top_p: draw only from the most probable ones that together just reach this probability, 0.01 to 1.
        latents: the code to write from, one finite number per latent of the model; null draws one from the seed.
        speaker: who is to speak, for example FALSTAFF, for a model that names speakers; "" for anybody.
        play: of which play it is to be, for example Hamlet, for a model of speeches; "" for any.
        genre: of which kind of play, comedy, history or tragedy, for a model of speeches; "" for any.

    Returns:
        ``{"text": what was written after the opening, "opening": as the model read it, the speaker's name before it,
        "replaced": characters that were
        replaced by others, "dropped": characters that were left out, "latents": the code of the text, or null}``.
    """
    dials = {"temperature": temperature, "top_k": top_k, "top_p": top_p}
    told = {"speaker": speaker, "play": play, "genre": genre}
    asked = dials | told | {"model": model, "seed": seed, "opening": opening, "latents": latents}
    return await program_in_turn(text_of)(model, length, asked)


def text_of(model: object, length: object, asked: dict) -> Pieces:
    """``generate`` without Gradio. The model is looked up once, so that the whole text comes from one revision."""
    length, chosen = read_whole(length, "The length", 1, LONGEST), loaded(model)
    answer = yield from written_on(chosen, asked, length)
    codes, read = told(chosen, asked["latents"], int(asked["seed"])), answer["read"]
    text = answer["text"][:length] if abilities(chosen).context else answer["text"]  # else length counts words
    written = {"text": text, "latents": None if codes is None else codes[0].tolist()}
    return written | {"opening": read["text"], "replaced": read["replaced"], "dropped": read["dropped"]}


@errors_as_gradio
def twist(text: str, modernise: float = 1.0, slang: float = 0.0, shakespearise: float = 0.0, seed: int = 1) -> dict:
    """Twist a text: Early Modern English into today's or the other way round, with slang on top. Needs no model.

    Args:
        text: any text, at most 20,000 characters; spacing, punctuation and verse lines are kept.
        modernise: 0 to 1, how far "Wherefore art thou?" becomes "Why are you?".
        slang: 0 to 1, how much contemporary slang is worked in.
        shakespearise: 0 to 1, how far "Do you know him?" becomes "Knowest thou him?"; requires modernise to be 0.
        seed: whole number from 0 to 4294967295, which selects the slang.

    Returns:
        ``{"text": the twisted text, "pieces": [{"text"} or {"text", "before", "rules"} where something changed, ...],
        "changed": number of changed pieces}``. Joining the texts of the pieces gives the twisted text.
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
    """Walk from one passage to another along the great circle between their codes, one text per step, ends included.

    All texts are drawn with the same random numbers, so that they differ only because of their codes.

    Args:
        model: name of a VAE of passages, for example shakespeare-vae.
        start: where to begin, as one of three objects. {"text": "O, what a"}: the code that the encoder reads in a
            passage of at most 256 characters. {"seed": 7}: the code drawn from the prior with this seed.
            {"latents": [0.3, -1.2, ...]}: the code itself, one finite number per latent of the model.
        end: where to go, as an object like start.
        steps: number of texts, 2 to 12.
        length: number of characters of each, 1 to 256.
        seed: whole number from 0 to 4294967295, with which all texts are drawn.
        temperature: 0 to 2; 0 always takes the most probable one, 1 draws from the model's own probabilities.
        top_k: draw only from this many of the most probable characters or subwords; 0 leaves none out.
        top_p: draw only from the most probable ones that together just reach this probability, 0.01 to 1.

    Returns:
        ``{"texts": one per step, "latents": the code of each, "start" and "end": how a passage was read ("text",
        "replaced", "dropped"), or null}``.
    """
    dials = {"temperature": temperature, "top_k": top_k, "top_p": top_p}
    return await program_in_turn(walk)(model, start, end, steps, length, seed, dials)


def walk(model: object, start: object, end: object, steps: object, length: object, seed: object, dials: dict) -> Pieces:
    """``morph`` without Gradio."""
    import torch

    from zoo.models.noise import slerp

    chosen = with_code(loaded(model))
    steps = read_whole(steps, "The number of steps", LEAST_STEPS, MOST_TEXTS)
    length, seed = read_whole(length, "The length", 1, longest_of(chosen)), read_seed(seed)
    manner = read_manner(dials, len(chosen.vocabulary))
    yield  # an encoder takes a while
    (first, start_read), (last, end_read) = (read_end(chosen, *each) for each in ((start, "start"), (end, "end")))
    codes = slerp(first, last, torch.linspace(0, 1, steps))
    written = yield from of_codes(chosen, codes, [seed] * steps, length, manner)
    return {"texts": written, "latents": codes.tolist(), "start": start_read, "end": end_read}


def read_end(chosen, value: object, name: str):
    """The code (latent_dim,) of one end of a walk, and how its passage was read, or None."""
    from zoo.models.noise import latents

    if not isinstance(value, dict) or value.keys() not in ENDS:
        raise ZooError(f'The {name} must be {{"text": "..."}}, {{"seed": 7}} or {{"latents": [...]}}.')
    if "text" in value:
        read = read_passage(chosen, value["text"], f"The passage of the {name}")
        return posterior_of(chosen, read).mean[0], reading(read.read)
    if "seed" in value:
        return latents(read_seed(value["seed"]), chosen.latent_dim)[0], None
    return read_latents(chosen, [value["latents"]], 1)[0], None
