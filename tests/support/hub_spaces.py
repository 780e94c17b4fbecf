"""Spaces of the tests' Hub: as it answers a free account, one with PRO, and one that pays."""

import json

from hub_server import REPO, HubServer, error
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

FREE_SPACES = 2  # on ZeroGPU, of an account without PRO
NEEDS_PRO = (
    "Static Spaces are free for everyone, but hosting Gradio and Docker Spaces on free cpu-basic requires a PRO "
    "subscription."
)


class SpacesHub(HubServer):
    """``spaces`` has the settings of each. After a commit a Space goes through ``stages``, one at each look."""

    def reset(self) -> None:
        """No Spaces, and a free account."""
        super().reset()
        self.spaces: dict[str, dict] = {}
        self.stages = ["BUILDING", "APP_STARTING", "RUNNING"]

    def _routes(self) -> list[Route]:
        api = "/api/spaces" + REPO
        return [
            Route(api, self.info), Route(api + "/tree/{revision}", self.tree),
            Route(api + "/revision/{revision:path}", self.info),
            Route(api + "/preupload/{revision}", self.preupload, methods=["POST"]),
            Route(api + "/commit/{revision}", self.commit, methods=["POST"]),
            Route(api + "/runtime", self.runtime), Route(api + "/hardware", self.hardware, methods=["POST"]),
            Route(api + "/variables", self.variables, methods=["GET", "POST"]),
            Route("/spaces" + REPO + ".git/info/lfs/objects/batch", self.lfs_batch, methods=["POST"]),
            Route("/spaces" + REPO + ".git/info/lfs/objects/verify", self.lfs_verify, methods=["POST"]),
            *super()._routes(),
        ]  # fmt: skip

    def create(self, request: Request, body: bytes) -> Response:
        asked = json.loads(body)
        repo, hardware = f"{asked['organization']}/{asked['name']}", asked.get("hardware", "cpu-basic")
        if refused := self._refuse_hardware(hardware):
            return refused
        answer = super().create(request, body)
        if answer.status_code == 200:
            variables = {each["key"]: each["value"] for each in asked.get("variables", [])}
            is_private = asked.get("visibility") == "private"
            self.spaces[repo] = {"sdk": asked["sdk"], "hardware": hardware, "variables": variables,
                                 "private": is_private, "looks": None, "built": None}  # fmt: skip
        return JSONResponse({"url": f"{self.endpoint}/spaces/{repo}"}, answer.status_code)

    def _refuse_hardware(self, hardware: str) -> Response | None:
        on_zero = [space for space in self.spaces.values() if space["hardware"] == "zero-a10g"]
        if hardware == "cpu-basic" and not self.me.get("isPro"):
            return error(402, NEEDS_PRO)
        if hardware == "zero-a10g" and len(on_zero) >= FREE_SPACES and not self.me.get("isPro"):
            return error(403, "You have reached the limit of ZeroGPU Spaces.")
        if hardware not in ("cpu-basic", "zero-a10g") and not self.me.get("canPay"):
            return error(402, "You must add a payment method to your account.")
        return None

    def commit(self, request: Request, body: bytes) -> Response:
        answer = super().commit(request, body)
        self._of(request)["looks"] = -1  # the first look still sees what was there before
        return answer

    def runtime(self, request: Request, body: bytes) -> Response:
        space, files = self._of(request), self._commit(request).files
        answer = {"hardware": {"current": space["hardware"], "requested": space["hardware"]}}
        if space["looks"] is None or space["looks"] < 0:
            space["looks"] = None if space["looks"] is None else 0
            stage = "RUNNING" if space["built"] else "NO_APP_FILE"
            return JSONResponse(answer | {"stage": stage, "sha": space["built"]})
        stage = self.stages[min(space["looks"], len(self.stages) - 1)]
        space["looks"] += 1
        space["built"] = self._commit(request).oid
        answer |= {"stage": stage, "sha": space["built"]}
        code = b"\n".join(content for path, content in files.items() if path.endswith(".py"))
        if stage == "RUNNING" and space["hardware"] == "zero-a10g" and b"spaces.GPU" not in code:
            answer |= {"stage": "RUNTIME_ERROR", "errorMessage": "No @spaces.GPU function detected during startup"}
        return JSONResponse(answer)

    def hardware(self, request: Request, body: bytes) -> Response:
        hardware = json.loads(body)["flavor"]
        if refused := self._refuse_hardware(hardware):
            return refused
        self._of(request)["hardware"] = hardware
        return JSONResponse({"stage": "APP_STARTING", "hardware": {"current": None, "requested": hardware}})

    def variables(self, request: Request, body: bytes) -> Response:
        variables = self._of(request)["variables"]
        if request.method == "POST":
            asked = json.loads(body)
            variables[asked["key"]] = asked["value"]
        return JSONResponse({key: {"value": value} for key, value in variables.items()})

    def _of(self, request: Request) -> dict:
        return self.spaces["{namespace}/{name}".format(**request.path_params)]
