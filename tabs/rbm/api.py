"""The RBM tab's functions for programs, served by ``gr.api``; each error is a sentence."""

from tabs.rbm.data import better_start, hidden_sizes, units
from tabs.rbm.family import FAMILY
from tabs.rbm.starts import NAMES, named, number_of
from tabs.shared.digits import test_digit
from tabs.shared.family import model as load
from tabs.shared.programs import errors_as_gradio, picture
from tabs.shared.request import is_number, read_picture, read_seed, read_whole
from zoo.errors import ZooError
from zoo.record import METRICS, record
from zoo.stores import Checkpoint

MOST_STEPS = 2000
MOST_FRAMES = 100
HOTTEST = 1e6
USUAL = "usual"  # the start that is left to the model
MOST_CHAINS = 9  # per seed, as in the page


@errors_as_gradio
def gibbs(
    model: str,
    steps: int = 1,
    seed: int = 0,
    start: str = USUAL,
    pixels: list | None = None,
    hidden: list | None = None,
    temperature: float = 1.0,
    clamp: list | None = None,
    every: int = 0,
    forced: dict | None = None,
    chain: int = 1,
    tempered: bool = False,
) -> dict:
    """Run a Gibbs chain: hidden units are drawn given the visible ones, then visible ones given the hidden, and so on.

    In a deep belief network the chain runs in the top machine, and its last state is passed down to pixels.
    The page shows exactly the same run, unit by unit, for the same model, seed, start and temperature.

    Args:
        model: name of a checkpoint, for example rbm-500.
        steps: 1 to 2000; each step goes down to the visible units and up again.
        seed: whole number from 0 to 4294967295; the same seed gives the same run.
        start: as in a link to the page: pixels (random pixels; noise is an older name for this), hidden (random
            hidden units, or those given), usage (each hidden unit as often on as over the test digits), chains (where a
            chain of training stopped), unit-3 (hidden unit 3 alone), test-7 (test digit 7 of the model's data) or
            drawing (the picture given as pixels). If it is left out or is "usual": pixels; but usage, as in the
            page, for a model such as dbn-tied, whose own experiments show that it long draws noise from random hidden
            units.
        pixels: rows of a square picture in [0, 1] to start from; 28 rows of 28 are taken as they are, any other size
            up to 512 is cropped, scaled and centred as MNIST's digits were. If given, they are the start, even if start
            is left out or is "pixels".
        hidden: a probability in [0, 1] for each hidden unit (of the top layer) to start from.
        temperature: above 0; divides the logits of the machine that the chain runs in. Below 1 the machine plays safe,
            above 1 it gets bolder.
        clamp: 28 rows of 28, each pixel 0 or 1 to hold it there or null to leave it free; not for a deep belief
            network.
        every: also return the picture after every so many steps, at most 100 of them; 0 returns none. This does not
            change the run.
        forced: hidden units (of the top layer) that are always on or off, as {"12": 1, "40": 0}.
        chain: which of the seed's chains, 1 to 9, numbered as in the page.
        tempered: let the chain jump between digits: four warmer copies run beside it and swap with it what they hold,
            such that it stays a chain of this machine. It takes five times the work.

    Returns:
        ``{"pixels": probabilities of the last pixels as rows, "png": the same as a PNG in base64, "sample": the pixels
        drawn from them, "hidden": the hidden units they were drawn from, "hidden_probabilities": given the sample,
        "free_energy": of the machine's visible units in nats, at the start and after each step, "frames": pictures as
        rows}``.
    """
    import torch

    from zoo.models.boltzmann import Conditions
    from zoo.models.chain import Chain
    from zoo.models.tempering import Tempered

    checkpoint = FAMILY.find(model)
    chosen = load(checkpoint)
    steps, seed = read_whole(steps, "The number of steps", 1, MOST_STEPS), read_seed(seed)
    keep = read_whole(every, "The number of steps between kept pictures", 0, MOST_STEPS)
    if keep and steps // keep > MOST_FRAMES:
        raise ZooError(f"At most {MOST_FRAMES} pictures can be kept; set every to {-(-steps // MOST_FRAMES)} or more.")
    with torch.inference_mode():
        units = read_forced(forced, len(chosen.top.hidden_bias))
        under = Conditions(read_temperature(temperature), read_clamp(clamp, chosen), units)
        number = read_whole(chain, "The chain", 1, MOST_CHAINS) - 1
        run = (Tempered if read_tempered(tempered) else Chain)(chosen, seed, number, under)
        _begin(run, checkpoint, read_start(start, pixels, hidden, checkpoint), pixels, hidden)
        energies, frames = [run.free_energy()], []
        for step in range(1, steps + 1):
            run.step()
            energies.append(run.free_energy())
            if keep and step % keep == 0:
                frames.append(run.look()[0][0, 0].tolist())
        probs, sample = run.look()
        return {
            **picture(probs[0]),
            "sample": sample[0, 0].int().tolist(),
            "hidden": run.hidden[0].int().tolist(),
            "hidden_probabilities": run.hidden_probs()[0].tolist(),
            "free_energy": energies,
            "frames": frames,
        }


def _begin(run, checkpoint: Checkpoint, start: str, pixels: object, hidden: object) -> None:
    size, side = len(run.machine.hidden_bias), run.model.config.image_size
    begin = {
        "pixels": run.from_noise,
        "hidden": lambda: run.from_hidden(read_hidden(hidden, size)),
        "usage": lambda: run.from_hidden(read_hidden(_often(checkpoint), size)),
        "chains": run.from_kept,
        "drawing": lambda: run.from_pixels(read_picture(pixels).flatten(1)),
        "unit": lambda: run.from_hidden(_alone(number_of(start), size)),
        "test": lambda: run.from_pixels(test_digit(number_of(start), side, checkpoint)[0].flatten(1)),
    }
    begin[start.partition("-")[0]]()


def _often(checkpoint: Checkpoint) -> list[float]:
    """How often each hidden unit (of the top layer) is on over the test digits."""
    found = units(checkpoint, hidden_sizes(record(checkpoint).config))[-1]["frequency"]
    if found is None:
        raise ZooError(f"How often the units of {checkpoint.name} are on was not measured; choose another start.")
    return found


def _alone(unit: int, size: int):
    """One hidden unit on, all others off, (1, size)."""
    if unit >= size:
        raise ZooError(f"The hidden units of this model are numbered 0 to {size - 1}; choose one of them.")
    return read_hidden([float(index == unit) for index in range(size)], size)


@errors_as_gradio
def free_energy(model: str, pixels: list) -> dict:
    """How probable a picture is: its free energy, and its log-likelihood if the partition function was estimated.

    The picture is made black and white: above one half is white. For a deep belief network the free energy is that of
    the top machine at the probabilities of its lower units, and there is no likelihood.

    Args:
        model: name of a checkpoint, for example rbm-500.
        pixels: rows of a square picture as for /gibbs, with any background.

    Returns:
        ``{"free_energy": in nats, "of": what has this free energy, "log_likelihood": minus free energy minus log Z, in
        nats, or null, "log_partition": log Z and how it was estimated, or null, "hidden": probabilities of the hidden
        units, one list per layer, the lowest first}``.
    """
    import torch

    checkpoint = FAMILY.find(model)
    chosen = load(checkpoint)
    image = (read_picture(pixels, any_background=True) > 0.5).float()
    with torch.inference_mode():
        layers = chosen.hidden(image)
        deep = len(chosen.lower) > 0
        energy = chosen.top.free_energy(layers[-2] if deep else image.flatten(1))[0]
    constant = None if deep else log_partition(checkpoint)
    return {
        "free_energy": float(energy),
        "of": "the top machine at the probabilities of its lower units" if deep else "the picture",
        "log_likelihood": None if constant is None else -float(energy) - constant["value"],
        "log_partition": constant,
        "hidden": [layer[0].tolist() for layer in layers],
    }


def log_partition(checkpoint) -> dict | None:
    """log Z of a machine from its card: ``value``, ``estimator``, ``bound`` and ``noise``; None if not estimated."""
    found = record(checkpoint).whole(METRICS).get("log_partition")
    if not found or not is_number(found["value"]):
        return None
    return {key: found.get(key) for key in ("value", "estimator", "bound", "noise")}


def read_start(start: object, pixels: object, hidden: object, checkpoint: Checkpoint) -> str:
    """Where the chain starts. If ``start`` is "usual", the given pixels or hidden units decide, or else the model."""
    name = "pixels" if start == USUAL else named(start)
    if name is None:
        raise ZooError(f"The start must be one of {NAMES}.")
    if name.startswith("example"):
        raise ZooError("The example drawings exist only in the page; pass a drawing as pixels instead.")
    if pixels is not None and hidden is not None:
        raise ZooError("A chain starts from pixels or from hidden units; leave one of them out.")
    given = "drawing" if pixels is not None else "hidden" if hidden is not None else None
    if given and name not in ("pixels", given):
        raise ZooError(
            f"The start is {name}, but {'pixels' if given == 'drawing' else given} are given; leave one of them out."
        )
    if name == "drawing" and given is None:
        raise ZooError("To start from a drawing, pass its pixels.")
    return given or ((start == USUAL and better_start(checkpoint)) or name)


def read_hidden(hidden: object, size: int):
    """Probabilities (1, size) of the hidden units; None, if none are given, stands for one half each."""
    import torch

    if hidden is None:
        return torch.full((1, size), 0.5)
    if not isinstance(hidden, list) or len(hidden) != size:
        given = f"{len(hidden)} of them" if isinstance(hidden, list) else "something else"
        raise ZooError(f"The hidden units of this model are a list of {size} numbers, not {given}.")
    if not all(is_number(value) and 0 <= value <= 1 for value in hidden):
        raise ZooError("Every hidden unit must be a number from 0 (off) to 1 (on).")
    return torch.tensor([hidden], dtype=torch.float32)


def read_forced(forced: object, size: int):
    """Hidden units (1, size) to force to 0 or 1, NaN where they are free; None if all are free."""
    import torch

    if not forced:
        return None
    units = {str(unit) for unit in range(size)}
    if not isinstance(forced, dict) or not all(str(unit) in units for unit in forced):
        raise ZooError(f"The forced units are numbers from 0 to {size - 1}, each with 0 (off) or 1 (on).")
    if not all(is_number(value) and value in (0, 1) for value in forced.values()):
        raise ZooError("Each forced unit must be 0 (off) or 1 (on).")
    values = torch.full((1, size), float("nan"))
    for unit, value in forced.items():
        values[0, int(unit)] = float(value)
    return values


def read_temperature(value: object) -> float:
    """The temperature, by which the logits are divided."""
    if not is_number(value) or not 1 / HOTTEST <= value <= HOTTEST:
        raise ZooError("The temperature must be a number from 0.000001 to 1,000,000; 1 is the model's own.")
    return float(value)


def read_tempered(value: object) -> bool:
    """Whether warmer replicas run beside the chain."""
    if not isinstance(value, bool):
        raise ZooError("Whether the chain is tempered must be true or false.")
    return value


def read_clamp(clamp: object, chosen):
    """Pixels (1, 784) to hold at 0 or 1, NaN where they are free; None if all are free."""
    import torch

    if clamp is None:
        return None
    if chosen.lower:
        raise ZooError(
            "The pixels of a deep belief network cannot be held, since its chain runs in the layers above "
            "them; leave out clamp."
        )
    side = chosen.config.image_size
    rows = clamp if isinstance(clamp, list) and len(clamp) == side else []
    if not rows or not all(isinstance(row, list) and len(row) == side for row in rows):
        raise ZooError(f"The clamp must be {side} rows of {side}.")
    if not all(value is None or (is_number(value) and value in (0, 1)) for row in rows for value in row):
        raise ZooError("Each pixel of the clamp must be 0, 1 or null (free).")
    return torch.tensor([[float("nan") if value is None else float(value) for row in rows for value in row]])
