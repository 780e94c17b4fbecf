"""Hugging Face Jobs of the tests' Hub: it takes requests, and says how the jobs go, as its switches tell."""

import json

from hub_server import HubServer, error
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

MACHINES = (("cpu-basic", "CPU Basic", 0.000167), ("a10g-small", "Nvidia A10G - small", 0.0167))


class JobsHub(HubServer):
    """``asked`` has the jobs' specifications as they were sent. A job goes through ``stages``, one at each look."""

    def reset(self) -> None:
        """No jobs, and nothing wrong."""
        super().reset()
        self.asked: list[dict] = []
        self.stages = ["SCHEDULING", "RUNNING", "COMPLETED"]
        self.message: str | None = None
        self.credit, self._looks = True, {}

    def _routes(self) -> list[Route]:
        one = "/api/jobs/{owner}/{number:int}"
        return [
            Route("/api/jobs/hardware", self.hardware), Route("/api/jobs/{owner}", self.begin, methods=["POST"]),
            Route("/api/jobs/{owner}", self.listed), Route(one, self.look), *super()._routes(),
        ]  # fmt: skip

    def hardware(self, request: Request, body: bytes) -> Response:
        return JSONResponse([
            {"name": name, "prettyName": pretty, "cpu": "2 vCPU", "ram": "16 GB", "accelerator": None,
             "unitCostMicroUSD": round(cost * 1e6), "unitCostUSD": cost, "unitLabel": "minute"}
            for name, pretty, cost in MACHINES
        ])  # fmt: skip

    def begin(self, request: Request, body: bytes) -> Response:
        if not self.credit:
            return error(402, "Pre-paid credit balance is insufficient")
        self.asked.append(json.loads(body))
        return JSONResponse(self._job(len(self.asked)))

    def listed(self, request: Request, body: bytes) -> Response:
        wanted = [label.split("=", 1) for label in request.query_params.getlist("label")]
        jobs = [self._job(number) for number in range(1, len(self.asked) + 1)]
        return JSONResponse([job for job in jobs if all(job["labels"].get(key) == value for key, value in wanted)])

    def look(self, request: Request, body: bytes) -> Response:
        number = request.path_params["number"]
        self._looks[number] = self._looks.get(number, 0) + 1
        return JSONResponse(self._job(number))

    def _job(self, number: int) -> dict:
        stage = self.stages[min(self._looks.get(number, 0), len(self.stages) - 1)]
        ended = {"message": self.message} if stage == self.stages[-1] else {}
        return {"id": str(number), "owner": {"id": "1", "name": "someone", "type": "user"},
                "labels": self.asked[number - 1].get("labels"), "status": {"stage": stage, **ended}}  # fmt: skip
