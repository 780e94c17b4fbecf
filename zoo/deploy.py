"""Puts the app on the Hugging Face Hub as a Space: ``python -m zoo.deploy USER/NAME``."""

import argparse
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import zoo
from zoo import hub
from zoo.errors import ZooError
from zoo.stores import HubStore, open_store

ROOT = Path(__file__).parents[1]
NEEDED = (
    "LICENSE",
    "README.md",
    "app.py",
    "assets",
    "docs",
    "notebooks",
    "requirements.txt",
    "tabs",
    "training",
    "zoo",
)  # of the repository; the notebooks fetch the last two from the Space
OWN = "zoo/__init__.py"  # a Space that has this file is this app
NEW = (".gitattributes", "README.md")  # of a Space that somebody made and left empty
SUMS = ".sha256"  # the only hidden files that belong to the app: the checksums of bundled checkpoints
MOST_BYTES = 150_000_000
ZERO = "zero-a10g"  # the Hub's name for ZeroGPU, whatever GPUs it has
POLL, SETTLING, LONGEST = 5.0, 60.0, 2400.0  # seconds: between two looks, until a build has begun, until it has ended
FREE = (
    f"A free account can have two Spaces like this one, on ZeroGPU (--hardware {ZERO}), once its e-mail address is "
    "confirmed and it is 30 days old; cpu-basic and more Spaces need PRO, other hardware costs money by the hour."
)


@dataclass(frozen=True)
class Plan:
    """What a Space is to be: ``files`` has the size in bytes of each path below ``root``."""

    repo: str
    hardware: str
    variables: dict[str, str]
    private: bool
    root: Path
    files: dict[str, int]
    replace: bool = False

    def said(self, whole: bool) -> str:
        """What is sent, and where; as a whole with every file."""
        sizes = [f"{size:>12,} {path}" for path, size in self.files.items()] if whole else []
        variables = [f"{name}={value}" for name, value in self.variables.items()] or ["none"]
        return "\n".join([
            f"Space: {self.repo}, {'private' if self.private else 'public'}",
            f"Hardware: {self.hardware}{' (ZeroGPU)' if self.hardware == ZERO else ''}",
            f"Variables: {', '.join(variables)}",
            *sizes,
            f"{sum(self.files.values()):>12,} bytes in {len(self.files):,} files",
        ])  # fmt: skip


def files_of(root: Path) -> dict[str, int]:
    """The files below ``root`` that the app needs where it runs, with their sizes; none that git ignores.

    Raises ``ZooError`` if one of ``NEEDED`` is missing, or if all are more than ``MOST_BYTES``.
    """
    if missing := [name for name in NEEDED if not (root / name).exists()]:
        raise ZooError(f"{root} lacks {', '.join(missing)}; run this command in a whole checkout of the app.")
    paths = [path for name in NEEDED for path in (root / name, *sorted((root / name).rglob("*"))) if path.is_file()]
    sizes = {path.relative_to(root).as_posix(): path.stat().st_size for path in paths if _belongs(path, root)}
    ignored = _ignored(root)
    found = {path: size for path, size in sizes.items() if path not in ignored}
    if (total := sum(found.values())) > MOST_BYTES:
        raise ZooError(f"The Space would have {total:,} bytes, more than {MOST_BYTES:,}; bundle fewer checkpoints.")
    return found


def _belongs(path: Path, root: Path) -> bool:
    parts = path.relative_to(root).parts
    hidden = any(part.startswith(".") for part in parts if part != SUMS)
    return not hidden and "__pycache__" not in parts


def _ignored(root: Path) -> set[str]:
    """What git ignores below ``root``; nothing if that is no checkout, or without git."""
    command = ["git", "-C", str(root), "ls-files", "-z", "--others", "--ignored", "--exclude-standard", "--", *NEEDED]
    try:
        return set(subprocess.run(command, capture_output=True, text=True, check=True).stdout.split("\0"))
    except (OSError, subprocess.CalledProcessError):
        return set()


def deploy(plan: Plan) -> str:
    """Create the Space or bring it up to date, and wait until it runs; its address. Raises ``ZooError``."""
    HubStore(plan.repo.split("/")[0]).need_writable()
    refused = f"{hub.host()} does not let this account have {plan.repo} on {plan.hardware}. {FREE}"
    told = {hub.NO_CREDIT: refused, hub.FORBIDDEN: f"{refused} The token must be one that may write, too."}
    with hub.plainly(plan.repo, told):
        api = hub.api()
        if not plan.replace:
            _need_own(api, plan)
        _set_up(api, plan)
        revision = _send(api, plan)
        runtime = _wait(api, plan, revision)
    address = f"{hub.endpoint()}/spaces/{plan.repo}"
    if runtime.stage not in ("RUNNING", "SLEEPING"):
        why = runtime.raw.get("errorMessage") or "its page says why"
        stage = runtime.stage.lower().replace("_", " ")
        raise ZooError(f"The Space does not run ({stage}): {why}. See {address}?logs=container")
    return address


def _need_own(api: Any, plan: Plan) -> None:
    """Raises ``ZooError`` if there is a Space of this name with files that are not of this app."""
    if not api.repo_exists(plan.repo, repo_type="space"):
        return
    there = set(api.list_repo_files(plan.repo, repo_type="space")) - set(NEW)
    if there and OWN not in there:
        raise ZooError(f"{plan.repo} is another Space, with {len(there):,} files that would be lost, "
                       f"{min(there)} among them. Choose another name, or add --replace to overwrite it.")  # fmt: skip


def _set_up(api: Any, plan: Plan) -> None:
    """The Space with its hardware and variables. Of one that is there, other variables and who may see it stay."""
    wanted = [{"key": name, "value": value} for name, value in plan.variables.items()]
    api.create_repo(plan.repo, repo_type="space", space_sdk="gradio", space_hardware=plan.hardware,
                    space_variables=wanted or None, private=plan.private or None, exist_ok=True)  # fmt: skip
    runtime = api.get_space_runtime(plan.repo)
    if plan.hardware != (runtime.requested_hardware or runtime.hardware):
        api.request_space_hardware(plan.repo, plan.hardware)
    there = api.get_space_variables(plan.repo)
    for name, value in plan.variables.items():
        if name not in there or there[name].value != value:
            api.add_space_variable(plan.repo, name, value)


def _send(api: Any, plan: Plan) -> str:
    """One commit, so that the Space is built once, after which it has the plan's files and no others; its revision."""
    from huggingface_hub import CommitOperationAdd, CommitOperationDelete

    there = api.list_repo_files(plan.repo, repo_type="space")
    changes = [CommitOperationAdd(path, str(plan.root / path)) for path in plan.files]
    changes += [CommitOperationDelete(path) for path in there if path not in plan.files and path != ".gitattributes"]
    message = f"The Generative Zoo {zoo.__version__}"
    return api.create_commit(plan.repo, changes, commit_message=message, repo_type="space").oid


def _wait(api: Any, plan: Plan, revision: str) -> Any:
    """The Space's runtime once it neither builds nor starts; each stage is printed. Raises ``ZooError`` if that takes
    too long."""
    begun, stage, said = time.monotonic(), "", ""
    while True:
        runtime = api.get_space_runtime(plan.repo)
        if runtime.stage != stage:
            stage = runtime.stage
            said = stage.lower().replace("_", " ")
            print(f"{plan.repo}: {said}", flush=True)
        waited = time.monotonic() - begun
        # at first the stage is still that of what was there before
        is_new = runtime.raw.get("sha") in (None, revision) and stage != "NO_APP_FILE"
        if not stage.endswith(("BUILDING", "STARTING")) and (is_new or waited > SETTLING):
            return runtime
        if waited > LONGEST:
            raise ZooError(f"The Space does not run yet ({said}); see {hub.endpoint()}/spaces/{plan.repo}?logs=build")
        time.sleep(POLL)


def read_plan(arguments: Sequence[str] | None) -> tuple[Plan, bool]:
    """The plan that the command line asks for, and whether it is only to be shown."""
    from huggingface_hub import SpaceHardware

    parser = argparse.ArgumentParser(prog="python -m zoo.deploy", description="Put the app on the Hub as a Space.")
    parser.add_argument("repo", metavar="USER/NAME", type=_repo, help="the Space, which is made if it is not there")
    known = [each.value for each in SpaceHardware]
    parser.add_argument("--hardware", default=ZERO, choices=known, metavar="HARDWARE",
                        help=f"what it runs on; default: {ZERO}, which is free")  # fmt: skip
    parser.add_argument("--store", type=_store, help="the store that it shows: hf://NAMESPACE; default: the bundle")
    parser.add_argument("--private", action="store_true", help="only you see it; for a new Space")
    parser.add_argument("--replace", action="store_true", help="overwrite a Space that is not this app")
    parser.add_argument("--dry-run", action="store_true", help="say what would be sent, and send nothing")
    asked = parser.parse_args(arguments)
    variables = {"ZOO_STORE": asked.store} if asked.store else {}
    plan = Plan(asked.repo, asked.hardware, variables, asked.private, ROOT, files_of(ROOT), asked.replace)
    return plan, asked.dry_run


def _repo(text: str) -> str:
    from huggingface_hub.utils import HFValidationError, validate_repo_id

    try:
        validate_repo_id(text)
    except HFValidationError:
        text = ""
    if "/" not in text:
        raise argparse.ArgumentTypeError("name the Space as USER/NAME, as in me/zoo")
    return text


def _store(uri: str) -> str:
    if uri != "bundled" and not uri.startswith("hf://"):
        raise argparse.ArgumentTypeError("a Space reaches no folder of this machine; name hf://NAMESPACE or bundled")
    try:
        return open_store(uri).uri
    except ZooError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def main(arguments: Sequence[str] | None = None) -> int:
    """The command; its exit code."""
    try:
        plan, is_dry = read_plan(arguments)
        print(plan.said(whole=is_dry))
        if not is_dry:
            print(f"It runs: {deploy(plan)}")
    except ZooError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
