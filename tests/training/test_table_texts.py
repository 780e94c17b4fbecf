"""The tables of models of text: what they take from the cards, and that the texts in them are the page's."""

import json
import re
import shutil
from pathlib import Path

import pytest
import text_models
from table_bundles import entries, entry

from tabs.shakespeare.write import written_on
from tabs.shared.pieces import whole
from training import table, table_texts
from training.metrics.text_samples import COOL, of_seed
from zoo.errors import ZooError
from zoo.stores import BundledStore, open_store
from zoo.stores.files import WEIGHTS

TEXT = {"nats_per_character": 1.6512, "nats_per_character_iw": 1.6321, "kl_per_passage": 8.126, "active_units": 29,
        "read_back": 0.875, "known_words": 0.9312, "known_words_cool": 0.9531, "copied_8": 0.0021,
        "copied_8_cool": 0.02, "distinct_2": 0.7312, "judged_perplexity": 1200.0, "judged_perplexity_cool": 600.0,
        "judged_perplexity_plays": 250.0}  # fmt: skip
FLOORS = {"known_words_floor": 0.971, "copied_8_floor": 0.0102, "distinct_2_floor": 0.812,
          "judged_perplexity_floor": 800.0, "judged_perplexity_plays_floor": 200.0}  # fmt: skip
MARKED = f"{table.START}\n{table.END}\n{table.TEXT_START}\nold\n{table.TEXT_END}\nEnd.\n"
DIALS = Path(table.__file__).parents[1] / "assets" / "shakespeare" / "models.js"


def rows(store: BundledStore) -> list[list[str]]:
    """The cells of the table of text models, without its head."""
    return [line.strip("| ").split(" | ") for line in table.text_table(store).split("\n")[2:]]


def test_a_row_has_the_figures_with_their_bounds_and_those_of_samples_at_both_temperatures(bundle):
    bounded = {name: entry(value, "<=" if "nats" in name else None) for name, value in (TEXT | FLOORS).items()}
    store = bundle("shakespeare-vae", bounded, kind="TextVAE")
    training = {"seconds": 1200.0, "device": "CPU", "title": "Shakespeare VAE"}
    (store.resolve("shakespeare-vae") / "training.json").write_text(json.dumps(training))
    (row, real), size = rows(store), (store.resolve("shakespeare-vae") / WEIGHTS).stat().st_size / 1e6
    assert row == ["`shakespeare-vae`", "Shakespeare VAE", "20 (CPU)", "≤ 1.651", "≤ 1.632", "8.13", "29", "87.5%",
                   "93.1%, 95.3%", "0.21%, 2.00%", "0.731", "1.50 ×, 0.75 ×", "1.25 ×", f"{size:.1f}"]  # fmt: skip
    assert real == [
        "real text, for models of tinyshakespeare",
        *["–"] * 6,
        "97.1%",
        "1.02%",
        "0.812",
        "800",
        "200",
        "–",
    ]
    assert len(row) == table_texts.HEAD.split("\n")[0].count("|") - 1


def test_only_models_of_text_are_in_their_table_in_the_recipes_order(bundle):
    bundle("shakespeare-vae", entries(**TEXT), kind="TextVAE")
    bundle("shakespeare-words", {}, kind="WordVAE")
    store = bundle("ae-32", entries(squared_error=7.591))
    assert [row[0] for row in rows(store)[:-1]] == ["`shakespeare-words`", "`shakespeare-vae`"]
    assert set(rows(store)[0][3:-1]) == {"–"}
    empty = BundledStore(store.root.parent / "none")
    assert [row[0] for row in rows(empty)] == ["real text, for models of tinyshakespeare"]


def test_models_measured_on_different_texts_are_not_put_beside_each_other(bundle):
    bundle("shakespeare-lm", entries(**TEXT, **FLOORS), kind="TextLM")
    store = bundle("shakespeare-vae", entries(**TEXT, **FLOORS | {"distinct_2_floor": 0.9}), kind="TextVAE")
    with pytest.raises(ZooError, match="shakespeare-lm and shakespeare-vae were not measured on the same text"):
        table.text_table(store)


def test_models_trained_on_more_text_have_a_row_of_real_text_of_their_own(bundle):
    bundle("shakespeare-lm", entries(**TEXT, **FLOORS), kind="TextLM", data="shakespeare")
    more = FLOORS | {"known_words_floor": 0.99}
    store = bundle("shakespeare-lm-subwords", entries(**TEXT, **more), kind="SubwordLM", data="plays")
    *_, first, second = rows(store)
    assert (first[0], first[7]) == ("real text, for models of tinyshakespeare", "97.1%")
    assert (second[0], second[7]) == ("real text, for models of 35 plays", "99.0%")


def test_the_table_is_written_where_it_has_its_markers(bundle, tmp_path):
    store, page = bundle("shakespeare-vae", entries(**TEXT), kind="TextVAE"), tmp_path / "results.md"
    page.write_text(MARKED)
    for _ in range(2):
        table.write(page, store)
        assert table.written(page, table.TEXT_START, table.TEXT_END) == table.text_table(store)
        assert page.read_text().startswith(f"{table.START}\n{table.table(store)}\n{table.END}\n")
        assert page.read_text().endswith(f"{table.TEXT_END}\nEnd.\n")


# ---- texts
@pytest.mark.parametrize("name", ["shakespeare-lm", "shakespeare-vae", "shakespeare-lm-subwords"])
def test_the_text_of_a_seed_is_the_one_that_the_page_writes(name):
    model = text_models.build(name)
    dials = {"temperature": COOL, "top_p": 0.95 if "subwords" in name else 1}
    page = whole(written_on(model, {"seed": 7} | dials, 90))["text"]
    assert of_seed(model, 7, 90) == page[:90] and of_seed(model, 8, 90) != page[:90]


def test_the_temperature_is_that_at_which_the_pages_dials_stand_at_first():
    dials = re.search(r"natural = .*?;", DIALS.read_text(), re.DOTALL).group()
    assert re.findall(r"temperature: (.+),\n *top_k: (.+),\n *top_p: (.+),", dials) == [
        (str(COOL), "0", "model?.top_p ?? 1")
    ]


def test_the_table_of_texts_is_of_the_model_that_has_the_fewest_nats_of_the_whole_text(tmp_path, monkeypatch):
    """Those of speeches, which are given the speaker, and those of single words do not count."""
    store = open_store(str(tmp_path / "store"))
    for name, nats, data in (("shakespeare-lm", 1.5, "shakespeare"), ("shakespeare-lm-subwords", 1.3, "plays"),
                             ("shakespeare-vae", 1.1, "speeches"), ("shakespeare-words", 1.2, "")):  # fmt: skip
        folder = text_models.write(text_models.build(name), tmp_path / name, name)
        for file, change in (("metrics", entries(nats_per_character=nats)), ("training", {"recipe": {"data": data}})):
            path = folder / f"{file}.json"
            path.write_text(json.dumps(json.loads(path.read_text()) | change))
        store.push(folder, name, "for a test")
    monkeypatch.setattr(table_texts, "LENGTH", 40)
    said, _, _, _, *texts = table.samples_table(store).split("\n")
    assert said.startswith(f"`shakespeare-lm-subwords` at temperature {COOL} and top-p 0.95, the first 40 characters")
    model = text_models.build("shakespeare-lm-subwords")
    assert texts == [f"| {seed} | {table_texts.shown(of_seed(model, seed, 40))} |" for seed in range(1, 10)]
    assert len(set(texts)) == 9
    shutil.rmtree(tmp_path / "store")
    with pytest.raises(ZooError, match="no model of text to write with; train one"):
        table.samples_table(store)


def test_a_text_in_a_cell_has_no_marks_that_mean_something_to_markdown():
    assert table_texts.shown("\nO, *who*'s |there|?\nI--am_<b>\n") == (
        "O, &#42;who&#42;'s &#124;there&#124;?<br>I--am&#95;&#60;b&#62;")  # fmt: skip
