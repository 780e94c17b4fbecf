"""Where our folders are; and a user without a home: what needs none works, what needs one says which variable it is."""

from pathlib import Path

import pytest

from zoo import folders, mnist, mnist_download
from zoo.errors import ZooError
from zoo.stores import available, locate, open_store

HOMELESS = ("HOME", "USERPROFILE", "ZOO_HOME", "ZOO_STORE", "ZOO_DATA", "XDG_CACHE_HOME")


@pytest.fixture
def homeless(monkeypatch):
    """No variable names a home, and the system knows none, as for a user of a container without a name."""
    for name in HOMELESS:
        monkeypatch.delenv(name, raising=False)

    def unknown(path):
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.setattr(Path, "expanduser", lambda path: unknown(path) if str(path).startswith("~") else path)


def test_what_needs_a_home_says_which_variable_names_one(homeless, monkeypatch, tmp_path):
    with pytest.raises(
        ZooError, match=r"no home folder for ~/\.cache/generative-model-zoo; set ZOO_HOME to a folder\."
    ):
        folders.home()
    with pytest.raises(ZooError, match="set ZOO_HOME"):
        open_store()
    with pytest.raises(ZooError, match="set ZOO_STORE"):
        open_store("~/store")
    monkeypatch.setenv("ZOO_DATA", "~/data")
    with pytest.raises(ZooError, match="set ZOO_DATA"):
        folders.data_root()
    monkeypatch.setenv("ZOO_HOME", str(tmp_path))
    monkeypatch.delenv("ZOO_DATA")
    assert folders.data_root() == tmp_path / "data"


def test_what_needs_no_home_works(homeless, monkeypatch, caplog):
    assert locate("vae-20").source == "bundled" and "vae-20" in available()
    assert len(mnist.digits()[0]) == len(mnist.training_digits()[0]) == 0 and not mnist.has_training_digits()
    monkeypatch.delenv("ZOO_DOWNLOAD", raising=False)
    assert mnist_download.wanted() == "absent"


@pytest.mark.parametrize(("given", "own", "data"), [
    ({}, "~/.cache/generative-model-zoo", "~/.cache/generative-model-zoo/data"),
    ({"XDG_CACHE_HOME": "/cache"}, "/cache/generative-model-zoo", "/cache/generative-model-zoo/data"),
    ({"XDG_CACHE_HOME": "/cache", "ZOO_HOME": "~/zoo"}, "~/zoo", "~/zoo/data"),
    ({"ZOO_HOME": "/zoo", "ZOO_DATA": "~/data"}, "/zoo", "~/data"),
    ({"ZOO_HOME": "", "ZOO_DATA": "", "XDG_CACHE_HOME": ""}, "~/.cache/generative-model-zoo",
     "~/.cache/generative-model-zoo/data"),
])  # fmt: skip
def test_folders_are_where_the_environment_says_or_in_the_cache(monkeypatch, given, own, data):
    for name in HOMELESS:
        monkeypatch.delenv(name, raising=False)
    for name, value in ({"HOME": "/somebody"} | given).items():
        monkeypatch.setenv(name, value)
    assert folders.home() == Path(own.replace("~", "/somebody"))
    assert folders.data_root() == Path(data.replace("~", "/somebody"))
