"""What every answer of the whole app has, and what becomes of requests that do not fit."""

import inspect
import json
import logging
import re

import httpx
import pytest
from loops import run
from starlette.exceptions import HTTPException
from starlette.requests import Request

from tabs.shakespeare import api as shakespeare_api
from tabs.shared import faults, guard, refusals, turns


@pytest.fixture(scope="module")
def client(site):
    with httpx.Client(base_url=site.rstrip("/"), timeout=60) as client:
        yield client


@pytest.mark.parametrize("path", ["/", "/gradio_api/info", "/zoo-files/none", "/no-such-page", "/theme.css"])
def test_every_answer_keeps_to_its_own_host(client, path):
    answer = client.get(path)
    assert {name: answer.headers[name] for name in guard.HEADERS} == guard.HEADERS
    assert "http" not in guard.HEADERS["Content-Security-Policy"]


@pytest.mark.parametrize("kind", ["document", "iframe", "worker", "script"])
def test_only_what_reads_a_policy_is_sent_one(client, kind):
    headers = client.get("/theme.css", headers={"Sec-Fetch-Dest": kind}).headers
    assert (guard.SECURITY_POLICY in headers) == (kind != "script")
    assert headers["X-Content-Type-Options"] == "nosniff" and "Sec-Fetch-Dest" in headers["Vary"]


def test_the_document_names_no_folder_of_the_server_and_previews_with_its_own_title(client):
    text = client.get("/").text
    script = re.search(r'<script src="(zoo-files[^"]+)"', text)[1]
    for content in (
        text,
        client.get(f"/{script}").text,
        client.get("/config").text,
        client.get("/gradio_api/info").text,
    ):
        assert str(faults.ROOT) not in content
    assert re.findall(r'<meta property="og:title" content="([^"]*)"', text) == ["The Generative Zoo"]
    assert "githubusercontent" not in text and "twitter:" not in text


def test_nothing_is_uploaded(client):
    answer = client.post("/gradio_api/upload", files={"files": ("a.txt", b"x")})
    assert answer.status_code == 403 and "takes no files" in answer.json()["error"]


@pytest.mark.parametrize("header", ["x-forwarded-host", "x-gradio-server"])
def test_another_host_is_believed_only_where_it_is_named(client, monkeypatch, header):
    stated = {header: "http://zoo.example" if "server" in header else "zoo.example"}
    assert "zoo.example" not in client.get("/", headers=stated).text
    monkeypatch.setenv("ZOO_HOSTS", "other.example, Zoo.Example")
    assert ("zoo.example" in client.get("/", headers=stated).text) == ("host" in header)
    monkeypatch.setenv("ZOO_HOSTS", "")
    monkeypatch.setenv("SPACE_ID", "someone/zoo")
    assert Request(guard.believed({"type": "http", "headers": [(header.encode(), b"a")]})).headers[header] == "a"


UNFIT = [
    ("component_server/", {"component_id": 99_999, "fn_name": "encode", "session_hash": "x", "data": {}}),
    ("component_server/", "NaN"),
    ("run/decode", {"data": []}),
    ("run/decode", {"data": ["vae-2"]}),
    ("run/decode", "NaN"),
    ("run/no-such-name", {"data": []}),
    ("call/v2/twist", [1, 2]),
    ("call/v2/twist", ""),
]
# What is missing or misspelt in a call is named.
MISFITS = [
    ("twist", {}, 400, "This endpoint also needs text: "),
    ("twist", {"text": "Thou", "modernize": 1}, 400, "This endpoint has no argument 'modernize': "),
    ("no-such-name", {"text": "Thou"}, 404, "There is no endpoint '/no-such-name': "),
]


@pytest.mark.parametrize(("path", "body"), UNFIT)
def test_a_request_that_does_not_fit_gets_a_sentence_and_fills_no_log(client, capfd, caplog, path, body):
    def send():
        content = body if isinstance(body, str) else json.dumps(body)
        return client.post(f"/gradio_api/{path}", content=content, headers={"content-type": "application/json"})

    send()
    capfd.readouterr()
    caplog.clear()
    answers = [send() for _ in range(3)]
    assert all(400 <= answer.status_code < 500 for answer in answers)
    assert all(re.search("does not fit what this page|Invalid JSON body", answer.text) for answer in answers)
    assert "Traceback" not in "".join(capfd.readouterr()) + caplog.text and len(caplog.records) <= 3


@pytest.mark.parametrize(("endpoint", "arguments", "status", "said"), MISFITS)
def test_what_does_not_fit_in_a_call_is_named(client, endpoint, arguments, status, said):
    answer = client.post(f"/gradio_api/call/v2/{endpoint}", json=arguments)
    assert answer.status_code == status and answer.json() == {"error": f"{said}see “Use via API”."}


def test_what_gradio_refuses_is_an_error_too_and_a_full_queue_a_sentence(client):
    assert client.get("/no-such-page").json() == {"detail": "Not Found", "error": "Not Found"}
    opened = client.get("/no-such-page", headers={"Accept": "text/html,*/*"})  # by a reader, who gets a way home
    assert opened.status_code == 404 and '<base href="/">' in opened.text
    full = refusals.HANDLERS[HTTPException](None, HTTPException(503, "Queue is full. Max size is 64 and size is 64."))
    assert json.loads(run(full).body) == {"detail": refusals.CROWDED, "error": refusals.CROWDED}


@pytest.mark.parametrize("path", ["call/decode/none", "call/v2/decode/none", "queue/data?session_hash=none"])
def test_events_that_are_not_there_end_with_a_message(client, caplog, path):
    """As when a server was started anew while somebody waited."""
    answer = client.get(f"/gradio_api/{path}")
    assert "404" in answer.text and answer.text.endswith("\n\n") and not caplog.records


def test_half_a_character_in_a_name_gets_a_sentence(client):
    body, headers = '{"data": ["\\ud800", [1.0]]}', {"content-type": "application/json"}
    answer = client.post("/gradio_api/run/decode", content=body, headers=headers)
    assert answer.json()["error"].startswith("There is no model '?' here; choose one of vae-2, vae-20")
    assert answer.status_code == 400


def test_a_crowd_is_no_fault_of_who_asks(client, monkeypatch):
    monkeypatch.setattr(turns, "MOST_WAITING", 0)
    others = list(inspect.signature(shakespeare_api.generate).parameters.values())[1:]
    body = {"data": ["shakespeare-vae", *(each.default for each in others)]}
    answer = client.post("/gradio_api/run/generate", json=body)
    assert (answer.status_code, answer.json()["error"]) == (503, turns.CROWDED)


def test_a_fault_of_ours_is_logged_once_with_its_traceback(caplog, monkeypatch):
    monkeypatch.setattr(faults, "_logged", set())

    async def fails(scope, receive, send):
        raise RuntimeError("broken")

    fails.__code__ = fails.__code__.replace(co_filename=str(faults.ROOT / "tabs" / "vae" / "api.py"))
    sent = []

    async def send(message):
        sent.append(message)

    scope = {"type": "http", "method": "POST", "path": "/", "headers": []}
    for _ in range(2):
        run(guard.Guard(fails)(scope, None, send))
    assert [each["status"] for each in sent if "status" in each] == [500, 500]
    assert faults.FAILED.encode() in sent[1]["body"]
    (entry,) = [each for each in caplog.records if each.levelno == logging.ERROR]
    assert entry.exc_info and "broken" in caplog.text
