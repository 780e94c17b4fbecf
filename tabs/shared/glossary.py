"""The glossary as a page of its own, ``/glossary``: what ``assets/shared/glossary.html`` has, with the page's look."""

from starlette.requests import Request
from starlette.responses import HTMLResponse

from tabs.shared import delivery

PATH = "/glossary"
PAGE = """\
<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Glossary · The Generative Zoo</title>
<script>if (matchMedia("(prefers-color-scheme: dark)").matches) document.documentElement.className = "dark";</script>
<link rel="stylesheet" href="{base}/style.css"><link rel="stylesheet" href="{base}/guide.css"></head>
<body class="zoo-glossary-page"><main class="zoo-glossary"><header><h2>Glossary</h2><a href=".">To the zoo</a></header>
<div class="zoo-terms">{terms}</div></main></body></html>
"""


async def answer(_request: Request) -> HTMLResponse:
    """The page with all terms."""
    shared = delivery.ASSETS / "shared"
    base = f"{delivery.modules_url(*sorted(delivery.ASSETS.iterdir()))}/shared"
    return HTMLResponse(
        PAGE.replace("{base}", base).replace("{terms}", (shared / "glossary.html").read_text(encoding="utf-8"))
    )
