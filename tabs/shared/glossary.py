"""The glossary as a page of its own, ``/glossary``: what ``assets/shared/glossary.html`` has, with the page's look."""

import re

from starlette.requests import Request
from starlette.responses import HTMLResponse

from tabs.shared import delivery, languages

PATH = "/glossary"
PAGE = """\
<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Glossary · The Generative Zoo</title>
<script>{early}
if (matchMedia("(prefers-color-scheme: dark)").matches) document.documentElement.className = "dark";</script>
<link rel="stylesheet" href="{base}/style.css">
<link rel="stylesheet" href="{base}/controls.css"><link rel="stylesheet" href="{base}/guide.css"></head>
<body class="zoo-glossary-page"><main class="zoo-glossary">
<header><h2>Glossary</h2><a href=".">To the zoo</a>{switch}</header>{said}
<div class="zoo-terms">{terms}</div></main></body></html>
"""


async def answer(_request: Request) -> HTMLResponse:
    """The page with all terms."""
    parts = {
        "base": f"{delivery.modules_url(*sorted(delivery.ASSETS.iterdir()))}/shared",
        "early": languages.early(),
        "switch": languages.switch(),
        "said": languages.SAID,
        "terms": (delivery.ASSETS / "shared" / "glossary.html").read_text(encoding="utf-8"),
    }
    return HTMLResponse(re.sub(r"\{(\w+)\}", lambda hit: parts.get(hit[1], hit[0]), PAGE))
