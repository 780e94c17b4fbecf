"""``python -m training``: exit codes, and one plain sentence for whatever goes wrong."""

import pytest

from training import pipeline
from training.recipes import RECIPES
from zoo.stores import BundledStore, open_store
from zoo.stores.bundled import BUNDLE
from zoo.stores.files import list_files


def test_help_and_list(run):
    assert run("--help")[0] == 0
    code, out, _ = run("list")
    assert code == 0 and all(name in out for name in RECIPES)


@pytest.mark.parametrize("arguments", [
    ("train",), ("train", "no-such"), ("train", "vae-2", "--epochs", "0"), ("train", "vae-2", "--epochs", "x"),
    ("paint",), ("push", "vae-2"), ("evaluate", "../x"),
    ("train", "vae-2", "--device", "abacus"), ("list", "--store", "ftp://x"),
])  # fmt: skip
def test_bad_usage_exits_2(run, arguments):
    code, _, error = run(*arguments)
    assert code == 2 and "Traceback" not in error


def test_an_unknown_recipe_says_which_exist(run):
    _, _, error = run("train", "no-such")
    assert all(name in error for name in RECIPES)


def test_a_dry_run_does_nothing(run, tmp_path):
    code, out, _ = run("train", "vae-2", "--dry-run", "--store", str(tmp_path / "store"))
    assert code == 0 and "vae-2" in out and not (tmp_path / "store").exists()


def test_without_data_and_network_it_says_so(run, tmp_path, monkeypatch):
    monkeypatch.setenv("ZOO_DATA", str(tmp_path / "empty"))
    for variable in ("HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy"):
        monkeypatch.setenv(variable, "http://127.0.0.1:9")  # nothing listens there
    code, _, error = run("train", "ae-32", "--epochs", "1", "--store", str(tmp_path / "store"))
    assert code == 1 and error.count("Error:") == 1
    assert "ZOO_DATA" in error and "MNIST" in error and "Traceback" not in error


def test_without_the_text_and_network_it_says_so(run, tmp_path, monkeypatch):
    monkeypatch.setenv("ZOO_DATA", str(tmp_path / "empty"))
    for variable in ("HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy"):
        monkeypatch.setenv(variable, "http://127.0.0.1:9")  # nothing listens there
    code, _, error = run("train", "shakespeare-lm", "--epochs", "1", "--store", str(tmp_path / "store"))
    assert code == 1 and error.count("Error:") == 1
    assert "ZOO_DATA" in error and "Shakespeare" in error and "Traceback" not in error


def test_a_vae_of_text_asks_for_the_first_stage_that_it_starts_from(run, tmp_path, monkeypatch):
    monkeypatch.setenv("ZOO_STORE", str(tmp_path / "store"))
    monkeypatch.setattr("zoo.stores.BundledStore.__init__.__defaults__", (tmp_path / "bundle",))
    code, _, error = run("train", "shakespeare-vae", "--epochs", "1")
    assert code == 1 and "starts from the weights of shakespeare-vae-short; train shakespeare-vae-short first" in error


def test_a_store_that_cannot_be_written(run, tmp_path):
    (tmp_path / "file").write_text("not a folder")
    code, _, error = run("bundle", "ae-32", "--store", str(tmp_path / "file" / "store"))
    assert code == 1 and error.count("\n") == 1 and "Traceback" not in error


@pytest.mark.parametrize("command", [("train", "ae-32"), ("seeds", "ae-32", "95")])
def test_a_store_that_cannot_be_written_is_told_before_the_training(run, tmp_path, monkeypatch, command):
    """And before its data is looked for, which is absent here."""
    monkeypatch.setenv("ZOO_DATA", str(tmp_path / "empty"))
    (tmp_path / "file").write_text("not a folder")
    monkeypatch.setenv("ZOO_STORE", "bundled")
    monkeypatch.setattr("zoo.stores.bundled.need_writable", lambda _: (tmp_path / "file" / "x").stat())
    where = () if command[0] == "seeds" else ("--store", str(tmp_path / "file" / "store"))
    code, _, error = run(*command, *where)
    assert code == 1 and "is not a folder, or one of its parents is a file" in error and "MNIST" not in error


def test_resuming_nothing_says_that_it_starts_anew(run, tmp_path, monkeypatch, caplog):
    monkeypatch.setenv("ZOO_DATA", str(tmp_path / "empty"))
    monkeypatch.setenv("ZOO_HOME", str(tmp_path / "home"))
    for variable in ("HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy"):
        monkeypatch.setenv(variable, "http://127.0.0.1:9")  # nothing listens there
    caplog.set_level("INFO")
    run("train", "ae-32", "--resume", "--store", str(tmp_path / "store"))
    assert "There is no interrupted run of ae-32 to resume; it starts anew." in caplog.text


def test_push_copies_a_checkpoint_whole(run, tmp_path):
    code, out, _ = run("push", "ae-32", "--store", "bundled", "--to", str(tmp_path / "store"))
    assert code == 0 and "ae-32" in out
    copied, original = open_store(str(tmp_path / "store")).resolve("ae-32"), BundledStore().resolve("ae-32")
    files = list_files(original)
    assert files and files == list_files(copied)
    assert all((copied / file).read_bytes() == (original / file).read_bytes() for file in files)


@pytest.mark.parametrize("command", ["evaluate", "measure"])
def test_a_record_cannot_be_measured_and_says_how_to_get_its_weights(run, tmp_path, monkeypatch, command):
    monkeypatch.setenv("ZOO_STORE", str(tmp_path / "store"))
    code, _, error = run(command, "dcgan-32-d2")
    assert code == 1 and "do not come with the app; train it with `python -m training train dcgan-32-d2`" in error


def test_bundling_a_record_leaves_the_weights_out(run, tmp_path, monkeypatch):
    monkeypatch.setattr("zoo.stores.BundledStore.__init__.__defaults__", (tmp_path / "bundle",))
    store = open_store(str(tmp_path / "store"))
    store.push(BUNDLE / "ae-32", "ae-32", "for a test")
    assert run("bundle", "ae-32", "--store", store.uri, "--record")[0] == 0
    assert BundledStore().records() == {"ae-32"} and store.records() == set()
    code, _, error = run("evaluate", "ae-32", "--store", "bundled")
    assert code == 1 and "do not come with the app" in error
    assert run("bundle", "ae-32", "--store", store.uri)[0] == 0 and BundledStore().records() == set()


def test_the_bundled_judge_holds_in_full(run, mnist_files):
    code, out, _ = run("evaluate", "judge", "--store", "bundled")
    assert code == 0 and "Every number on the card matches" in out


def test_stopping_by_hand_says_how_to_go_on(run, monkeypatch):
    def interrupted(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr(pipeline, "train", interrupted)
    code, _, error = run("train", "vae-2")
    assert code == 130 and "--resume" in error
