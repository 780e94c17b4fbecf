"""The address of the tools (Model Context Protocol, streamable HTTP)."""

import logging
from importlib.util import find_spec

from starlette.routing import BaseRoute, Route
from starlette.types import Receive, Scope, Send

log = logging.getLogger(__name__)
PATH = "/gradio_api/mcp"  # where clients look for the tools of a Gradio app


class Tools:
    """ASGI application that answers each request by itself: there is no session that must stay with one server.

    Gradio's own server of tools would give a picture as text, rows of numbers, and call the app over the network.
    """

    def __init__(self) -> None:
        from tabs.programs.tools import server

        self.server = server()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        from mcp.server.streamable_http_manager import StreamableHTTPSessionManager

        manager = StreamableHTTPSessionManager(self.server, stateless=True, json_response=True)
        async with manager.run():
            await manager.handle_request(scope, receive, send)


def routes() -> list[BaseRoute]:
    """The routes of the tools; none if the package ``mcp`` is not installed."""
    if find_spec("mcp") is None:
        log.info("There are no tools for assistants: the package mcp is not installed.")
        return []
    try:
        tools = Tools()
    except (ImportError, AttributeError):  # of another release than ours
        log.warning(
            "There are no tools for assistants: the installed mcp or Gradio is of another version.", exc_info=True
        )
        return []
    return [Route(path, tools, methods=["POST"]) for path in (PATH, f"{PATH}/")]
