"""The page's document made small, and published files sent compressed, tested as functions and over ASGI."""

import asyncio
import gzip
import hashlib
import json
import re
import shutil
import tempfile
import threading
from types import SimpleNamespace

import gradio as gr
import httpx
import pytest
from gradio import networking
from loops import run
from starlette.applications import Starlette
from starlette.responses import HTMLResponse, JSONResponse
from starlette.routing import Route
from starlette.testclient import TestClient

import app
from tabs.shared import delivery
from tabs.shared import page as shared
from tabs.shared.document import CALM, MOST, Document, Slim

CONFIG = {"root": "http://here", "title": "</script>&", "components": [{"id": 1, "props": {"value": "<b>"}}],
          "dependencies": [1], "layout": {}, "page": {}}  # fmt: skip
API = '{"named_endpoints":{"/decode":{}}}'


def document(**change) -> str:
    config = json.dumps(CONFIG | change).replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
    return (f"<html><script>window.gradio_config = {config};</script>"
            f"<script>window.gradio_api_info = {API};</script><p>rest</p></html>")  # fmt: skip


def test_what_all_get_alike_goes_into_a_file():
    files = []
    found = Slim(lambda content, suffix: files.append(content.decode()) or f"zoo-files/1{suffix}")(document())
    card, _, script = found.partition('<script src="zoo-files/1.js"></script>')
    assert (
        card
        == "<html>"
        + '<meta property="og:title" content="&lt;/script&gt;&amp;"><meta property="og:type" content="website">'
    )
    assert script.startswith("<script>") and script.endswith("<p>rest</p></html>")
    own = json.loads(re.search(r"\{\.\.\.(\{.*?\}), \.\.\.window\.zoo_config\}", found)[1])
    assert own == {"root": "http://here", "title": "</script>&"}
    assert found.count("</script>") == 2 and "&" not in script  # nothing in a text ends a script
    kept, api, rest = files[0].split(";\n", 2)
    assert json.loads(kept.removeprefix("window.zoo_config = ")) | own == CONFIG
    assert api == f"window.gradio_api_info = {API}" and rest == CALM and len(files) == 1


def test_one_file_serves_all_hosts_and_many_documents_make_few():
    files = []
    slim = Slim(lambda content, suffix: files.append(content) or "url")
    assert slim(document()) == slim(document()) and len(files) == 1
    assert (
        all("zoo_config" in slim(document(root=f"http://{number}")) for number in range(2 * MOST)) and len(files) == 1
    )
    answers = [slim(document(page={"asked": number})) for number in range(2 * MOST)]
    assert len(files) == MOST and answers[-1] == document(page={"asked": 2 * MOST - 1})
    assert "zoo_config" in slim(document()) and "zoo_config" in answers[0]


def test_a_page_that_is_not_utf_8_passes_as_it_is():
    async def latin(request):
        return HTMLResponse(b"<p>caf\xe9</p>")

    app = Starlette(routes=[Route("/", latin)], middleware=delivery.middleware())
    assert TestClient(app).get("/").content == b"<p>caf\xe9</p>"


def test_another_document_stays_as_it_is():
    assert Slim(None)("<html>other</html>") == "<html>other</html>"


async def html(request):
    return HTMLResponse(document())


async def other(request):
    return JSONResponse({"text": document()})


@pytest.fixture(scope="module")
def client():
    app = Starlette(routes=[Route("/", html), Route("/json", other)], middleware=delivery.middleware())
    return TestClient(app)


def test_the_document_is_slim_and_other_answers_are_not_touched(client):
    answer = client.get("/")
    assert int(answer.headers["content-length"]) and "zoo_config" in answer.text
    assert client.get("/json").json() == {"text": document()}
    script = re.search(r'src="([^"]+)"', answer.text)[1]
    assert client.get(f"/{script}").text.startswith("window.zoo_config = {")


def test_a_document_in_pieces_is_put_together():
    sent = []

    async def app(scope, receive, send):
        whole = document().encode()
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/html")]})
        await send({"type": "http.response.body", "body": whole[:50], "more_body": True})
        await send({"type": "http.response.body", "body": whole[50:]})

    async def send(message):
        sent.append(message)

    run(Document(app, lambda content, suffix: "url")({"type": "http", "method": "GET"}, None, send))
    start, body = sent
    assert b'src="url"' in body["body"] and not body.get("more_body")
    assert dict(start["headers"])[b"content-length"] == str(len(body["body"])).encode()


@pytest.mark.parametrize(("content", "suffix", "packed"), [
    (b"// words, words\n" * 500, ".js", True), (b"\0\1" * 9000, ".safetensors", True), (b"short", ".js", False),
    (bytes(range(256)) * 64, ".png", False),
])  # fmt: skip
def test_published_files_are_compressed_where_that_is_worth_it(client, content, suffix, packed):
    url = f"/{delivery.publish(content, suffix)}"
    for _ in range(2):  # the second time the copy is there
        answer = client.get(url)
        assert answer.content == content and (answer.headers.get("content-encoding") == "gzip") == packed
        assert answer.headers["cache-control"] == delivery.FOREVER
        assert "Accept-Encoding" in answer.headers["vary"]
    plain = client.get(url, headers={"Accept-Encoding": "identity"})
    assert plain.content == content and "content-encoding" not in plain.headers
    assert plain.headers["content-type"].split(";")[0] == answer.headers["content-type"].split(";")[0]


@pytest.mark.parametrize("path", ["..%2F..%2Fapp.py", "%2e%2e/app.py", "x/../../app.py", "", "no-such.js"])
def test_nothing_is_served_but_what_was_published(client, path):
    answer = client.get(f"/zoo-files/{path}")
    assert answer.status_code == 404 and "cache-control" not in answer.headers


def test_what_was_asked_for_too_early_is_served_once_it_is_published(client):
    content = b"window.early = 1;\n" * 400
    url = f"{delivery.PREFIX}{hashlib.sha256(content).hexdigest()[:20]}.js"
    assert client.get(f"/{url}").status_code == 404
    assert delivery.publish(content, ".js") == url
    answer = client.get(f"/{url}")
    assert answer.content == content and answer.headers["content-encoding"] == "gzip"


def test_a_cleaner_of_the_temporary_folder_and_of_the_sources_takes_nothing_away(client, tmp_path, monkeypatch):
    monkeypatch.setenv("TMPDIR", str(tmp_path / "temporary"))
    monkeypatch.setattr(tempfile, "tempdir", None)  # so that it is looked up anew
    for folder in ("temporary", "bees"):
        (tmp_path / folder).mkdir()
    (tmp_path / "bees" / "index.js").write_text("export default 1;")
    urls = {f"{delivery.modules_url(tmp_path / 'bees')}/bees/index.js": b"export default 1;",
            delivery.publish(b"a picture", ".png"): b"a picture"}  # fmt: skip
    assert list((tmp_path / "temporary").iterdir()) == []
    shutil.rmtree(tmp_path / "bees")
    assert {url: client.get(f"/{url}").content for url in urls} == urls
    assert {url: delivery.published(url) for url in urls} == urls and delivery.published("zoo-files/none") is None


def test_files_are_read_and_nothing_else(client):
    url = f"/{delivery.publish(b'some bytes', '.png')}"
    assert client.head(url).headers["content-length"] == "10" and client.head(url).content == b""
    refused = client.post(url)
    assert (refused.status_code, refused.headers["allow"]) == (405, "GET, HEAD")


@pytest.mark.parametrize("suffix", delivery.LEVELS)
def test_a_compressed_copy_is_what_gzip_unpacks(suffix):
    file = delivery.File(f"1{suffix}", b"window.x = 1;\n" * 400)
    assert file.packed and gzip.decompress(file.packed) == file.content


def test_the_document_names_the_modules_that_all_tabs_share():
    app = Starlette(**shared.launch_settings([Route("/", html)])["app_kwargs"])
    client = TestClient(app)
    text = client.get("/").text
    urls = re.findall(r'<link rel="modulepreload" href="([^"]+)">', text)
    assert text.index("modulepreload") < text.index("zoo_config")  # so that they are fetched first
    loader = next(url for url in urls if url.endswith("/shared/loader.js"))
    assert loader in shared.loader(delivery.ASSETS / "vae")  # the very address that a tab asks for
    assert len(urls) == len(list((delivery.ASSETS / "shared").glob("*.js")))
    assert all(client.get(f"/{url}").status_code == 200 for url in urls)


def test_torch_waits_until_the_modules_are_there():
    """Importing it keeps the server busy for seconds: a module that is asked for meanwhile comes late."""
    events = app.create_app().get_config_file()["dependencies"]
    when = {each["api_name"]: each["targets"][0][1] for each in events if each["targets"]}
    assert (when["arrive"], when["warm_up"]) == ("opened", "ready")
    script = shared.loader(delivery.ASSETS / "vae")
    assert script.index('trigger("opened")') < script.index("loader.default") < script.index('trigger("ready")')


@pytest.mark.parametrize(
    "folder", sorted(path.parent for path in delivery.ASSETS.glob("*/index.js")), ids=lambda path: path.name
)
def test_the_sheet_of_the_whole_tab_comes_last_and_wins(folder):
    parts = json.loads(re.search(r"trigger \}, (\{.*?\})\)", shared.loader(folder))[1])
    others = sorted({path.name for path in folder.glob("*.css")} - {"style.css"})
    assert parts["folder"] == folder.name and parts["styles"] == [*others, "style.css"]


def test_a_server_that_nobody_asks_seldom_looks_for_requests(monkeypatch):
    waited, queue, here = [], app.create_app()._queue, []

    async def rest(seconds):
        if threading.get_ident() not in here:  # a server that other tests use
            return await asyncio.sleep(seconds)
        waited.append(seconds)
        queue.stopped = len(waited) > 3

    queue.stopped = False
    monkeypatch.setattr("gradio.queueing.asyncio", SimpleNamespace(sleep=rest))
    queue._cancel_asyncio_tasks = lambda: None

    async def work():
        here.append(threading.get_ident())
        await queue.start_processing()

    run(work())
    assert len(waited) == 4 and min(waited) >= 0.01


def test_an_app_whose_first_page_is_late_is_not_ended_and_has_its_icon(monkeypatch):
    monkeypatch.setattr(networking, "url_ok", lambda url: False)  # as after three seconds without an answer
    with gr.Blocks() as late:
        gr.Markdown("Here.")
    try:
        shared.launch(late, quiet=True, server_name="127.0.0.1")
        with httpx.Client() as visitor:
            assert visitor.get(late.local_url).status_code == 200
            [connection] = late.server.server_state.connections
            assert connection.timeout_keep_alive == 75  # not uvicorn's 5
            assert visitor.get(f"{late.local_url}favicon.ico").text == (shared.SHARED / "icon.svg").read_text()
    finally:
        late.close()
