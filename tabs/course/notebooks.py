"""The sheets as Jupyter notebooks, which the page offers where ``notebooks/`` is beside the app."""

import os
import re
from pathlib import Path

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from tabs.course.schema import course
from tabs.shared.guard import SPACE

FOLDER = Path(__file__).parents[2] / "notebooks"
PATH = "/course/{sheet}.ipynb"
KIND = "application/x-ipynb+json"
ADDRESS = 'REPOSITORY = \\"'  # as the file has it, within a text of JSON
NAME = re.compile(r"[\w.-]+/[\w.-]+")  # of a Space


async def respond(request: Request) -> Response:
    """The notebook of a sheet as a file to save; status 404 with a sentence if there is none."""
    found = file_of(request.path_params["sheet"])
    if found is None:
        return PlainTextResponse("There is no such notebook.", 404)
    text = addressed(found.read_text(encoding="utf-8"), os.environ.get(SPACE, ""))
    return Response(text, media_type=KIND, headers={"Content-Disposition": f'attachment; filename="{found.name}"'})


def file_of(sheet: str) -> Path | None:
    """The notebook of a sheet; None if there is no such sheet, or the app is without notebooks."""
    path = FOLDER / f"{sheet}.ipynb"
    return path if sheet in {each.id for each in course().sheets} and path.is_file() else None


def addressed(text: str, space: str) -> str:
    """A notebook that knows where to fetch the packages: the repository of the Space on which the page runs, if it does
    on one."""
    if not NAME.fullmatch(space):
        return text
    return text.replace(ADDRESS, f"{ADDRESS}https://huggingface.co/spaces/{space}", 1)
