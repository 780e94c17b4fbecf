"""Does the runs of a sweep in Hugging Face Jobs.

A private repository ``NAMESPACE/NAME-sweep`` holds the code that the jobs run, and the states of their runs: a job that
is cut off loses at most ``keeper.EVERY`` seconds and an epoch, and the same command goes on from there. Each job is
this very command with ``--on local``, for its part of the runs.
"""

import io
import re
import time
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console

from training.engine.budget import lasting
from training.fleet.plan import MEASURES
from training.recipe import Recipe
from zoo import hub
from zoo.drawings import EXAMPLES
from zoo.errors import ZooError
from zoo.stores import HubStore

ROOT = Path(__file__).parents[2]
LABEL = "zoo-sweep"
CODE = "code.zip"
NOT_NEEDED = ("gradio", "nltk")  # of the app's requirements
ATTEMPTS = 2  # of a job whose machine fails
POLL = 15.0  # seconds between two looks at the jobs
ENDED = ("COMPLETED", "CANCELED", "ERROR", "DELETED")
PYTHON = "3.12"
# What a job runs: it fetches the code, and then is the command line. huggingface_hub takes it for the name of a file
# first, of which no part may have more than 255 characters.
BOOT = (
    "import os,sys,zipfile as z;from huggingface_hub import hf_hub_download as d;r,v,*a=sys.argv[1:];"
    f"z.ZipFile(d(r,'{CODE}',revision=v)).extractall('zoo');os.chdir('zoo');p=sys.executable;"
    "os.execv(p,[p,'-m','training',*a])"
)


@dataclass(frozen=True)
class Plan:
    """What is to be run: ``command`` is that of the sweep without where it runs. It is run in ``count`` jobs on a
    ``flavor``, each for at most ``seconds``."""

    recipe: Recipe
    command: tuple[str, ...]
    runs: int
    count: int
    flavor: str
    seconds: int

    def said(self, store: HubStore) -> str:
        """What, where, for how long and for how much at most. Raises ``ZooError`` if there is no such flavor."""
        with hub.plainly("the list of its machines"):
            there = {each.name: each for each in hub.api().list_jobs_hardware()}
        if self.flavor not in there:
            raise ZooError(f"There is no flavor '{self.flavor}'; choose one of {', '.join(there)}.")
        machine, minutes = there[self.flavor], self.seconds / 60 * self.count
        cost = f", at most ${machine.unit_cost_usd * minutes:.2f}" if machine.unit_label == "minute" else ""
        jobs = "1 job" if self.count == 1 else f"{self.count} jobs"
        return (f"{self.runs} runs of {self.recipe.name} in {jobs} of {store.namespace} on {self.flavor} "
                f"({machine.pretty_name}), each for at most {lasting(self.seconds)}{cost}.")  # fmt: skip


def start(plan: Plan, store: HubStore) -> list[Any]:
    """Send the code and start the jobs, if none of this sweep is under way."""
    repo = f"{store.namespace}/{plan.recipe.name}-sweep"
    token = _token()
    with hub.plainly("the jobs"):
        for job in hub.api().list_jobs(namespace=store.namespace, labels={LABEL: plan.recipe.name}):
            if _stage(job) not in ENDED:
                raise ZooError(f"A job of this sweep is already under way: {job.url}. Wait for it, or cancel it there.")
    with hub.plainly(repo):
        hub.api().create_repo(repo, private=True, exist_ok=True)
        revision = hub.api().upload_file(
            path_or_fileobj=code(plan.recipe), path_in_repo=CODE, repo_id=repo, commit_message="Code for the jobs"
        ).oid  # fmt: skip
    with hub.plainly("the job"):
        return [_start(plan, store, repo, revision, token, number) for number in range(1, plan.count + 1)]


def _start(plan: Plan, store: HubStore, repo: str, revision: str, token: str, number: int) -> Any:
    arguments = [*plan.command, "--on", "local", "--store", store.uri, "--keep", repo,
                 "--part", f"{number}/{plan.count}", "--yes"]  # fmt: skip
    return hub.api().run_uv_job(
        "python", script_args=["-c", BOOT, repo, revision, "sweep", *arguments],
        dependencies=requirements(), python=PYTHON, flavor=plan.flavor, timeout=plan.seconds, attempts=ATTEMPTS,
        secrets={"HF_TOKEN": token}, env={"ZOO_HOME": "/tmp/zoo-home"}, labels={LABEL: plan.recipe.name},
        name=f"{plan.recipe.name}-sweep-{number}", namespace=store.namespace,
    )  # fmt: skip


def wait(jobs: Sequence[Any], store: HubStore, console: Console) -> None:
    """Wait until all jobs have ended. Raises ``ZooError`` if one of them did not end well."""
    stages: dict[str, str] = {}
    while True:
        for job in jobs:
            if stages.get(job.id) in ENDED:
                continue
            with hub.plainly(f"job {job.id}"):
                found = hub.api().inspect_job(job_id=job.id, namespace=store.namespace)
            stage, message = _stage(found), found.status.message
            if stages.get(job.id) != stage:
                message = f" ({message})" if message else ""
                console.print(f"{job.url}: {stage.lower()}{message}", soft_wrap=True, highlight=False)
            stages[job.id] = stage
        if all(stage in ENDED for stage in stages.values()):
            break
        time.sleep(POLL)
    if bad := [job.url for job in jobs if stages[job.id] != "COMPLETED"]:
        raise ZooError(f"{len(bad)} of {len(jobs)} jobs did not end well: {', '.join(bad)}. Run the same command again "
                       "to go on from what they kept.")  # fmt: skip


def requirements() -> list[str]:
    """What a job installs: the requirements of training."""
    files = ROOT / "requirements.txt", ROOT / "training" / "requirements.txt"
    lines = [line.strip() for file in files for line in file.read_text(encoding="utf-8").splitlines()]
    wanted = [line for line in lines if line and not line.startswith("#")]
    return sorted({line for line in wanted if re.split(r"[~=<>]", line)[0] not in NOT_NEEDED})


def code(recipe: Recipe) -> bytes:
    """The code of training and of the models, with the bundled checkpoints that a run of the recipe needs, as a zip."""
    needed = {*MEASURES, recipe.start, recipe.name} - {""}
    there = [*(ROOT / "training").rglob("*"), *(ROOT / "zoo").rglob("*"), EXAMPLES]
    files = sorted(path for path in there if path.is_file() and "__pycache__" not in path.parts)
    checkpoints = ROOT / "zoo" / "checkpoints"
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in files:
            beside = file.relative_to(checkpoints).parts[0] if file.is_relative_to(checkpoints) else ""
            if not beside or beside in needed:
                archive.writestr(zipfile.ZipInfo(file.relative_to(ROOT).as_posix()), file.read_bytes())
    return buffer.getvalue()


def _stage(job: Any) -> str:
    return str(getattr(job.status.stage, "value", job.status.stage))


def _token() -> str:
    from huggingface_hub import get_token

    if not (token := get_token()):
        raise ZooError("A job needs a token that may write to the Hub; use 'hf auth login' or set HF_TOKEN.")
    return token
