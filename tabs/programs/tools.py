"""The endpoints as tools for assistants (Model Context Protocol): the answers in a form that these can look at and
read."""

import base64
import functools
import inspect
import io
import json
from collections.abc import Callable
from typing import Any

import gradio as gr
from gradio.context import LocalContext
from gradio.utils import get_function_description, get_function_params
from gradio_client.utils import python_type_to_json_schema
from mcp import types
from mcp.server.lowlevel import Server
from PIL import Image
from starlette.requests import Request

import zoo
from tabs.programs.endpoints import ALL
from tabs.shared import faults
from tabs.shared.page import TITLE
from tabs.shared.programs import meanings
from tabs.shared.turns import finished
from zoo.errors import ZooError

# Those that a person asks for in words. What takes a picture as rows of numbers is left to programs.
OFFERED = ("models", "sample", "decode", "interpolate", "gibbs", "generate", "morph", "twist", "attention")
PICTURED = {"png", "pixels", "images", "sample", "frames"}  # parts of an answer that its picture shows
SIDE = 448  # pixels that a picture is enlarged to, by whole numbers: digits of 28 are too small to look at
DIGITS = 5  # significant digits of the other numbers
ONLY_LOOKS = types.ToolAnnotations(readOnlyHint=True, idempotentHint=True, openWorldHint=False)
INSTRUCTIONS = (
    "Small generative models of handwritten digits and of Shakespeare's plays, trained from scratch. Call models first "
    "to see which there are and which tool takes them. The same seed gives the same result."
)


def server() -> Server:
    """A server of the tools. It keeps nothing between two calls."""
    made = Server(TITLE, version=zoo.__version__, instructions=INSTRUCTIONS)
    tools = {name: described(ALL[name]) for name in OFFERED}

    @made.list_tools()
    async def listed() -> list[types.Tool]:
        return list(tools.values())

    @made.call_tool(validate_input=False)  # its messages repeat the whole input; the functions check theirs
    async def call(name: str, arguments: dict[str, Any]) -> types.CallToolResult:
        try:
            if name not in tools:
                raise ZooError(f"There is no tool '{name[:40]}'; choose one of {', '.join(tools)}.")
            check(arguments, tools[name].inputSchema)
            request = made.request_context.request
            LocalContext.request.set(gr.Request(request if isinstance(request, Request) else None))  # whose turn it is
            return result(await answer(ALL[name], arguments))
        except (ZooError, gr.Error) as error:
            return failed(getattr(error, "message", str(error)))
        except Exception as error:  # of any kind: the client would get what it says of our code
            return failed(faults.answer(error)[0])

    return made


def described(function: Callable) -> types.Tool:
    """A function as a tool: what its docstring says of it and of each argument, and their types and defaults."""
    said, *_ = get_function_description(function)
    told, parameters = meanings(function), get_function_params(function)
    properties = {
        name: python_type_to_json_schema(kind)
        | {"description": told[name]}
        | ({"default": default} if has_default else {})
        for name, has_default, default, kind in parameters
    }
    required = [name for name, has_default, *_ in parameters if not has_default]
    schema = {"type": "object", "properties": properties, "required": required, "additionalProperties": False}
    return types.Tool(name=function.__name__, description=said, inputSchema=schema, annotations=ONLY_LOOKS)


def check(arguments: dict[str, Any], schema: dict[str, Any]) -> None:
    """Raise ``ZooError`` for an argument that the tool does not have, or one that is missing."""
    for name in arguments.keys() - schema["properties"].keys():
        raise ZooError(f"There is no argument '{name[:40]}'; this tool takes {', '.join(schema['properties'])}.")
    if missing := [name for name in schema["required"] if name not in arguments]:
        raise ZooError(f"This tool also needs {', '.join(missing)}.")


async def answer(function: Callable, arguments: dict[str, Any]) -> dict[str, Any]:
    """What a function for programs answers, in its turn among all that the server computes."""
    if inspect.iscoroutinefunction(function):
        return await function(**arguments)
    return await finished(functools.partial(function, **arguments))


def result(found: dict[str, Any]) -> types.CallToolResult:
    """An answer as an image and as JSON, without what the image shows."""
    rest = {name: value for name, value in found.items() if name not in PICTURED}
    rest = json.loads(json.dumps(rest), parse_float=lambda number: float(f"{float(number):.{DIGITS}g}"))
    content: list[types.ContentBlock] = []
    if "png" in found:
        content.append(types.ImageContent(type="image", data=enlarged(found["png"]), mimeType="image/png"))
    if rest:
        content.append(types.TextContent(type="text", text=json.dumps(rest, ensure_ascii=False)))
    return types.CallToolResult(content=content, structuredContent=rest or None)


def enlarged(png: str) -> str:
    """A PNG in base64 with each pixel as a square, up to ``SIDE`` pixels a side."""
    with Image.open(io.BytesIO(base64.b64decode(png))) as picture:
        factor = max(1, SIDE // max(picture.size))
        large = picture.resize((picture.width * factor, picture.height * factor), Image.Resampling.NEAREST)
    written = io.BytesIO()
    large.save(written, "PNG")
    return base64.b64encode(written.getvalue()).decode()


def failed(sentence: str) -> types.CallToolResult:
    """An error as its sentence."""
    return types.CallToolResult(content=[types.TextContent(type="text", text=sentence)], isError=True)
