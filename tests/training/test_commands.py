"""``python -m training``: the commands that only report or rewrite, down to the figures that they print."""

from dataclasses import replace

import pytest
from small import quick

from training import bench, describing, pipeline, recipes, seeds
from training.options import console
from training.recipes import RECIPES
from zoo import questions, why
from zoo.stores import BundledStore, open_store
from zoo.twist.bleu import score


def test_a_dry_run_says_what_would_be_done(run, tmp_path):
    where = ("--store", str(tmp_path / "store"))
    said = " ".join(run("train", "vae-2", "--dry-run", "--device", "cpu", *where)[1].split())
    assert "device cpu, 300 epochs of 128" in said
    code, out, _ = run("train", "vae-2", "--dry-run", "--data", "drawn", "--epochs", "7", *where)
    said = " ".join(out.split())
    assert code == 0 and "vae-2: VAE, 2 latents" in said and "data drawn, " in said and "7 epochs of 128" in said
    assert str(tmp_path / "store") in out.replace("\n", "")


@pytest.mark.parametrize("given", [None, 7])
def test_further_seeds_run_for_as_long_as_the_checkpoint_or_as_is_said(run, tmp_path, monkeypatch, given):
    monkeypatch.setenv("ZOO_STORE", str(tmp_path / "store"))
    asked = []

    def add(recipe, seed, found, target, epochs, device, **report):
        asked.append((recipe.name, seed, found.source, target.uri, epochs, device))
        return "0123456789" * 4 if seed == 95 else None

    monkeypatch.setattr(seeds, "add", add)
    length = ("--epochs", str(given)) if given else ()
    code, out, _ = run("seeds", "ae-32", "95", "96", "--device", "cpu", "--workers", "1", *length)
    epochs = given or seeds.length(BundledStore().checkpoint("ae-32"), RECIPES["ae-32"])
    assert asked == [("ae-32", seed, "bundled", str(tmp_path / "store"), epochs, "cpu") for seed in (95, 96)]
    said = " ".join(out.split())
    assert code == 0 and "as revision 01234567." in said and "Seed 96 of ae-32 already exists." in said


def test_words_of_some_checkpoints_or_all_of_a_store(run, tmp_path, monkeypatch):
    store = open_store(str(tmp_path))
    for name in ("ae-32", "vae-2"):
        store.push(BundledStore().resolve(name), name, "as it was")
        monkeypatch.setitem(recipes.RECIPES, name, replace(RECIPES[name], title=f"Another {name}"))

    def changed() -> list[bool]:
        return ["# Another" in (store.resolve(name) / "README.md").read_text() for name in ("ae-32", "vae-2")]

    def pushed(out: str) -> int:
        return " ".join(out.split()).count("as revision")

    code, _, error = run("words", "--store", store.uri)
    assert code == 2 and "names of checkpoints, or --all" in error.replace("\n", " ") and changed() == [False, False]
    code, out, _ = run("words", "vae-2", "--store", store.uri)
    assert (code, pushed(out), changed()) == (0, 1, [False, True])
    code, out, _ = run("words", "--all", "--store", store.uri)
    assert (code, pushed(out), changed()) == (0, 2, [True, True])


def test_the_bench_tells_each_time_of_an_epoch_and_how_many_times_the_floor_it_is(run, monkeypatch):
    asked, times = [], {"DataLoader": 6.0, "this loop": 2.0, bench.FLOOR: 1.6}
    monkeypatch.setitem(recipes.RECIPES, "ae-32", quick(RECIPES["ae-32"], epochs=50, size=200))
    monkeypatch.setattr(bench, "compare", lambda recipe, epochs: asked.append((recipe.name, epochs)) or times)
    monkeypatch.setattr(bench, "hindrance", lambda device: "There is no compiler.")
    code, out, _ = run("bench", "--epochs", "5", "--threads", "1")
    lines = [" ".join(line.split()) for line in out.splitlines()]
    assert code == 0 and asked == [("ae-32", 5)]
    assert lines == [
        "ae-32, batch 256, 1 thread, best of 5 epochs",
        "seconds an epoch all epochs speed times the floor",
        "DataLoader 6.00 300 33 images/s 3.75",
        "this loop 2.00 100 100 images/s 1.25",
        "floor 1.60 80 125 images/s 1.00",
        "There is no compiler.",
    ]


def test_a_question_is_answered_with_the_figures_of_its_models(run):
    code, out, _ = run("question", "units")
    said, asked = " ".join(out.split()), questions.question("units")
    found, tried = (
        {name: read(BundledStore().resolve(name)) for name in asked.models}
        for read in (questions.evidence, why.experiments)
    )
    answered = questions.answered(asked, found, tried)
    assert code == 0 and all(answered[part] in said for part in ("title", "answer", "why"))
    assert all(name in said for name in asked.models) and "(nats per image)" in said
    assert next(filter(None, answered["rows"][0]["values"])) in said
    code, _, error = run("question", "meaning")
    assert code == 2 and all(each.name in error for each in questions.QUESTIONS)


def test_a_question_is_not_answered_from_a_card_that_does_not_hold(run, monkeypatch):
    asked = []
    monkeypatch.setattr(pipeline, "evaluate", lambda recipe, folder: asked.append(recipe.name) or ({}, ["it is off"]))
    code, out, error = run("question", "units", "--evaluate")
    assert code == 1 and asked == ["rbm"] and not out.strip()
    assert "The card of rbm does not match its checkpoint: it is off." in error
    monkeypatch.setattr(pipeline, "evaluate", lambda recipe, folder: asked.append(recipe.name) or ({}, []))
    code, out, _ = run("question", "units", "--evaluate")
    assert code == 0 and asked == ["rbm", *questions.question("units").models]
    assert all(f"Every number on the card of {name} matches." in out for name in asked)


@pytest.mark.parametrize("family", ["", "gan", "text"])
def test_a_table_is_of_the_store_that_is_named(run, tmp_path, family):
    empty = run("table", "--family", family, "--store", str(tmp_path / "store"))[1]
    whole = run("table", "--family", family)[1]
    assert ("| real" in whole and len(empty.splitlines()) < len(whole.splitlines())) or family == "gan"
    assert "0.9" in whole and "0.9" not in empty


@pytest.mark.parametrize("beside", [False, True])
def test_what_is_measured_again_and_where(run, tmp_path, monkeypatch, beside):
    asked = []
    monkeypatch.setattr(pipeline, "choose_device", lambda name="auto": f"the {name}")
    monkeypatch.setattr(
        pipeline, "measure", lambda recipe, folder, *to: asked.append((recipe, folder, *to)) or "1" * 40
    )
    monkeypatch.setattr(describing, "write", lambda recipe, found, *to: asked.append((recipe, found, *to)) or "2" * 40)
    where = "--store", str(tmp_path), "--device", "gpu"
    store, bundled = open_store(str(tmp_path)), BundledStore().checkpoint("ae-32")
    store.push(bundled.folder, "ae-32", "for a test")
    code, out, _ = run("measure", "ae-32", *where, *(("--beside",) if beside else ()))
    ((recipe, found, target, device),) = asked
    assert code == 0 and ("22222222" if beside else "11111111") in out
    assert (recipe, target.uri, device) == (RECIPES["ae-32"], store.uri, "the gpu")
    assert (found.folder if beside else found) == store.resolve("ae-32")


def test_the_list_has_where_each_recipe_has_a_checkpoint_in_a_narrow_window_too(run, tmp_path, monkeypatch):
    monkeypatch.setattr(console, "width", 80)
    store = open_store(str(tmp_path))
    revision = store.push(BundledStore().resolve("ae-32"), "ae-32", "for a test")
    rows = {line.split()[0]: line.split()[-2:] for line in run("list", "--store", store.uri)[1].splitlines()}
    assert rows["recipe"] == ["store", "bundled"]
    assert rows["ae-32"] == [revision[:7], BundledStore().revision("ae-32")[:7]]
    assert rows["vae-2"] == ["-", BundledStore().revision("vae-2")[:7]] and rows["vae-2-plain"] == ["-", "-"]
    once = run("list", "--store", "bundled")[1]
    assert once.split()[:3] == ["recipe", "what", "bundled"] and once.count(BundledStore().revision("ae-32")[:7]) == 1


def test_the_twist_is_scored_as_it_is_and_modernised(run, tmp_path):
    (tmp_path / "original.txt").write_text("Thou art mad, my lord.\nHe loveth thee not at all.\n", encoding="utf-8")
    (tmp_path / "modern-1.txt").write_text("You are mad, my lord.\nHe does not love you at all.\n", encoding="utf-8")
    code, out, _ = run("twist-score", str(tmp_path))
    lines, found = [line.strip() for line in out.splitlines()], score(tmp_path)
    assert code == 0 and "2 sentences, 1 references" in " ".join(lines) and found.as_is < found.twisted
    assert [line.split()[-1] for line in lines if line.startswith(("as it is", "modernised"))] == [
        f"{found.as_is:.1f}", f"{found.twisted:.1f}"]  # fmt: skip


def test_the_lexicon_of_the_twist_is_written_where_it_is_asked_for(run, tmp_path):
    (tmp_path / "play.txt").write_text("I love the king. They love a jest. My love is great. " * 2, encoding="utf-8")
    (tmp_path / "words").write_text("kinge\n", encoding="utf-8")
    into = tmp_path / "lexicon"
    code, out, _ = run("twist-lexicon", str(tmp_path), "--dictionary", str(tmp_path / "words"), "--into", str(into))
    parts, words = ((into / name).read_text().splitlines() for name in ("parts.tsv", "vocabulary.txt"))
    known = [word for line in words[1:] for word in line.split()]
    said = f"{len(parts) - 1} words have counts and {len(known)} are known, in {into}."
    assert code == 0 and "".join(said.split()) in "".join(out.split()) and "kinge" in known
