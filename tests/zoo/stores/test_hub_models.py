"""Models through huggingface_hub's own ``from_pretrained``, from a Hub."""

from types import SimpleNamespace

import pytest
from checkpoints import hub_store, make_checkpoint
from huggingface_hub import constants

from zoo.models.tokens import UNKNOWN
from zoo.models.words import WordVAE, WordVAEConfig

pytestmark = pytest.mark.filterwarnings("ignore:Use 'content=:DeprecationWarning")  # of huggingface_hub's uploads


def test_from_pretrained_fetches_the_revision_asked_for_with_all_files_of_the_model(hub, tmp_path, monkeypatch):
    """A model of words, whose vocabulary is beside its weights, into a cache that has nothing yet."""
    address = hub.endpoint + "/{repo_id}/resolve/{revision}/{filename}"
    monkeypatch.setattr(constants, "HUGGINGFACE_CO_URL_TEMPLATE", address)
    revisions = []
    for word in ("king", "queen"):
        model = WordVAE(WordVAEConfig(words=2, hidden_dim=3, latent_dim=1))
        model.begin(SimpleNamespace(vocabulary=(UNKNOWN, word)))
        model.save_pretrained(make_checkpoint(tmp_path / word, "x"))
        revisions.append(hub_store(hub, tmp_path).push(tmp_path / word, "words", word))
    for revision, word in ((revisions[0], "king"), (None, "queen")):
        loaded = WordVAE.from_pretrained("someone/words", revision=revision, cache_dir=tmp_path / f"only-{word}")
        assert loaded.vocabulary == (UNKNOWN, word)
