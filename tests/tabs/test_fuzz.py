"""A few of the bad requests that ``python tests/fuzz_api.py`` sends to everything, to everything."""

import httpx
import pytest
from fuzzing import Findings, overload, spoil, targets, wander, well

CALLS, HEAVY = 2, ("/decode", "attention.paste")


@pytest.fixture(scope="module")
def client(site):
    with httpx.Client(base_url=site.rstrip("/"), timeout=60) as client:
        yield client


def test_no_request_is_a_fault_of_the_server(client, capfd, caplog):
    found, findings = targets(client), Findings()
    assert well(client, found) == []
    for number, target in enumerate(found):
        spoil(client, target, CALLS, findings)
        if target.name in HEAVY:
            overload(client, target, number, findings)
    assert findings.problems == [] and findings.calls > CALLS * len(found)
    assert {200, 400} <= findings.statuses.keys()  # some are answered, some refused
    assert "Traceback" not in "".join(capfd.readouterr()) + caplog.text


def test_no_address_leads_out_of_what_is_served(client):
    findings = Findings()
    wander(client, 60, findings)
    assert findings.problems == [] and findings.statuses[404] > 20
    findings.take("a file", b"", lambda: httpx.Response(200, content=b"root:x:0:0:root:/root:/bin/sh"))
    assert findings.problems == ["a file b'': a file that is not served in the answer"]
