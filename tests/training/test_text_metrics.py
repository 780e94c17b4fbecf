"""Every metric of text against an answer known beforehand."""

import math
from types import SimpleNamespace

import pytest
import torch
from torch import nn

from training.figures import shakespeare as figures_text
from training.metrics import text, text_context, text_latents, text_samples
from zoo.models.characters import Characters
from zoo.models.shakespeare import TextLM, TextLMConfig, TextVAE, TextVAEConfig
from zoo.models.tokens import UNKNOWN
from zoo.models.vae import Posterior
from zoo.models.writing import Manner

SIZES = {"vocabulary": "\nab ", "window": 8, "width": 8, "layers": 1, "heads": 2}


def tiny_vae(latent_dim: int = 1, size: float = 1.0) -> TextVAE:
    """Four characters and few latents, with weights so large that the latents matter."""
    torch.manual_seed(0)
    model = TextVAE(TextVAEConfig(**SIZES, latent_dim=latent_dim, spread=0.3)).eval()
    for parameter in model.parameters():
        if parameter.dim() > 1:
            nn.init.normal_(parameter, std=0.5 * size)
    return model


@pytest.fixture
def passages():
    return torch.randint(4, (30, 9), generator=torch.Generator().manual_seed(1))


@torch.no_grad()
def exact_nats(model: TextVAE, passages: torch.Tensor) -> float:
    """Mean nats per character of a model of one latent, by integrating over it on a fine grid."""
    grid = torch.linspace(-7, 7, 1401, dtype=torch.float64)
    prior = -0.5 * grid.square() - 0.5 * math.log(2 * math.pi) + math.log(0.01)
    likelihood = [model.log_likelihood(row.expand(len(grid), -1), grid[:, None].float()).double().sum(1)
                  for row in passages]  # fmt: skip
    return -torch.stack([(each + prior).logsumexp(0) for each in likelihood]).mean().item() / 8


@torch.no_grad()
def test_the_importance_weighted_bound_nears_the_exact_nats(passages):
    model = tiny_vae()
    exact, found = exact_nats(model, passages), text.bounds(model, passages, samples=500)
    tight, loose = found["nats_per_character_iw500"], found["nats_per_character"]
    assert exact - 4 * tight.noise <= tight.value <= exact + 0.01
    assert loose.value > tight.value + 0.01 and {tight.bound, loose.bound} == {"<="}
    assert set(text.bounds(model, passages[:2])) >= {"nats_per_character_iw", "nats_per_character"}


@torch.no_grad()
def test_the_bound_is_its_two_terms_and_that_of_the_loss(passages):
    model = tiny_vae(3)
    found = text.bounds(model, passages, samples=400)
    parts = found["reconstruction_per_character"].value + found["kl_per_passage"].value / 8
    assert found["nats_per_character"].value == pytest.approx(parts)
    assert sum(found["kl_per_latent"].value) == pytest.approx(found["kl_per_passage"].value, rel=1e-5)
    torch.manual_seed(2)
    losses = torch.stack([torch.stack([*model.losses(passages).values()][1:]).sum() for _ in range(400)])
    assert losses.mean().item() / 8 == pytest.approx(parts, abs=4 * losses.std().item() / 8 / 20)


@torch.no_grad()
def test_noise_is_the_spread_of_repeated_estimates(monkeypatch, passages):
    model, found = tiny_vae(), []
    for seed in range(40):
        monkeypatch.setattr(text, "SEED", seed)
        found.append(text.bounds(model, passages[:8], samples=50))
    for name in ("nats_per_character", "nats_per_character_iw50"):
        spread = torch.tensor([bounds[name].value for bounds in found]).std().item()
        claimed = sum(bounds[name].noise for bounds in found) / len(found)
        assert claimed == pytest.approx(spread, rel=0.4), name


@torch.no_grad()
def test_a_model_that_knows_nothing_needs_the_logarithm_of_the_vocabulary(passages):
    model = TextLM(TextLMConfig(**SIZES)).eval()
    nn.init.zeros_(model.decoder.embed.token.weight)
    found = text.exact(model, passages)["nats_per_character"]
    assert found.value == pytest.approx(math.log(4), rel=1e-5) and found.bound is None


@torch.no_grad()
def test_accuracy_counts_the_likeliest_characters(passages):
    """A decoder that says each character again: right as often as a text repeats one."""
    model = TextLM(TextLMConfig(**SIZES | {"width": 4})).eval()
    nn.init.eye_(model.decoder.embed.token.weight)
    for parameter in (model.decoder.embed.place.weight, *model.decoder.blocks.parameters()):
        nn.init.zeros_(parameter)
    found = text.accuracy(model, passages)
    repeated = (passages[:, 1:] == passages[:, :-1]).double().mean().item()
    assert found.keys() == {"character_accuracy"}
    assert found["character_accuracy"].value == pytest.approx(repeated) and 0.1 < repeated < 0.4


@torch.no_grad()
def test_with_the_latents_of_another_passage_a_model_that_needs_them_is_less_often_right():
    model = tiny_vae()
    for each in (*model.decoder.blocks.parameters(), model.decoder.embed.place.weight):
        nn.init.zeros_(each)
    read = iter([torch.tensor([[1.0]] * 10), torch.tensor([[-1.0]] * 10)])
    model.encode = lambda ids: Posterior(next(read), torch.zeros(10, 1))
    model.decoder.forward = lambda ids, z: nn.functional.one_hot((z[:, :1] > 0).long() + 1, 4)[:, :1].expand(-1, 8, -1)
    shown = torch.cat([torch.full((10, 9), 2), torch.full((10, 9), 1)])
    with pytest.MonkeyPatch.context() as patch:
        for module in (text, text_latents):
            patch.setattr(module, "CHUNK", 10)
        found = text.accuracy_coded(model, shown)
    assert (found["character_accuracy"].value, found["character_accuracy_other"].value) == (1.0, 0.0)


def gaussian_channel(n: int, slope: float, latent_dim: int = 2) -> Posterior:
    """q(z|x) = N(slope x, 1 - slope^2) of x from N(0, I): the aggregate is the prior, and what it tells is known."""
    x = torch.randn(n, latent_dim, generator=torch.Generator().manual_seed(3))
    return Posterior(slope * x, torch.full((n, latent_dim), math.log(1 - slope**2)))


@pytest.mark.parametrize("slope", [0.0, 0.8])
def test_the_mutual_information_of_a_gaussian_channel(slope):
    posterior = gaussian_channel(1000, slope)
    found = text_latents.mutual_information(posterior, posterior, "1,000 passages")
    assert found.value == pytest.approx(-math.log(1 - slope**2), abs=0.04 + 4 * found.noise)
    assert found.value == pytest.approx(posterior.kl().sum(1).mean().item(), abs=0.12) and found.bound == ">="


def test_the_noise_of_the_mutual_information_is_half_as_large_with_four_times_the_draws(monkeypatch):
    posterior = gaussian_channel(300, 0.8)
    few = text_latents.mutual_information(posterior, posterior, "300 passages")
    monkeypatch.setattr(text_latents, "DRAWS", 4 * text_latents.DRAWS)
    many = text_latents.mutual_information(posterior, posterior, "300 passages")
    assert many.noise == pytest.approx(few.noise / 2, rel=0.2)


def test_the_mutual_information_of_few_passages_that_are_told_apart_is_the_logarithm_of_their_number():
    posterior = Posterior(100 * torch.eye(20), torch.zeros(20, 20))
    found = text_latents.mutual_information(posterior, posterior, "20 passages")
    assert found.value == pytest.approx(math.log(20), abs=1e-6) and "at most 3.00 nats" in found.estimator


def test_log_density_is_that_of_torch_distributions():
    posterior, latents = Posterior(torch.randn(4, 3).double(), torch.randn(4, 3).double()), torch.randn(5, 3).double()
    normal = torch.distributions.Normal(posterior.mean, (0.5 * posterior.log_var).exp())
    expected = normal.log_prob(latents[:, None]).sum(-1)
    torch.testing.assert_close(text_latents.log_density(latents, posterior), expected)


def spelling(model: TextVAE, reads: bool) -> TextVAE:
    """A model whose text says the sign of its latent in each character, and its encoder reads it or nothing."""
    model.decoder.forward = lambda ids, z, past=None: 50.0 * nn.functional.one_hot(
        (z[:, :1] > 0).long() + 1, 4).expand(-1, ids.shape[1], -1)  # fmt: skip
    model.encode = lambda ids: Posterior(
        (ids == 2).float().mean(1, keepdim=True) * 2 - 1 if reads else ids.new_zeros(len(ids), 1).float(),
        torch.zeros(len(ids), 1),
    )  # fmt: skip
    return model


def test_latents_that_are_in_the_text_are_read_back_and_those_that_are_not_are_not():
    passages = torch.tensor([[0] + [2] * 8, [0] + [1] * 8])
    found = text_latents.decoded(spelling(tiny_vae(), True), passages)
    assert found["read_back"].value == 1.0 and found["same_z_overlap"].value == 1.0
    assert found["other_z_overlap"].value == 0.0 and "chance 50.00%" in found["read_back"].estimator
    blind = text_latents.decoded(spelling(tiny_vae(), False), passages)
    assert blind["read_back"].value == 0.5


def test_a_text_is_read_back_if_its_own_code_is_the_nearest_to_it_not_if_it_is_the_nearest_to_its_code():
    model, levels = spelling(tiny_vae(), True), torch.tensor([-1.2, -1.0, 0.0, 0.0, 0.0, 0.2, 0.0, 1.0, 5.0])
    model.encode = lambda ids: Posterior(levels[(ids == 2).sum(1)][:, None], torch.zeros(len(ids), 1))
    passages = torch.tensor([[0] + [2] * twos + [1] * (8 - twos) for twos in (7, 1, 5)])  # codes 1, -1 and 0.2
    found = text_latents.decoded(model, passages)  # their texts are read as 5, -1.2 and 5
    assert found["read_back"].value == pytest.approx(2 / 3)


@pytest.mark.parametrize(("one", "other", "expected"), [
    ({"a", "b"}, {"b", "c"}, 1 / 3), (set(), set(), 0.0), ({"a"}, {"a"}, 1.0), ({"a"}, set(), 0.0),
])  # fmt: skip
def test_overlap_is_the_words_of_both_among_those_of_either(one, other, expected):
    assert text_latents.overlap(one, other) == pytest.approx(expected)


TRAIN = "to be or not to be that is the question whether it is nobler"


def test_words_are_compared_in_lower_case_without_marks_and_the_cut_one_is_left_out():
    assert text_samples.words_of("To be,\nor NOT o'er-hasty: 'tis") == ["to", "be", "or", "not", "o'er-hasty", "tis"]
    assert text_samples.words_of(f"a {UNKNOWN} b{UNKNOWN}") == ["a", UNKNOWN, "b", UNKNOWN]
    assert text_samples.uncut("the king, and the ki") == "the king, and the "
    assert text_samples.uncut("the o'er-ha") == "the " and text_samples.uncut("the king.") == "the king."


def test_the_share_of_known_words():
    assert text_samples.known([["to", "be"], ["or", "zounds"]], {"to", "be", "or"}) == 0.75
    assert text_samples.known([[]], {"to"}) == 0


def test_distinct_pairs_are_counted_over_all_passages_but_not_across_them():
    assert text_samples.distinct([["a", "b", "a", "b"], ["a", "b"]]) == 2 / 4
    assert text_samples.distinct([["a"], ["b"]]) == 0


def test_copied_sequences_are_those_of_eight_words():
    sequences = set(text_samples.runs(TRAIN.split(), 8))
    copy, own = TRAIN.split()[2:11], ["king"] * 8
    assert text_samples.copied([copy], sequences) == 1.0  # nine words: two sequences
    assert text_samples.copied([copy, own], sequences) == 2 / 3
    assert text_samples.copied([[*copy[:7], "king"]], sequences) == 0.0


def test_repetition_is_within_a_passage():
    words = list("abcd")
    assert text_samples.repetition([words, words]) == 0.0
    assert text_samples.repetition([words * 2]) == pytest.approx(1 / 5)  # five sequences, the last as the first
    assert text_samples.repetition([["a"] * 8]) == pytest.approx(4 / 5)


def test_samples_that_are_the_training_text_are_known_and_copied():
    lines = "\n".join([TRAIN, "a rose by any other name would smell as sweet as that", TRAIN[::-1]] * 8)
    found = text_samples.measure([lines] * 12, lines, lines)
    assert found["known_words"].value == found["copied_8"].value == 1.0
    assert found["copied_8"].noise == found["copied_8_floor"].noise == 0.0
    units = [found[name].unit for name in ("known_words", "distinct_2", "copied_8", "repetition")]
    assert units == ["share of words", "share of pairs of words"] + [f"share of sequences of {n} words" for n in (8, 4)]
    assert found["known_words_floor"].value == 1.0 and found["repetition"].value > 0.5
    nonsense = text_samples.measure(["xyzzy plugh frotz gnusto rezrov bozbar melbor izyuk " * 2] * 12, lines, lines)
    assert nonsense["known_words"].value == nonsense["copied_8"].value == 0.0
    assert {name: metric for name, metric in nonsense.items() if "floor" in name} == {
        name: metric for name, metric in found.items() if "floor" in name}  # fmt: skip


def test_the_real_passages_begin_with_lines_and_come_from_all_of_the_text():
    content = "\n".join(f"line {number} of the text" for number in range(1000))
    picked = text_samples.line_passages(content, 10, 100)
    assert all(passage.startswith("line ") and len(passage) == 100 for passage in picked)
    firsts = [int(passage.split()[1]) for passage in picked]
    assert firsts == sorted(set(firsts)) and firsts[0] == 0 and firsts[-1] > 950


@torch.no_grad()
def test_nats_by_place_average_to_nats_per_character(passages):
    model = TextLM(TextLMConfig(**SIZES)).eval()
    nats = figures_text.places(model, passages)
    assert nats.shape == (8,)
    assert nats.mean().item() == pytest.approx(text.exact(model, passages)["nats_per_character"].value, rel=1e-5)


def test_samples_of_characters_are_texts_of_the_window():
    model = tiny_vae()
    drawn, cool = text_samples.draw(model, 7), text_samples.draw(model, 7, Manner(0.01))
    assert len(set(cool)) < len(set(drawn))
    assert [len(each) for each in drawn] == [8] * 7 and set("".join(drawn)) <= set(SIZES["vocabulary"])
    assert Characters(SIZES["vocabulary"]).ids(drawn[0]) and drawn == text_samples.draw(model, 7)


def test_what_far_characters_tell_is_found_in_a_text_that_repeats_itself():
    """A model that knows a period of 160 characters once it has seen them, and else nothing."""
    ids = torch.randint(4, (161,), generator=torch.Generator().manual_seed(0))[:-1].repeat(9)

    class Knowing(SimpleNamespace):
        def log_likelihood(self, batch):
            known = torch.arange(batch.shape[1] - 1) >= 160
            return torch.where(known, 0.0, -1.0).expand(len(batch), -1)

    model = Knowing(config=SimpleNamespace(window=256))
    found = text_context.context(model, SimpleNamespace(validation=SimpleNamespace(ids=ids)))
    nats = found["nats_by_context"].value
    assert nats == pytest.approx([1.0] * 5 + [1.0] * 4 + [0.0] * 3)
    ranges = [range(32 * group + 1, 32 * group + 33) for group in range(1, 8)]  # as the figure's own words say
    assert "after 33 to 64, 65 to 96" in found["nats_by_context"].estimator.replace("characters after", "after")
    assert text_context.places(nats) == [1, 2, 4, 8, 16, *(sum(known) / 32 for known in ranges)]
    assert found["nats_far_context"].value == pytest.approx(1.0) and found["nats_far_context"].noise == 0


def test_groups_of_different_context_are_of_the_same_characters():
    ids = torch.arange(1 + 32 * 20)
    model = SimpleNamespace(config=SimpleNamespace(window=256), log_likelihood=lambda batch: -batch[:, 1:].double())
    _, blocks = text_context.by_context(model, ids)
    assert blocks.shape == (6, 8) and torch.equal(blocks, blocks[:, :1].expand(-1, 8))
