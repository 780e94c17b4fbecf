"""Stores of checkpoints: the bundle that comes with the app, a local folder, or the Hugging Face Hub.

``open_store("bundled" | "path" | "hf://namespace")`` opens a store; ``locate(name)`` finds a checkpoint in the store in
use or else in the bundle.
"""

import logging
import os
import re
from collections.abc import Sequence

from zoo.errors import ZooError
from zoo.folders import home
from zoo.stores.bundled import BundledStore, damaged
from zoo.stores.contract import Checkpoint, NotInStore, Revision, Store, check_name
from zoo.stores.files import WEIGHTS
from zoo.stores.hub import HubStore
from zoo.stores.local import LocalStore

__all__ = ["BundledStore", "Checkpoint", "HubStore", "LocalStore", "NotInStore", "Revision", "Store"]
__all__ += ["available", "locate", "need_weights", "need_whole", "open_store"]

log = logging.getLogger(__name__)
SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:")  # as in s3://bucket or hf:me, which is no folder; C:\zoo is one


def open_store(uri: str | None = None) -> Store:
    """The store at ``uri``: "bundled", "hf://namespace" or a folder; default ``ZOO_STORE`` or ``home()/store``."""
    uri = str(uri or os.environ.get("ZOO_STORE") or home() / "store")
    if uri == "bundled":
        return BundledStore()
    if uri.startswith("hf://"):
        return HubStore(uri.removeprefix("hf://").rstrip("/"))
    if SCHEME.match(uri):
        raise ZooError(f"'{uri}' is not a store; give a folder, hf://NAMESPACE or bundled.")
    return LocalStore(uri)


def locate(name: str, revision: str | None = None, stores: Sequence[Store] | None = None) -> Checkpoint:
    """The checkpoint from the first store that has it: by default the store in use, then the bundle.

    A store that fails is logged and skipped. Raises ``ZooError`` with the available names if no store has it.
    """
    check_name(name)
    stores = _default_stores() if stores is None else stores
    problems = []
    for store in stores:
        try:
            return store.checkpoint(name, revision)
        except NotInStore:
            continue
        except ZooError as error:
            log.warning("%s cannot provide '%s': %s", store.uri, name, error)
            problems.append(str(error).rstrip("."))
    wanted = f"checkpoint '{name}'" + (f" at revision {revision}" if revision else "")
    reasons = f" ({'; '.join(problems)})" if problems else ""
    there = ", ".join(available(stores))
    raise ZooError(f"There is no {wanted}{reasons}; {f'choose one of {there}' if there else 'train one first'}.")


def need_weights(found: Checkpoint) -> Checkpoint:
    """The checkpoint. Raises ``ZooError`` if the bundle has it without its weights."""
    if found.source == BundledStore.kind and not (found.folder / WEIGHTS).is_file():
        raise ZooError(
            f"The weights of '{found.name}' do not come with the app; train it with `python -m training train "
            f"{found.name}`, or name a store that has them in ZOO_STORE."
        )
    return need_whole(found)


def need_whole(found: Checkpoint) -> Checkpoint:
    """The checkpoint. Raises ``ZooError`` if it is a bundled one whose weights have changed; other stores check all."""
    if found.source == BundledStore.kind and (file := damaged(found.folder)):
        raise ZooError(
            f"{file} of '{found.name}' that came with the app is damaged; restore the app's files (git checkout -- "
            f"{found.folder}) or install it again."
        )
    return found


def available(stores: Sequence[Store] | None = None) -> list[str]:
    """Names of all checkpoints that can be loaded from the stores, sorted; a store that fails is logged and skipped."""
    names = set()
    for store in _default_stores() if stores is None else stores:
        try:
            names.update(set(store.names()) - store.records())
        except ZooError as error:
            log.warning("%s cannot list its checkpoints: %s", store.uri, error)
    return sorted(names)


def _default_stores() -> list[Store]:
    others = [*filter(None, [_pretrained()]), BundledStore()]
    try:
        return [open_store(), *others]
    except ZooError as error:
        log.warning("The store that ZOO_STORE names cannot be opened: %s", error)
        return others


def _pretrained() -> Store | None:
    from zoo import pretrained

    return pretrained.store()
