"""The table of generating models: what it takes from the cards, and that docs/results.md has it as it is."""

import json

import pytest
from table_bundles import entries, entry

import zoo
from training import __main__ as cli
from training import seeds, table, table_texts
from training.metrics.text_samples import of_seed
from zoo.errors import ZooError
from zoo.stores import BundledStore
from zoo.stores.files import WEIGHTS

JUDGED = {"frechet": 3.21987, "score": 9.5, "density": 0.91239, "coverage": 0.9, "digit_kl": 0.01234}
FLOORS = {
    "frechet_floor": 0.5,
    "score_floor": 9.9,
    "density_floor": 1.01,
    "coverage_floor": 0.97,
    "digit_kl_floor": 0.002,
}
MARKED = f"Above.\n\n{table.START}\nold\n{table.END}\n\nBelow.\n"


def rows(store: BundledStore) -> list[list[str]]:
    """The table's cells, without its head."""
    return [line.strip("| ").split(" | ") for line in table.table(store).split("\n")[2:]]


def test_each_figure_stands_in_its_column_with_its_bound(bundle):
    empty = {"no_digit": 0.12345, "no_digit_floor": 0.004}
    store = bundle("vae-20", entries(**JUDGED, **FLOORS, **empty) | {"nll_iw1000": entry(86.976, "<=")})
    model, real = rows(store)
    size = (store.resolve("vae-20") / "model.safetensors").stat().st_size / 1e6
    assert model == [
        "`vae-20`", "VAE, 20 latents", "≤ 86.98", "–", "3.22", "9.50", "0.912", "0.900", "0.123", "0.0123",
        f"{size:.1f}"
    ]  # fmt: skip
    assert real == ["real training images", "–", "–", "0.50", "9.90", "1.010", "0.970", "0.004", "0.0020", "–"]


def test_an_elbo_is_a_bound_from_the_other_side_and_the_tighter_bound_goes_first(bundle):
    bundle("a", {"elbo": entry(-90.35, ">="), "nll_iw1000": entry(86.98, "<=")})
    store = bundle("b", {"elbo": entry(-90.35, ">=")})
    assert [row[2] for row in rows(store)[:2]] == ["≤ 86.98", "≤ 90.35"]


@pytest.mark.parametrize(("values", "bound", "cell"), [
    ({"log_likelihood_ais": -95, "log_likelihood_ais_reverse": -99}, None, "95.00 to 99.00"),
    ({"log_likelihood_ais": -149.6, "log_likelihood_ais_reverse": -148.5}, None, "148.50 to 149.60"),
    ({"log_likelihood_ais": -95, "log_likelihood_ais_reverse": -99, "log_likelihood": -97.5}, None, "97.50"),
    ({"log_likelihood_bound": -95, "log_likelihood_bound_reverse": -99}, ">=", "≤ 95.00 to 99.00"),
    ({"log_likelihood_bound": -95}, ">=", "≤ 95.00"),
])  # fmt: skip
def test_what_is_estimated_from_two_sides_stands_there_with_both(bundle, values, bound, cell):
    store = bundle("machine", {name: entry(value, bound) for name, value in values.items()})
    assert rows(store)[0][2] == cell


def test_of_machines_it_is_told_how_many_digits_their_chains_show(bundle):
    shown = {"digits_in_200": 2, "digits_in_1000": 6, "digits_in_200_tempered": 5, "digits_in_1000_tempered": 9.5}
    bundle("rbm-pcd", {})
    store = bundle("rbm-500", entries(**shown))
    _, _, *machines = table.machines_table(store).split("\n")
    assert machines == ["| `rbm-500` | RBM, 500 hidden units | 2.0 | 6.0 | 5.0 | 9.5 |"]
    assert table.written(table.RESULTS, table.MACHINES_START, table.MACHINES_END) == table.machines_table()


def test_a_model_without_measured_samples_is_listed_all_the_same(bundle):
    first, second, real = rows(bundle("other", {}) and bundle("ae-32", entries(squared_error=7.591)))
    assert first[:4] == ["`ae-32`", "Autoencoder, 32 units", "–", "7.59"]  # recipes first, in their order
    assert second[:2] == ["`other`", "Another"] and set(second[2:-1]) == {"–"}
    assert real[0] == "real training images" and set(real[1:]) == {"–"}


def test_beside_a_figure_stands_its_spread_over_the_seeds(bundle):
    store = bundle("ae-32", entries(squared_error=7.591, frechet=430.0) | {"nll_iw1000": entry(87.1, "<=")})
    runs = [{"squared_error": 7.0, "nll_iw1000": 88.0}, {"squared_error": 8.0, "nll_iw1000": 90.0}]
    told = {"epochs": 50, "best_epoch": 50, "diverged": "", "seconds": 1.0, "device": "CPU", "commit": "x"}
    seeds.write(store.resolve("ae-32"), {"epochs": 50, "runs": [
        {"seed": seed, **told, "metrics": metrics} for seed, metrics in enumerate(runs)]})  # fmt: skip
    assert rows(store)[0][2:5] == ["≤ 87.10 (89.00 ± 1.41 of 2)", "7.59 (7.50 ± 0.71 of 2)", "430.00"]


def test_what_generates_no_images_is_not_listed(bundle):
    bundle("judge", entries(accuracy=0.99), kind="Judge")
    store = bundle("writer", entries(nats_per_character=1.5), kind="TextLM")
    assert [row[0] for row in rows(store)] == ["real training images"]


@pytest.mark.parametrize("other", [
    {"frechet_floor": entry(0.6)}, {"frechet_floor": entry(0.5, estimator="judge 00000000")},
])  # fmt: skip
def test_models_measured_by_different_judges_are_not_put_beside_each_other(bundle, other):
    bundle("a", entries(**JUDGED, **FLOORS))
    store = bundle("b", entries(**JUDGED, **FLOORS) | other)
    with pytest.raises(ZooError, match="a and b were not measured on the same images by the same judge"):
        table.table(store)


def test_models_trained_on_other_data_have_a_table_of_their_own(bundle, tmp_path):
    ours = {"frechet_floor": entry(0.75), "score_floor": entry(5.0)}
    bundle("vae-20", entries(**JUDGED, **FLOORS), data="binary_mnist")
    bundle("ae-32", entries(squared_error=7.591) | ours, data="drawn")
    bundle("ae-64", entries(**JUDGED, **FLOORS), data="mnist")
    store = bundle("vae-2", entries(squared_error=26.2) | ours, data="binary_drawn")
    mnist, caption, drawn = table.table(store).split("\n\n")
    assert caption == "Trained and measured on `drawn` instead of MNIST:"
    cells = [[line.strip("| ").split(" | ") for line in part.split("\n")[2:]] for part in (mnist, drawn)]
    assert [[row[0] for row in part] for part in cells] == [
        ["`ae-64`", "`vae-20`", "real training images"], ["`ae-32`", "`vae-2`", "real training images"]
    ]  # fmt: skip
    assert [part[-1][3:5] for part in cells] == [["0.50", "9.90"], ["0.75", "5.00"]]  # each by its own floor
    page = tmp_path / "results.md"
    page.write_text(MARKED)
    table.write(page, store)
    assert table.written(page) == table.table(store)


def test_within_other_data_the_judge_must_be_the_same(bundle):
    bundle("ae-32", entries(**FLOORS), data="drawn")
    store = bundle("ae-64", entries(**FLOORS) | {"frechet_floor": entry(0.6)}, data="drawn")
    with pytest.raises(ZooError, match="ae-32 and ae-64 were not measured on the same images by the same judge"):
        table.table(store)


def test_gans_trained_on_other_data_have_a_table_of_their_own(bundle):
    bundle("dcgan-32", entries(**JUDGED, **FLOORS), kind="DCGAN")
    store = bundle("sagan", entries(**JUDGED) | {"frechet_floor": entry(0.75)}, kind="DCGAN", data="drawn")
    played(store, "dcgan-32", recipe={"data": "mnist"})
    played(store, "sagan", recipe={"data": "drawn"})
    mnist, caption, drawn = table.gan_table(store).split("\n\n")
    assert "`drawn`" in caption and "`sagan`" not in mnist and mnist.count("\n") == len(GANS) + 1
    first, last = drawn.split("\n")[2:]
    assert first.startswith("| `sagan` |") and "| 0.75 |" in last


def test_writing_changes_what_is_between_the_markers_and_nothing_else(bundle, tmp_path):
    store, page = bundle("ae-32", entries(squared_error=7.591)), tmp_path / "results.md"
    page.write_text(MARKED)
    for _ in range(2):
        table.write(page, store)
        assert page.read_text() == MARKED.replace("old", table.table(store))
    assert table.written(page) == table.table(store)


@pytest.mark.parametrize("text", ["No markers.\n", f"{table.START}\n", f"{table.END}\n{table.START}\n"])
def test_a_page_without_its_markers_stays_as_it_is(bundle, tmp_path, text):
    store, page = bundle("ae-32", {}), tmp_path / "results.md"
    page.write_text(text)
    with pytest.raises(ZooError, match="no place for the table"):
        table.write(page, store)
    assert page.read_text() == text


GAN_MARKED = f"{MARKED}\n{table.GAN_START}\nold\n{table.GAN_END}\nEnd.\n"
GANS = table.family("gan")


def gan_rows(store: BundledStore) -> dict[str, list[str]]:
    """The cells of the GANs' table by the row's first."""
    found = [line.strip("|").split(" | ") for line in table.gan_table(store).split("\n")[2:]]
    return {cells[0].strip(): [cell.strip() for cell in cells[1:]] for cells in found}


def played(store: BundledStore, name: str, **training) -> None:
    """Give a checkpoint the record of a GAN's run."""
    last = {"real_accuracy": 0.875, "generated_accuracy": 0.9}
    record = {"epochs": 8, "seconds": 1200.0, "device": "CPU", "curves": {"train": [{}, last]}, "collapse": []}
    (store.resolve(name) / "training.json").write_text(json.dumps(record | training))


def test_a_gans_row_has_its_figures_and_how_its_run_went(bundle):
    shares = {f"digit_share_{digit}": 0.1 for digit in range(10)} | {"digit_share_7": 0.0561}
    store = bundle("sagan", entries(**JUDGED, **FLOORS, **shares, copied=0.0123, background=0.0407, judged_sure=0.9234,
                                     judged_sure_floor=0.9876, no_digit=0.0345, no_digit_floor=0.0044),
                   kind="DCGAN")  # fmt: skip
    played(store, "sagan", best_epoch=5, collapse=[{"epoch": 2, "warning": "W."}])
    found = gan_rows(store)
    assert found["`sagan`"][1:] == [
        "8; kept: 5", "20 (CPU)", "3.22", "0.900", "92.3%", "3.5%", "0.912", "0.0123", "0.041", "5.6% (7)", "1.23%",
        "88%, 90%", "until epoch 2",
    ]  # fmt: skip
    assert found[""] == [
        "real training images",
        "–",
        "–",
        "0.50",
        "0.970",
        "98.8%",
        "0.4%",
        "1.010",
        "0.0020",
        *["–"] * 5,
    ]


def test_a_card_from_before_a_figure_came_stands_beside_those_that_have_it(bundle):
    bundle("dcgan", entries(**JUDGED, **FLOORS), kind="DCGAN")
    store = bundle("sagan", entries(**JUDGED, **FLOORS, judged_sure=0.9, judged_sure_floor=0.98), kind="DCGAN")
    for name in ("dcgan", "sagan"):
        played(store, name)
    found = gan_rows(store)
    assert [found[row][5] for row in ("`dcgan`", "`sagan`", "")] == ["–", "90.0%", "98.0%"]


def test_each_gan_has_a_row_and_a_head_for_each_cell(bundle):
    store = bundle("dcgan", {}, kind="DCGAN")
    played(store, "dcgan")
    found = gan_rows(store)
    assert list(found) == [*(f"`{name}`" for name in GANS), ""]
    assert {len(cells) for cells in found.values()} == {table.GAN_HEAD.split("\n")[0].count("|") - 2}
    assert set(found["`wgan-gp`"][1:]) == {"–"} and found["`dcgan`"][-1] == "no"


@pytest.mark.parametrize(("epoch", "cell"), [(8, "at the end"), (7, "until epoch 7")])
def test_a_collapse_stands_in_the_table(bundle, epoch, cell):
    store = bundle("dcgan-32-g2", {}, kind="DCGAN")
    played(store, "dcgan-32-g2", collapse=[{"epoch": epoch, "warning": "W."}])
    assert gan_rows(store)["`dcgan-32-g2`"][-1] == cell


@pytest.mark.parametrize(("collapse", "cell"), [
    ([], "diverged after epoch 8"), ([{"epoch": 3, "warning": "W."}], "until epoch 3, diverged after epoch 8"),
])  # fmt: skip
def test_a_run_that_diverged_does_not_read_as_healthy(bundle, collapse, cell):
    store = bundle("wgan-gp", {}, kind="DCGAN")
    played(store, "wgan-gp", collapse=collapse, diverged="The training diverged: the loss reached nan.")
    assert gan_rows(store)["`wgan-gp`"][-1] == cell


def test_a_record_without_weights_has_no_size(bundle):
    store = bundle("dcgan", entries(**JUDGED, **FLOORS), kind="DCGAN")
    (store.resolve("dcgan") / WEIGHTS).unlink()
    assert rows(store)[0][:5] == ["`dcgan`", "DCGAN, 64×64", "–", "–", "3.22"] and rows(store)[0][-1] == "–"


def test_both_tables_are_written_where_both_have_their_markers(bundle, tmp_path):
    store, page = bundle("ae-32", entries(squared_error=7.591)), tmp_path / "results.md"
    page.write_text(GAN_MARKED)
    for _ in range(2):
        table.write(page, store)
        first, second = table.table(store), table.gan_table(store)
        assert page.read_text() == GAN_MARKED.replace("old", first, 1).replace("old", second, 1)
    assert table.written(page, table.GAN_START, table.GAN_END) == table.gan_table(store)


def test_damaged_metrics_are_named(bundle):
    store = bundle("ae-32", {})
    (store.resolve("ae-32") / "metrics.json").write_text("{")
    with pytest.raises(ZooError, match=r"metrics\.json is missing or damaged"):
        table.table(store)


def command(monkeypatch, *arguments: str) -> int:
    """The exit code of ``python -m training table``."""
    monkeypatch.setattr("sys.argv", ["training", "table", *arguments])
    with pytest.raises(SystemExit) as stop:
        cli.main()
    return stop.value.code


def test_the_command_prints_or_writes(monkeypatch, capsys, tmp_path):
    page = tmp_path / "results.md"
    page.write_text(MARKED)
    monkeypatch.setattr(table, "RESULTS", page)
    assert command(monkeypatch) in (0, None)
    assert capsys.readouterr().out.strip() == table.table() and page.read_text() == MARKED
    assert command(monkeypatch, "--family", "gan") in (0, None)
    assert capsys.readouterr().out.strip() == table.gan_table()
    assert command(monkeypatch, "--family", "text") in (0, None)
    assert capsys.readouterr().out.strip() == table.text_table()
    monkeypatch.setattr(table_texts, "SEEDS", [3])
    monkeypatch.setattr(table_texts, "LENGTH", 20)
    assert command(monkeypatch, "--family", "samples") in (0, None)
    assert capsys.readouterr().out.strip() == table.samples_table()
    assert command(monkeypatch, "--family", "bee") == command(monkeypatch, "--write", "--store", "bundled") == 2
    assert command(monkeypatch, "--write") in (0, None)
    assert table.written(page) == table.table()


def test_the_results_page_has_the_tables_that_the_command_makes():
    assert table.written(table.RESULTS) == table.table(), "run: python -m training table --write"
    if table.GAN_START in table.RESULTS.read_text():
        assert table.written(table.RESULTS, table.GAN_START, table.GAN_END) == table.gan_table()
    if table.TEXT_START in table.RESULTS.read_text():
        assert table.written(table.RESULTS, table.TEXT_START, table.TEXT_END) == table.text_table()
    if table.SAMPLES_START in table.RESULTS.read_text():
        store = BundledStore()
        model = zoo.load_folder(store.resolve(table_texts.best(store).name))
        first = table_texts.line("1", table_texts.shown(of_seed(model, 1, table_texts.LENGTH)))
        assert first in table.written(table.RESULTS, table.SAMPLES_START, table.SAMPLES_END).split("\n")
