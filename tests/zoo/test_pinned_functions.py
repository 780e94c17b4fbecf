"""What the functions of pictures, latents, seeds and files give for the same arguments stays the same, at their limits.

A change that means to give other numbers writes them anew: ``python tests/zoo/test_pinned_functions.py``.
"""

import json
import sys
from pathlib import Path

FILE = Path(__file__).with_name("pinned_functions.json")
if __name__ == "__main__":
    root = Path(__file__).parents[2]
    sys.path[:0] = map(str, (root, root / "tests", root / "tests" / "support"))

import numpy as np  # noqa: E402
import pytest  # noqa: E402
import small  # noqa: E402
import torch  # noqa: E402
from safetensors.torch import save  # noqa: E402

from zoo import estimates, images, seeds, strokes, tensors, text  # noqa: E402
from zoo.errors import ZooError  # noqa: E402
from zoo.mnist import parse_idx  # noqa: E402
from zoo.models import boltzmann, characters, noise, prompts, subwords, threefry, tokens, writing  # noqa: E402
from zoo.models import given as marked  # noqa: E402
from zoo.models.autoencoder import OBJECTIVES  # noqa: E402
from zoo.models.vae import Posterior, importance_bound, importance_variance, log_weights  # noqa: E402


def random(*shape, seed=0):
    return torch.rand(*shape, generator=torch.Generator().manual_seed(seed))


def drawing(height, width, box, ink=1.0):
    """Ink in a box (top, bottom, left, right) of an empty drawing, darker to its end."""
    canvas = torch.zeros(height, width)
    canvas[box[0] : box[1], box[2] : box[3]] = torch.linspace(ink, ink / 2, box[3] - box[2])
    return canvas


DRAWN = (
    drawing(60, 80, (10, 50, 20, 30)), drawing(28, 28, (0, 28, 0, 28)), drawing(10, 200, (4, 5, 3, 190)),
    drawing(40, 40, (30, 38, 1, 5), 0.21), drawing(40, 40, (30, 38, 1, 5), 0.1), random(33, 50),
    torch.full((9, 9), 0.5),
)  # fmt: skip
EDGED = tuple(torch.full((12, 12), level).index_put((torch.tensor([5, 6]), torch.tensor([5, 6])), torch.tensor(ink))
              for level, ink in ((0.8, 0.1), (0.3, 0.44), (0.3, 0.46), (0.0, 1.0)))  # fmt: skip
PATH = "M 40 60 L 100 60 150 90 C 200 90 200 200 140 200 100 200 60 180 60 160 M 20 20 30 40"


def pictures():
    for at, drawn in enumerate(DRAWN):
        for size, box in ((28, 20), (32, 24)):
            yield f"like MNIST {at} {size}", images.like_mnist, (drawn, size, box)
    noisy = random(12, 12)
    half_even = torch.full((12, 12), 0.6)
    half_even[0] = noisy[0]
    half_even[5:7, 5:7] = 0
    for at, drawn in enumerate((*EDGED, noisy, half_even, *DRAWN[:2])):
        yield f"background {at}", images.background, (drawn,)
    small = random(2, 1, 8, 8, seed=1)
    for size in (8, 9, 11, 12, 13, 21):
        yield f"enlarge {size}", images.enlarge, (small, size)
        yield f"reduce {size}", images.reduce, (random(2, 1, size, size, seed=2), 8)
    yield "on grid", images.on_grid, (random(1, 1, 20, 20), 8)
    for sd in (0.3, 1.0, 1.4):
        yield f"blurred {sd}", images.blurred, (small, sd)
    yield "within reach", images.within_reach, (random(1, 1, 5, 5) - 0.5, random(1, 1, 5, 5, seed=3))
    for kind in ("gaussian", "masking", "other"):
        yield f"corrupt {kind}", images.corrupt, (small, kind, 0.3, torch.Generator().manual_seed(4))
    for count, columns, gap in ((5, None, 2), (5, 2, 1), (4, None, 0), (1, 3, 2)):
        yield f"tile {count} {columns}", images.tile, (random(count, 1, 3, 4), columns, gap, 0.5)
    yield "pieces", strokes.pieces, (PATH,)
    yield "distance", strokes.distance, (random(6, 2) * 200, strokes.pieces(PATH))
    for width, box, size in ((20, 240, 24), (8, 200, 10)):
        yield f"ink {width}", strokes.inked, (PATH, width, box, size)


def draws():
    for first, count in ((0, 1), (98, 2), (0, 100), (99, 2), (-1, 1)):
        yield f"latents {first} {count}", noise.latents, (7, 5, first, count)
    for bound in (0.1, 1.0, 3.0, 0.0):
        yield f"truncated {bound}", noise.truncated, (random(20) * 6 - 3, bound)
    a, b, shares = random(6) - 0.3, random(6, seed=1) * 2, torch.linspace(0, 1, 5)
    for what, end in (("apart", b), ("alike", 2 * a), ("opposite", -a), ("nothing", 0 * a)):
        yield f"slerp {what}", noise.slerp, (a, end, shares)
    yield "bernoulli", boltzmann.bernoulli, (random(9, 7), torch.Generator().manual_seed(5))
    probs = torch.tensor([0.0, 1.0, 0.5, 1e-6])
    yield "bernoulli, sure", boltzmann.bernoulli, (probs.repeat(50), torch.Generator().manual_seed(5))
    yield "uniforms", threefry.uniforms, (3, 2, 1, range(5, 8), 9)
    yield "uniforms down", threefry.uniforms, (3, 2, 1, range(1), 5, threefry.DOWN)
    logits = random(3, 9) * 8
    for manner in (writing.Manner(), writing.Manner(0.5, 3), writing.Manner(2.0, 0, 0.4), writing.Manner(0.0),
                   writing.Manner(1.0, 2, 0.01), writing.Manner(1.0, 9, 1.0)):  # fmt: skip
        yield f"probabilities {manner}", writing.probabilities, (logits, manner)
        yield f"pick {manner}", writing.pick, (logits, manner, random(3).double())
    yield "luck", writing.draws, (7, 5, 4)
    for length, window in ((5, 8), (8, 8), (9, 8), (16, 8), (17, 8), (100, 8), (300, 256), (513, 256)):
        yield f"context {length} {window}", writing.context_start, (length, window)
    batch = torch.tensor([[1, 5, ~6, 7, ~0, ~0], [2, ~3, 4, 5, 6, ~0]])
    yield "given, plain", marked.plain, (batch,)
    yield "given, texts", lambda batch: [*marked.texts(batch)], (batch,)
    yield "given, parted", lambda batch: list(marked.parted(batch, 2)), (batch,)
    for asked in ((), ("HAMLET",), ("", "tragedy"), ("X", "", "Hamlet"), ("X", "comedy", "As You Like It")):
        yield f"prompt {asked}", prompts.prompt, asked
    for ids in ([0, 0, 1, 0, 0, 2], [1, 0, 2, 0], [0, 0, 0], [1, 0, 0]):
        yield f"ended {ids}", prompts.ended, (ids, 0)


def figures():
    runs = ([1.0, 2.0, 3.0], [2.5, 3.5, 4.0], [5.0], [1.0], [], [1.0, 1.1], [4.0, 4.4, 4.8, 4.1, 4.2])
    for one in runs:
        for other in runs:
            yield f"differ {one} {other}", seeds.differ, (one, other)
    for reverse, sure in ((-99.0, 0.4), (-99.0, 0.3), (-101.0, 0.1)):
        found = {"log_likelihood_ais": {"value": -100.0, "noise": 0.3}, "log_likelihood": {"value": -100.5},
                 "log_likelihood_ais_reverse": {"value": reverse, "noise": sure}}  # fmt: skip
        yield f"misses {reverse} {sure}", estimates.misses, (found,)
        yield f"crossed {reverse} {sure}", estimates.crossed, (found,)
        yield f"doubt {reverse} {sure}", estimates.doubt, ({key: found[key] for key in found if "ais" in key},)
    for parts in (["a"], ["a", "b"], ["a", "b", "c"]):
        yield f"listed {parts}", text.listed, (parts,)
    for numbers in ([], [1], [1, 2], [1, 3, 4, 5, 9]):
        yield f"ranges {numbers}", text.ranges, (numbers,)
    weights = random(4, 3) * 9
    yield "bound", importance_bound, (weights,)
    yield "its variance", importance_variance, (weights,)
    posterior = Posterior(random(3, 2), random(3, 2, seed=1) - 1)
    yield "posterior", lambda: [posterior.kl(), posterior.at(random(4, 3, 2)), *posterior], ()
    yield "weights", log_weights, (random(4, 3), random(4, 3, 2), random(4, 3, 2, seed=2), random(3, 2, seed=3))
    for name, objective in OBJECTIVES.items():
        yield name, objective, (random(3, 5) * 4 - 2, random(3, 5, seed=1))
    content = save({"decoder.0.weight": random(3, 5) / 3, "decoder.half": random(4).half(), "encoder.x": random(2)})
    yield "rounded", lambda: np.frombuffer(tensors.rounded(content, "decoder."), np.uint8), ()
    yield "rounded, none", tensors.rounded, (content, "other.")
    for head, size in (((0, 0, 8, 1, 0, 0, 0, 3), 3), ((0, 0, 8, 2, 0, 0, 0, 2, 0, 0, 0, 3), 6), 
                       ((0, 0, 9, 1, 0, 0, 0, 3), 3), ((0, 0, 8, 1, 0, 0, 1, 0), 256), ((0, 0, 8, 1, 0, 0, 0, 3), 4),
                       ((0, 0, 8, 0), 1), ((0, 0, 8), 0),
                       ((0, 0, 8, 4, *[0, 0, 0, 1] * 4), 1), ((0, 0, 8, 3, *[0, 0, 0, 1] * 3), 1)):  # fmt: skip
        yield f"idx {head} {size}", parse_idx, (bytes((*head, *[7] * size)),)


TEXT = "“O”, ‘’twas’ “é” æ ð…\r\n—\t'tis o'er 12\u00a030!!  HAMLET:\nno-one's «so» –x− Straße \u2028 👍 end "


def words():
    plain = characters.Characters(characters.SHAKESPEARE)
    for mark in ("", *TEXT):
        yield f"plain {mark!r}", characters.plain, (mark, plain) if mark else ("x", "y")
    yield "read", lambda: vars(plain.read(TEXT)), ()
    yield "labels", plain.labels, (plain.ids("a \nB"),)
    yield "unknown", plain.ids, ("ð",)
    yield "opened", plain.opened, ([1, 2],)
    for known in ("", "aa", "ab"):
        yield f"characters {known}", lambda known: len(characters.Characters(known)), (known,)
    pieces = small.subwords()
    ids = pieces.ids(TEXT)
    yield "subwords", lambda: [ids, pieces.labels(ids), pieces.text(ids) == TEXT, pieces.line_break, len(pieces)], ()
    yield "subwords, read", lambda: vars(pieces.read(TEXT)), ()
    yield "subwords, opened", lambda: [*pieces.opened(ids), *pieces.opened([])], ()
    yield "subwords, agreeing", lambda: [at for at, fits in enumerate(pieces.agreeing(b" th")) if fits], ()
    yield "subwords, characters", lambda: np.array(pieces.characters), ()
    for skip in (0, 2):
        stream = pieces.stream(skip)
        yield f"subwords, stream {skip}", lambda stream: [*map(stream.push, ids[:-3]), stream.end()], (stream,)
    for wrong in (-1, 300):
        yield f"subwords, wrong {wrong}", pieces.text, ([wrong],)
    yield "subwords, few", subwords.Subwords.learn, ("a", 255)
    yield "subwords, half", pieces.ids, ("a\ud800",)
    yield "alphabet", lambda: "".join(subwords.alphabet()), ()
    said = "To-day, my lord's -- o'er;\nThe end! (so)  x1"
    yield "tokens", tokens.tokens, (said,)
    yield "gaps", tokens.gaps, (said,)
    yield "joined", tokens.joined, (tokens.tokens(said),)
    for size in (2, 4, 5):
        yield f"vocabulary {size}", tokens.vocabulary, ("b a a c b a", size)
    for names in (["<unknown>", "a"], ["a", "<unknown>"], ["<unknown>", ""], ["<unknown>"], ("<unknown>", "b"),
                  [None, "a"], ["<unknown>", "<unknown>"], "ab"):  # fmt: skip
        yield f"is vocabulary {names}", tokens.is_vocabulary, (names, 2)


def told(value):
    """A result as JSON: of arrays their shape, a sum weighted by place, and the sum of squares."""
    if isinstance(value, torch.Tensor):
        value = value.detach().numpy()
    if isinstance(value, np.ndarray):
        flat = value.astype(np.float64).ravel()
        return [list(value.shape), str(value.dtype), float(flat @ np.linspace(1, 2, len(flat))), float(flat @ flat)]
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, dict):
        return {key: told(each) for key, each in value.items()}
    return [told(each) for each in value] if isinstance(value, list | tuple) else value


def results() -> dict:
    found = {}
    for name, function, arguments in (*pictures(), *draws(), *figures(), *words()):
        try:
            found[name] = told(function(*arguments))
        except (ZooError, ValueError) as error:
            found[name] = f"{type(error).__name__}: {error}"
    return json.loads(json.dumps(found))


def alike(found, pinned) -> bool:
    if isinstance(found, list) and isinstance(pinned, list):
        return len(found) == len(pinned) and all(map(alike, found, pinned))
    return found == (pytest.approx(pinned, rel=1e-4, abs=1e-5) if isinstance(pinned, float) else pinned)


def test_functions_give_what_they_gave():
    pinned, found = json.loads(FILE.read_text("utf-8")), results()
    assert found.keys() == pinned.keys()
    assert {name: each for name, each in found.items() if not alike(each, pinned[name])} == {}


if __name__ == "__main__":
    lines = (f"{json.dumps(name)}: {json.dumps(each, ensure_ascii=False)}" for name, each in results().items())
    FILE.write_text(",\n".join(lines).join(("{\n", "\n}\n")), encoding="utf-8")
