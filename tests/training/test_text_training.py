"""The Shakespeare text as training data, what the page is told of a text model, and the loop beside the usual one."""

from dataclasses import replace

import pytest
import torch
from lively import CONFIG, lively
from small import fresh, quick

from training import bench, pipeline
from training.data import corpus, row, texts
from training.data.texts import SHORTEST, WINDOW, Passages
from training.metrics import codes_text
from training.recipes import RECIPES
from zoo.errors import ZooError
from zoo.models.characters import SHAKESPEARE, Characters

CHARACTERS = Characters(SHAKESPEARE)


@pytest.fixture(scope="module")
def data(real_text):
    return texts.shakespeare()


def said(ids: torch.Tensor) -> list[str]:
    return [CHARACTERS.text(row) for row in ids.tolist()]


def test_the_parts_are_the_first_nine_tenths_and_the_rest(data):
    train, validation = corpus.parts()
    assert (len(train), len(train + validation)) == (1_003_854, 1_115_394)
    assert data.train.text() == train and data.validation.text() == validation
    assert (len(data.train), len(data.validation)) == (3921, 435) and data.test is data.validation
    assert data.train.shifted and not data.validation.shifted


def test_validation_blocks_are_the_text_each_behind_the_character_before(data):
    train, validation = corpus.parts()
    blocks = said(data.validation.blocks())
    assert "".join(block[1:] for block in blocks) == validation[: 435 * WINDOW]
    assert [block[0] for block in blocks] == [train[-1], *validation[WINDOW - 1 : -WINDOW : WINDOW]][:435]
    index = torch.tensor([3, 0, 434])
    assert said(data.validation.batch(index)) == [blocks[number] for number in index]


def test_training_passages_are_pieces_of_the_text_many_of_them_from_a_lines_start(data):
    torch.manual_seed(1)
    train = "\n" + corpus.parts()[0]
    lengths, starts, index = set(), [], torch.arange(len(data.train))
    for _ in range(40):
        batch = said(data.train.batch(index[torch.randperm(len(index))[:50]]))
        assert all(passage in train for passage in batch) and len({len(passage) for passage in batch}) == 1
        lengths.add(len(batch[0]) - 1)
        starts += [passage[0] == "\n" for passage in batch]
    assert max(lengths) == WINDOW and SHORTEST <= min(lengths) < WINDOW and len(lengths) > 4
    assert 0.45 < sum(starts) / len(starts) < 0.65


def test_each_training_passage_begins_within_its_block_or_with_the_line_there(data, monkeypatch):
    monkeypatch.setattr(texts, "SHORTENED", 0.0)
    torch.manual_seed(2)
    train, index = data.train, torch.arange(len(data.train))
    for share, behind in ((0.0, 0), (1.0, 1)):
        monkeypatch.setattr(row, "AT_LINES", share)
        starts = train._shifted(index * WINDOW)
        assert (starts <= index * WINDOW + WINDOW - 1).all() and starts.max() <= len(train.ids) - 1 - WINDOW
        late = starts[:-1] >= index[:-1] * WINDOW
        assert late.all() if not behind else 0.5 < late.float().mean() < 1
        assert (train.ids[starts] == 0).float().mean() > 0.98 * behind


def test_the_first_passages_are_the_first_of_the_text(data):
    part = data.train.head(7)
    assert len(part) == 7 and part.shifted and part.text() == corpus.parts()[0][: 7 * WINDOW]


def test_words_are_of_the_training_texts_vocabulary(real_text):
    data = texts.shakespeare_words()
    vocabulary = data.train.vocabulary
    assert len(vocabulary) == texts.WORDS == RECIPES["shakespeare-words"].config.words
    assert vocabulary == texts.vocabulary(corpus.parts()[0], texts.WORDS)
    assert data.validation.vocabulary == vocabulary and data.train.ids.max() < texts.WORDS
    start = [vocabulary[number] for number in data.train.batch(torch.arange(6))]
    assert start == ["First", "Citizen", ":", "\n", "Before", "we"]
    unknown = (data.validation.ids == 0).float().mean()
    assert 0.01 < unknown < 0.2 and (data.train.ids == 0).float().mean() < unknown
    assert (data.train.text(), data.validation.text()) == corpus.parts()
    assert len(data.train.head(9)) == 9 and corpus.parts()[0].startswith(data.train.head(9).text())


def test_what_is_not_the_text_is_named(tmp_path, monkeypatch):
    monkeypatch.setenv("ZOO_DATA", str(tmp_path))
    with pytest.raises(ZooError, match=r"no Shakespeare text at .*download .*or set ZOO_DATA"):
        corpus.corpus()
    (tmp_path / "shakespeare").mkdir()
    (tmp_path / corpus.FILE).write_text("To be, or not to be")
    with pytest.raises(ZooError, match="is not the tinyshakespeare text"):
        texts.shakespeare()


def test_a_text_that_is_missing_is_downloaded(host, tmp_path, monkeypatch, real_text):
    content = real_text.encode()
    monkeypatch.setenv("ZOO_DATA", str(tmp_path / "data"))
    monkeypatch.setattr(corpus, "SOURCE", host("input.txt", content))
    assert len(texts.shakespeare().validation) == 435
    assert (tmp_path / "data" / corpus.FILE).read_bytes() == content


@pytest.mark.parametrize("path", ["input.txt", "nowhere.txt"])
def test_a_download_that_fails_or_brings_another_text_leaves_nothing(host, tmp_path, monkeypatch, path):
    monkeypatch.setenv("ZOO_DATA", str(tmp_path / "data"))
    monkeypatch.setattr(corpus, "SOURCE", host("input.txt", b"<html>log in first</html>").replace("input.txt", path))
    with pytest.raises(ZooError, match=r"could not be downloaded \(.*(another text|404).*save http"):
        texts.shakespeare()
    assert not (tmp_path / "data" / corpus.FILE).exists()


def test_the_lines_are_verses_from_all_of_the_text(data):
    lines = codes_text.verses(data.train.text())
    assert len(lines) == len(set(lines)) == codes_text.LINES
    assert all(SHORTEST <= len(line) <= 60 and not line.endswith(":") and "\n" not in line for line in lines)
    text = data.train.text()
    places = [text.index(line) for line in lines]
    assert places == sorted(places) and places[0] < 5000 and places[-1] > 990_000
    assert codes_text.verses("too short\nROMEO, and many words behind him:\n" + "x" * 61) == []


@torch.no_grad()
def test_the_lines_codes_are_their_posterior_means():
    model = lively(replace(CONFIG, window=80))
    lines = ["It is the east, and Juliet is the sun.", "But, soft! what light through yonder window breaks?"] * 20
    codes = codes_text.read(model, lines)
    for line, code in zip(lines[:2], codes, strict=False):
        alone = model.encode(torch.tensor([CHARACTERS.ids(line)])).mean[0]
        torch.testing.assert_close(code, alone, rtol=1e-4, atol=1e-5)
    assert codes.shape == (40, 3) and torch.allclose(codes[0], codes[38], atol=1e-5)


def test_a_model_without_latents_has_nothing_to_tell_of_them(data):
    recipe = fresh(RECIPES["shakespeare-lm"])
    assert recipe.describe(recipe.build("cpu").eval(), data) == {}


def test_the_vaes_differ_from_the_language_model_by_their_latents_only():
    lm, vae, large = (RECIPES[f"shakespeare-{name}"] for name in ("lm", "vae", "vae-large"))
    shared = {name for name in vars(lm.config) if name != "dropout"}
    assert all(getattr(lm.config, name) == getattr(vae.config, name) for name in shared)
    assert lm.batch_size == vae.batch_size and RECIPES[vae.start].start == lm.name
    assert (large.config.layers, large.config.width) == (6, 384)
    assert RECIPES[RECIPES[large.start].start].config.width == 384
    decoders = [fresh(replace(recipe)).build("cpu").decoder.state_dict() for recipe in (lm, vae)]
    assert {name for name in decoders[1] if ".tell." not in name} == decoders[0].keys()


@pytest.mark.parametrize("name", ["shakespeare-lm", "shakespeare-vae", "shakespeare-words"])
def test_both_loops_of_the_bench_run_on_a_text(name, monkeypatch):
    monkeypatch.setattr(bench, "TEXT_BATCHES", 2)
    recipe = replace(quick(RECIPES[name], size=40), batch_size=16)
    assert bench.check(recipe) is None and bench.timed(recipe, recipe.data("cpu").train) == 32
    monkeypatch.setattr(bench, "hindrance", lambda device: "Compiling takes too long for a test.")
    assert all(seconds > 0 for seconds in bench.compare(recipe, 1).values())


@pytest.mark.parametrize(("name", "unit"), [("shakespeare-lm", "characters"), ("shakespeare-words", "words")])
def test_both_loops_of_the_bench_see_the_same_amount_of_text(name, unit, monkeypatch):
    """Batches of whole passages in both, and as many before the clock is started."""
    monkeypatch.setattr(bench, "TEXT_BATCHES", 3)
    recipe, seen = replace(quick(RECIPES[name], size=200), batch_size=16), {"ours": [], "usual": []}
    model = type(recipe.build("cpu"))
    losses = model.losses
    for which in seen:
        monkeypatch.setattr(model, "losses", lambda self, x, at=seen[which]: at.append(x.shape) or losses(self, x))
        getattr(bench, which)(recipe)
    assert seen["ours"] == seen["usual"] and len(seen["ours"]) == bench.WARM + 3
    assert bench.speed(recipe, 2.0) == f"{200 * (WINDOW if unit == 'characters' else 1) / 2:,.0f} {unit}/s"


def test_a_quarter_of_the_batches_has_shorter_passages_and_of_short_passages_all_have():
    torch.manual_seed(3)
    ids = torch.arange(1 + 3 * WINDOW) % 65
    whole = [Passages(ids, shifted=True)._length() == WINDOW for _ in range(2000)]
    assert sum(whole) / 2000 == pytest.approx(0.75, abs=0.04)
    short = Passages(ids, shifted=True, short=True)
    assert {short._length() for _ in range(2000)} == set(range(32, 65))
    assert 33 <= short.batch(torch.tensor([0, 1])).shape[1] <= 65


def test_the_first_stages_text_is_the_same_with_short_passages(data):
    found = texts.shakespeare_short()
    assert found.train.short and found.train.shifted and not data.train.short and not found.validation.short
    assert torch.equal(found.train.ids, data.train.ids) and torch.equal(found.validation.ids, data.validation.ids)


def test_shorter_passages_are_trained_on_too():
    ids = torch.arange(1 + 3 * WINDOW) % 65
    lengths = {Passages(ids, shifted=True).batch(torch.tensor([0, 1, 2])).shape[1] for _ in range(60)}
    assert WINDOW + 1 in lengths and min(lengths) > SHORTEST


def test_a_text_vae_that_was_killed_ends_with_the_same_weights_and_settled_codes(tmp_path, home):
    recipe = replace(quick(RECIPES["shakespeare-vae"], epochs=2, size=40), batch_size=16, half=False)
    data = recipe.data("cpu")

    def kill(*_) -> None:
        raise KeyboardInterrupt

    whole, *_ = pipeline.fit(recipe, data, tmp_path / "whole", "cpu", resume=False)
    with pytest.raises(KeyboardInterrupt):
        pipeline.fit(recipe, data, tmp_path / "part", "cpu", resume=False, on_epoch=kill)
    part, *_ = pipeline.fit(recipe, data, tmp_path / "part", "cpu", resume=True)
    expected = whole.state_dict()
    assert all(torch.equal(tensor, expected[name]) for name, tensor in part.state_dict().items())
    part.settle(data.train)
    assert all(torch.equal(tensor, expected[name]) for name, tensor in part.state_dict().items())


@pytest.mark.parametrize(("name", "why"), [
    ("shakespeare-vae-short", "trains all of a model; choose shakespeare-vae"),
    ("shakespeare-lm-subwords", "trains all weights with Adam; choose shakespeare-lm"),
])  # fmt: skip
def test_the_bench_refuses_a_step_that_the_usual_loop_does_not_make(name, why):
    with pytest.raises(ZooError, match=why):
        bench.check(RECIPES[name])
