"""The page's document made small, and published files sent compressed, tested as functions and over ASGI."""

import gzip
import json
import re

import pytest
from loops import run
from starlette.applications import Starlette
from starlette.responses import HTMLResponse, JSONResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from tabs.shared import delivery
from tabs.shared.document import MOST, Document, Slim

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
    assert found.startswith('<html><script src="zoo-files/1.js"></script><script>') and found.endswith(
        "<p>rest</p></html>"
    )
    own = json.loads(re.search(r"\{\.\.\.(\{.*?\}), \.\.\.window\.zoo_config\}", found)[1])
    assert own == {"root": "http://here", "title": "</script>&"}
    assert found.count("</script>") == 2 and "&" not in found  # nothing in a text ends a script
    kept, api, rest = files[0].split(";\n")
    assert json.loads(kept.removeprefix("window.zoo_config = ")) | own == CONFIG
    assert api == f"window.gradio_api_info = {API}" and rest == "" and len(files) == 1


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


def test_nothing_outside_the_published_folder_is_packed(client, tmp_path):
    secret = delivery.served_folder().parent / "zoo-test-secret.js"
    secret.write_bytes(b"secret\n" * 1000)
    try:
        for path in ("..%2Fzoo-test-secret.js", "%2e%2e/zoo-test-secret.js", "x/../../zoo-test-secret.js"):
            assert client.get(f"/zoo-files/{path}").status_code == 404
        assert not delivery._packed("../zoo-test-secret.js")
        assert not secret.with_name(secret.name + ".gz").exists()
    finally:
        secret.unlink()


def test_a_compressed_copy_is_what_gzip_unpacks():
    content = b"window.x = 1;\n" * 400
    url = delivery.publish(content, ".js").removeprefix(delivery.PREFIX)
    assert delivery._packed(url)
    assert gzip.decompress((delivery.served_folder() / f"{url}.gz").read_bytes()) == content
