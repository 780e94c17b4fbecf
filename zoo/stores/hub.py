"""A checkpoint store on the Hugging Face Hub, or on any server that speaks its protocol."""

import logging
import os
import re
import time
from collections.abc import Callable
from datetime import UTC
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from zoo.errors import ZooError
from zoo.stores.contract import FULL_REVISION, Checkpoint, NotInStore, Revision, Store, check_name, is_name
from zoo.stores.files import REQUIRED, checkpoint_files, git_sha1, sha256
from zoo.stores.hub_errors import OVERLOADED, Unreachable, explained, status

log = logging.getLogger(__name__)
LIBRARY = "generative-model-zoo"
PAUSES = (0.5, 1.0, None)  # seconds before each retry while the server is overloaded; None gives up
CONNECT_SECONDS, READ_SECONDS = 10.0, 60.0
# the name of a branch or a tag, or a pull request
_BRANCH = re.compile(r"(?!.*\.\.)(refs/(pr/\d+|convert/[\w.-]+)|[A-Za-z0-9][\w.-]{0,63})")
_NAMESPACE = re.compile(r"[A-Za-z0-9](-?[A-Za-z0-9_.])*")


class HubStore(Store):
    """The models of one user or organisation. ``token`` and ``endpoint`` default to those that huggingface_hub finds.

    Every downloaded file is checked against the hash from the server. No message, log line or ``repr`` of this class
    contains the token: errors of the HTTP client, which may include the request, are never passed on.
    """

    kind = "hub"

    def __init__(
        self,
        namespace: str,
        endpoint: str | None = None,
        token: str | None = None,
        cache_dir: str | Path | None = None,
    ):
        if not _NAMESPACE.fullmatch(namespace):
            raise ZooError(f"'{namespace}' is not a user or organisation on the Hub; write hf://NAMESPACE.")
        if token is not None and not re.fullmatch(r"[!-~]+", token):
            raise ZooError("The token for the Hub contains a space or another invalid character; copy it again.")
        self.namespace, self.uri = namespace, f"hf://{namespace}"
        self._endpoint = (endpoint or os.environ.get("HF_ENDPOINT") or "https://huggingface.co").rstrip("/")
        self._host = urlsplit(self._endpoint).hostname or "the Hub"
        self._token, self._cache = token, cache_dir

    def names(self) -> list[str]:
        self._reach()
        models = self._ask(lambda: list(self._api.list_models(author=self.namespace)), self.uri)
        ours = [m for m in models if m.library_name == LIBRARY or LIBRARY in (m.tags or [])]
        return sorted(filter(is_name, (model.id.split("/")[-1] for model in ours)))

    def checkpoint(self, name: str, revision: str | None = None) -> Checkpoint:
        try:
            wanted = self._wanted(name, revision)
            by_name = revision is None or _is_branch(revision)
            folder = self._download(name, revision if by_name else wanted)
            if by_name and folder.name != wanted:
                log.warning("%s: the download stopped; using the older cached copy of '%s'.", self.uri, name)
        except Unreachable as error:
            folder = self._cached(name, revision, error)
            log.warning("%s Using the cached copy of '%s'.", error, name)
        self._verify(name, folder)
        if missing := [path for path in REQUIRED if not (folder / path).is_file()]:
            raise NotInStore(
                f"{self.uri} has a repository '{name}' without a checkpoint in it (there is no {missing[0]}); push one "
                "first."
            )
        return Checkpoint(name, folder, self.kind, folder.name, self.uri)

    def history(self, name: str) -> list[Revision]:
        repo = self._repo(name)
        self._reach()
        commits = self._ask_about(name, lambda: self._api.list_repo_commits(repo))
        return [
            Revision(each.commit_id, each.title, each.created_at.astimezone(UTC).isoformat(timespec="seconds"))
            for each in commits
        ]

    def revision(self, name: str) -> str:
        return self._wanted(name, None)

    def need_writable(self) -> None:
        self._reach()
        try:
            me = self._ask(self._api.whoami, self.uri)
        except NotInStore:
            return  # another server than the Hub, which cannot say
        names = [me.get("name", ""), *(each.get("name", "") for each in me.get("orgs", ()))]
        if self.namespace.lower() not in map(str.lower, names):
            raise ZooError(
                f"The token in use is {names[0]}'s, who cannot push to {self.uri}; use another token or name."
            )
        if me.get("auth", {}).get("accessToken", {}).get("role") == "read":
            raise ZooError(f"The token in use can only read {self.uri}; set HF_TOKEN to one that may write.")

    def push(self, folder: str | Path, name: str, message: str) -> str:
        """One commit that adds, replaces and deletes files so that the repository equals ``folder``."""
        files, repo = checkpoint_files(folder), self._repo(name)
        self._ask(lambda: self._api.create_repo(repo, exist_ok=True), repo)

        def commit() -> str:
            from huggingface_hub import CommitOperationAdd, CommitOperationDelete

            there = self._api.list_repo_files(repo, revision="main")
            changes = [CommitOperationAdd(path, str(Path(folder) / path)) for path in files]
            changes += [CommitOperationDelete(p) for p in there if p not in files and p != ".gitattributes"]
            return self._api.create_commit(repo, changes, commit_message=message or f"Push {name}").oid

        return self._ask(commit, repo)

    @cached_property
    def _api(self) -> Any:
        from huggingface_hub import HfApi

        return HfApi(endpoint=self._endpoint, token=self._token, library_name=LIBRARY)

    def _repo(self, name: str) -> str:
        return f"{self.namespace}/{check_name(name)}"

    def _wanted(self, name: str, revision: str | None) -> str:
        """The full revision, asked of the server; the newest for None."""
        repo = self._repo(name)
        named = revision is None or FULL_REVISION.fullmatch(revision) or _is_branch(revision)
        if revision is not None and not named:
            return self.match(name, revision, [each.id for each in self.history(name)])
        return self._ask_about(name, lambda: self._api.model_info(repo, revision=revision, timeout=CONNECT_SECONDS).sha)

    def unknown(self, name: str) -> NotInStore:
        there = ", ".join(self.names()) or "none yet"
        return NotInStore(f"{self.uri} has no checkpoint '{name}'; it has {there} (private ones show with HF_TOKEN).")

    def _download(self, name: str, revision: str | None, **options: Any) -> Path:
        from huggingface_hub import constants

        if self._cache is None and constants.HF_HUB_CACHE.startswith("~"):  # it would be a folder of that name
            raise ZooError("This system knows no home folder to keep downloads in; set HF_HOME to a folder.")
        repo = self._repo(name)
        return Path(
            self._ask(
                lambda: self._api.snapshot_download(repo, revision=revision, cache_dir=self._cache, **options), repo
            )
        )

    def _cached(self, name: str, revision: str | None, reason: Unreachable) -> Path:
        """The copy in the cache, if it is known to be complete: one that was fetched file by file may be."""
        from huggingface_hub import get_cached_repo_tree
        from huggingface_hub.errors import CachedRepoTreeNotFoundError

        try:
            folder = self._download(name, revision, local_files_only=True)
            get_cached_repo_tree(self._repo(name), revision=folder.name, cache_dir=self._cache)
        except (ZooError, CachedRepoTreeNotFoundError):
            raise reason from None
        return folder  # huggingface_hub has compared its files with the list

    def _verify(self, name: str, folder: Path) -> None:
        """Delete files whose hash does not match the server's, so that the next call downloads them again."""
        damaged = []
        for path, digest in self._digests(name, folder).items():
            link = folder / path
            if digest == (sha256(link) if len(digest) == 64 else git_sha1(link)):
                continue
            damaged.append(path)
            for copy in (Path(os.path.realpath(link)), link):
                copy.unlink(missing_ok=True)
        if damaged:
            raise ZooError(
                f"{', '.join(damaged)} of {self.uri}/{name} does not match its checksum and was deleted; try again to "
                "download it."
            )

    def _digests(self, name: str, folder: Path) -> dict[str, str]:
        """SHA-256 (large files) or git blob id of each file: the name of the blob to which the cache's link points."""
        paths = [path for path in folder.rglob("*") if not path.is_dir()]
        if all(path.is_symlink() for path in paths):
            return {path.relative_to(folder).as_posix(): Path(os.readlink(path)).name for path in paths}
        try:
            return self._listed_digests(self._repo(name), folder.name)
        except Unreachable as error:
            log.warning("%s The cached copy of '%s' is used unchecked.", error, name)
            return {}

    def _listed_digests(self, repo: str, revision: str) -> dict[str, str]:
        """The same from the server, for a cache without links, which keeps no hashes."""
        self._reach()
        tree = self._ask(lambda: list(self._api.list_repo_tree(repo, recursive=True, revision=revision)), repo)
        files = [entry for entry in tree if hasattr(entry, "lfs")]  # the others are folders
        return {file.path: file.lfs.sha256 if file.lfs else file.blob_id for file in files}

    def _reach(self) -> None:
        """Fail at once if the server does not answer; huggingface_hub's listings would retry for half a minute."""
        from huggingface_hub.utils import get_session, hf_raise_for_status

        def probe() -> None:
            response = get_session().head(self._endpoint, timeout=CONNECT_SECONDS)
            if response.status_code >= 500:
                hf_raise_for_status(response)

        self._ask(probe, self.uri)

    def _ask_about(self, name: str, request: Callable[[], Any]) -> Any:
        """``_ask``; if there is no such checkpoint, the error lists the available ones."""
        repo = self._repo(name)
        try:
            return self._ask(request, repo)
        except Unreachable:
            raise
        except ZooError:
            if name in self.names():
                raise
            raise self.unknown(name) from None

    def _ask(self, request: Callable[[], Any], what: str) -> Any:
        """The result of ``request``, retried while the server is overloaded, with errors as plain sentences."""
        from huggingface_hub.errors import HTTPError  # pyright: ignore[reportPrivateImportUsage]  # of whichever library

        pauses = iter(PAUSES)
        while True:
            _limit_waiting()
            try:
                return request()
            except (HTTPError, OSError, ValueError, RuntimeError, KeyError, TypeError, AssertionError) as error:
                failure, again = explained(error, self._host, what), status(error) in OVERLOADED
            pause = next(pauses, None)
            if pause is None or not again:
                raise failure
            time.sleep(pause)


def _is_branch(revision: str) -> bool:
    """Whether it can be the name of a branch, a tag or a pull request; digits of a revision are not."""
    return _BRANCH.fullmatch(revision) is not None and re.fullmatch(r"[0-9a-fA-F]*", revision) is None


def _limit_waiting() -> None:
    """Give every request a time limit; huggingface_hub sets none for most of its own."""
    from huggingface_hub.utils import get_session

    hooks = get_session().event_hooks["request"]
    if _limit_request not in hooks:
        hooks.append(_limit_request)


def _limit_request(request: Any) -> None:
    limits = {"connect": CONNECT_SECONDS, "read": READ_SECONDS, "write": READ_SECONDS, "pool": READ_SECONDS}
    given = {key: value for key, value in request.extensions.get("timeout", {}).items() if value is not None}
    request.extensions["timeout"] = limits | given
