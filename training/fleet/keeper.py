"""Keeps the state of a run in a repository on the Hub, so that a run that is cut off goes on on another machine."""

import logging
import time
from pathlib import Path

from training.engine.loop import Progress
from training.run_folder import STARTED, STATE, runs_folder
from zoo import hub
from zoo.errors import ZooError
from zoo.stores.files import atomic_write, plain_errors

log = logging.getLogger(__name__)
EVERY = 300.0  # seconds between two uploads: as much of a run may be lost, and one more epoch


class Keeper:
    """``epoch`` is a callback of ``fit``. A state that is in ``repo`` is brought here first, unless there is one."""

    def __init__(self, repo: str, name: str):
        self._repo, self._name, self._folder = repo, name, runs_folder(name)
        self._last = time.monotonic()
        if not (self._folder / STATE).is_file():
            self._fetch()

    def _fetch(self) -> None:
        from huggingface_hub.errors import EntryNotFoundError

        for file in (STARTED, STATE):
            try:
                with hub.plainly(self._repo):
                    found = hub.api().hf_hub_download(self._repo, f"states/{self._name}/{file}")
            except EntryNotFoundError:
                continue
            with plain_errors(str(self._folder)):
                self._folder.mkdir(parents=True, exist_ok=True)
                atomic_write(self._folder / file, Path(found).read_bytes())
            log.info("%s of %s was found in %s.", file, self._name, self._repo)

    def epoch(self, progress: Progress) -> None:
        """Called after each epoch, whose state is written; a failed upload is logged, and the run goes on."""
        if time.monotonic() - self._last < EVERY:
            return
        try:
            with hub.plainly(self._repo):
                hub.api().upload_folder(
                    repo_id=self._repo, folder_path=self._folder, path_in_repo=f"states/{self._name}",
                    allow_patterns=[STATE, STARTED], commit_message=f"{self._name}, {progress.epoch} epochs",
                )  # fmt: skip
        except ZooError as error:
            log.warning("The state of %s was not kept: %s", self._name, error)
        self._last = time.monotonic()
