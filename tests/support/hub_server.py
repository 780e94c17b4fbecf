"""A small server that speaks the Hugging Face Hub's protocol to the real ``huggingface_hub`` client, with faults.

It keeps models in memory: commits, regular files (git blob ids) and LFS files (SHA-256). The latter it hands out from
another host name, as the Hub does from its CDN. ``faults`` switches what goes wrong.
"""

import base64
import hashlib
import json
import re
import socket
import threading
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import PurePosixPath

import uvicorn
import yaml
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

TOKEN = "hf_a-secret-that-must-never-be-shown"
PAGE = 2  # models on one page of a listing
REPO = "/{namespace}/{name}"


def git_sha1(data: bytes) -> str:
    """The id git gives a file with this content."""
    return hashlib.sha1(b"blob %d\0" % len(data) + data).hexdigest()


def closed_port() -> str:
    """An endpoint at which nothing listens."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{listener.getsockname()[1]}"


@dataclass
class Faults:
    """What goes wrong: paths are matched by regular expressions, file names exactly."""

    status: dict[str, list[int]] = field(default_factory=dict)  # path pattern -> statuses of the next answers
    always: dict[str, int] = field(default_factory=dict)  # path pattern -> status of every answer
    cut_once: set[str] = field(default_factory=set)  # connection breaks half-way through the file, the first time
    short: set[str] = field(default_factory=set)  # a download that ends early and looks complete
    corrupt: set[str] = field(default_factory=set)  # the right size, the wrong content
    nonsense: bool = False  # every answer is a web page, as from a hotel's network
    hang: threading.Event | None = None  # answers only once this is set


@dataclass
class Commit:
    oid: str
    title: str
    date: str
    files: dict[str, bytes]
    lfs: set[str]


class HubServer:
    """``with HubServer() as hub``: serves at ``hub.endpoint`` until the block ends; ``reset`` forgets everything."""

    def __init__(self):
        self.socket = socket.socket(proto=socket.IPPROTO_TCP)  # named, for asyncio to switch Nagle's delays off
        self.socket.bind(("127.0.0.1", 0))
        port = self.socket.getsockname()[1]
        self.socket.listen()
        self.endpoint, self.storage = f"http://127.0.0.1:{port}", f"http://localhost:{port}"
        self.server = uvicorn.Server(uvicorn.Config(self._app(), log_config=None, timeout_graceful_shutdown=1))
        self.thread = threading.Thread(target=self.server.run, kwargs={"sockets": [self.socket]}, daemon=True)
        self.reset()

    def reset(self) -> None:
        """No models, no faults, no recorded requests."""
        self.repos: dict[str, list[Commit]] = {}
        self.objects: dict[str, bytes] = {}
        self.private: set[str] = set()
        self.references: dict[str, str] = {}  # branches, tags and pull requests of any repository
        self.me: dict = {"name": "someone", "orgs": [], "auth": {"accessToken": {"role": "write"}}}
        self.requests: list[tuple[str, str]] = []
        self.faults = Faults()

    def __enter__(self) -> "HubServer":
        self.thread.start()
        return self

    def __exit__(self, *_) -> None:
        self.server.should_exit = True
        self.thread.join()
        self.socket.close()

    def _app(self) -> Starlette:
        return Starlette(routes=[Route(r.path, self._guarded(r.endpoint), methods=r.methods) for r in self._routes()])

    def _routes(self) -> list[Route]:
        api = "/api/models" + REPO
        return [
            Route("/", self.root),
            Route("/api/repos/create", self.create, methods=["POST"]),
            Route("/api/validate-yaml", self.validate_yaml, methods=["POST"]),
            Route("/api/models", self.list_models),
            Route("/api/whoami-v2", self.whoami),
            Route(api, self.info),
            Route(api + "/revision/{revision:path}", self.info),
            Route(api + "/commits/{revision}", self.commits),
            Route(api + "/tree/{revision}", self.tree),
            Route(api + "/preupload/{revision}", self.preupload, methods=["POST"]),
            Route(api + "/commit/{revision}", self.commit, methods=["POST"]),
            Route("/api/datasets" + REPO, self.info),
            Route("/api/datasets" + REPO + "/revision/{revision:path}", self.info),
            Route("/api/datasets" + REPO + "/tree/{revision}", self.tree),
            Route("/datasets" + REPO + "/resolve/{revision}/{path:path}", self.file),
            Route(REPO + ".git/info/lfs/objects/batch", self.lfs_batch, methods=["POST"]),
            Route(REPO + ".git/info/lfs/objects/verify", self.lfs_verify, methods=["POST"]),
            Route("/upload/{oid}", self.upload, methods=["PUT"]),
            Route(REPO + "/resolve/{revision}/{path:path}", self.file),
            Route("/cdn/{file}/{oid}", self.download),
        ]

    def _guarded(self, handler):
        """The handler behind the faults and the check of the token; it runs in a thread."""

        async def guarded(request: Request) -> Response:
            body = await request.body()
            return await run_in_threadpool(lambda: self._refuse(request) or handler(request, body))

        return guarded

    def _refuse(self, request: Request) -> Response | None:
        path, params = request.url.path, request.path_params
        self.requests.append((request.method, path))
        if self.faults.hang:
            self.faults.hang.wait()
        if self.faults.nonsense:
            return Response("<html>Please accept our terms.</html>", media_type="text/html")
        if status := self._fault(path):
            return error(status, "A fault of the test")
        sent = request.headers.get("authorization")
        if path.startswith(("/cdn/", "/upload/")):  # as S3 answers; also proof that no token goes to another host
            return error(400, "Only one auth mechanism allowed") if sent else None
        if sent not in (None, f"Bearer {TOKEN}"):
            return error(401, "Invalid credentials in Authorization header")
        repo = f"{params['namespace']}/{params['name']}" if "name" in params else None
        if repo and (repo not in self.repos or (repo in self.private and not sent)):
            return error(404 if sent else 401, "Repository not found", "RepoNotFound")
        if request.method == "POST" and not sent:
            return error(401, "Invalid username or password.")
        return None

    def _fault(self, path: str) -> int | None:
        for pattern, statuses in self.faults.status.items():
            if statuses and re.search(pattern, path):
                return statuses.pop(0)
        return next((status for pattern, status in self.faults.always.items() if re.search(pattern, path)), None)

    def _commit(self, request: Request) -> Commit | None:
        params = request.path_params
        commits = self.repos[f"{params['namespace']}/{params['name']}"]
        revision = params.get("revision", "main")
        revision = self.references.get(revision, revision)
        return commits[-1] if revision == "main" else next((c for c in commits if c.oid == revision), None)

    def add_commit(self, repo: str, title: str, files: dict[str, bytes], lfs: set[str]) -> str:
        """Append a commit to a repository, new or old; its id."""
        commits = self.repos.setdefault(repo, [])
        date = datetime(2025, 1, 1, tzinfo=UTC) + timedelta(minutes=len(commits))
        content = repr((repo, len(commits), title, sorted(files.items()))).encode()
        oid = hashlib.sha1(content).hexdigest()
        commits.append(Commit(oid, title, date.isoformat().replace("+00:00", ".000Z"), files, lfs))
        return oid

    # What the client asks for, in the order in which a push and a download ask.

    def root(self, request: Request, body: bytes) -> Response:
        return Response("Hub")

    def whoami(self, request: Request, body: bytes) -> Response:
        return JSONResponse({"type": "user"} | self.me)

    def create(self, request: Request, body: bytes) -> Response:
        asked = json.loads(body)
        repo = f"{asked['organization']}/{asked['name']}"
        status = 409 if repo in self.repos else 200
        if status == 200:
            self.add_commit(repo, "initial commit", {".gitattributes": b"*.safetensors filter=lfs\n"}, set())
        return JSONResponse({"url": f"{self.endpoint}/{repo}"}, status)

    def validate_yaml(self, request: Request, body: bytes) -> Response:
        header = re.match(r"---\n(.*?)\n---\n", json.loads(body)["content"], re.DOTALL)
        try:
            yaml.safe_load(header.group(1) if header else "")
        except yaml.YAMLError:
            return JSONResponse({"errors": [{"message": "the header is not YAML"}], "warnings": []}, 400)
        return JSONResponse({"errors": [], "warnings": []})

    def preupload(self, request: Request, body: bytes) -> Response:
        commit, found = self._commit(request), []
        for asked in json.loads(body)["files"]:
            large = asked["path"].endswith(".safetensors")
            data = commit.files.get(asked["path"])
            digest = None if data is None else hashlib.sha256(data).hexdigest() if large else git_sha1(data)
            mode = "lfs" if large else "regular"
            found.append({"path": asked["path"], "uploadMode": mode, "shouldIgnore": False, "oid": digest})
        return JSONResponse({"files": found})

    def lfs_batch(self, request: Request, body: bytes) -> Response:
        verify = f"{self.endpoint}{request.url.path.removesuffix('batch')}verify"
        objects = []
        for asked in json.loads(body)["objects"]:
            actions = {"upload": {"href": f"{self.storage}/upload/{asked['oid']}"}}
            actions["verify"] = {"href": verify}
            new = asked["oid"] not in self.objects
            objects.append({"oid": asked["oid"], "size": asked["size"]} | ({"actions": actions} if new else {}))
        return JSONResponse({"transfer": "basic", "objects": objects})

    def upload(self, request: Request, body: bytes) -> Response:
        if hashlib.sha256(body).hexdigest() != request.path_params["oid"]:
            return error(400, "The content does not match its name")
        self.objects[request.path_params["oid"]] = body
        return Response()

    def lfs_verify(self, request: Request, body: bytes) -> Response:
        asked = json.loads(body)
        stored = self.objects.get(asked["oid"])
        return Response() if stored is not None and len(stored) == asked["size"] else error(404, "No such object")

    def commit(self, request: Request, body: bytes) -> Response:
        last = self._commit(request)
        files, lfs, title = dict(last.files), set(last.lfs), ""
        for line in body.splitlines():
            item = json.loads(line)
            value, path = item["value"], item["value"].get("path")
            match item["key"]:
                case "header":
                    title = value["summary"]
                case "file":
                    files[path] = base64.b64decode(value["content"])
                    lfs.discard(path)
                case "lfsFile":
                    files[path] = self.objects[value["oid"]]
                    lfs.add(path)
                case "deletedFile":
                    del files[path]
                    lfs.discard(path)
        repo = "{namespace}/{name}".format(**request.path_params)
        oid = self.add_commit(repo, title, files, lfs)
        return JSONResponse({"success": True, "commitOid": oid, "commitUrl": f"{self.endpoint}/{repo}/commit/{oid}"})

    def list_models(self, request: Request, body: bytes) -> Response:
        query = request.query_params
        sent = request.headers.get("authorization")
        found = [
            r for r in sorted(self.repos) if r.startswith(query["author"] + "/") and (sent or r not in self.private)
        ]
        start = int(query.get("start", 0))
        headers = {}
        if start + PAGE < len(found):
            url = f"{self.endpoint}/api/models?author={query['author']}&start={start + PAGE}"
            headers["Link"] = f'<{url}>; rel="next"'
        return JSONResponse([self._describe(repo) for repo in found[start : start + PAGE]], headers=headers)

    def _describe(self, repo: str) -> dict:
        """As the Hub lists a repository: library and licence are what the front matter of its README says."""
        readme = self.repos[repo][-1].files.get("README.md", b"").decode(errors="replace")
        stated = re.search(r"\A---\n.*?^library_name: (\S+)$", readme, re.MULTILINE | re.DOTALL)
        library = stated and stated.group(1)
        licence = re.search(r"\A---\n.*?^license: (\S+)$", readme, re.MULTILINE | re.DOTALL)
        found = {"id": repo, "tags": [library] if library else []} | ({"library_name": library} if library else {})
        return found | ({"cardData": {"license": licence.group(1)}} if licence else {})

    def info(self, request: Request, body: bytes) -> Response:
        commit = self._commit(request)
        if commit is None:
            return error(404, "Invalid rev id", "RevisionNotFound")
        repo = "{namespace}/{name}".format(**request.path_params)
        siblings = [{"rfilename": path} for path in commit.files]
        return JSONResponse(self._describe(repo) | {"sha": commit.oid, "siblings": siblings})

    def commits(self, request: Request, body: bytes) -> Response:
        commits = self.repos["{namespace}/{name}".format(**request.path_params)]
        listed = [
            {"id": c.oid, "title": c.title, "message": "", "date": c.date, "authors": [{"user": "someone"}]}
            for c in reversed(commits)
        ]
        return JSONResponse(listed)

    def tree(self, request: Request, body: bytes) -> Response:
        commit = self._commit(request)
        if commit is None:
            return error(404, "Invalid rev id", "RevisionNotFound")
        parents = {str(parent) for path in commit.files for parent in PurePosixPath(path).parents} - {"."}
        entries = [{"type": "directory", "path": path, "oid": "0" * 40, "size": 0} for path in sorted(parents)]
        for path, data in sorted(commit.files.items()):
            entry = {"type": "file", "path": path, "size": len(data), "oid": git_sha1(data)}
            if path in commit.lfs:
                pointer = {"oid": hashlib.sha256(data).hexdigest(), "size": len(data), "pointerSize": 134}
                entry |= {"oid": git_sha1(b"a pointer"), "lfs": pointer}
            entries.append(entry)
        return JSONResponse(entries)

    def file(self, request: Request, body: bytes) -> Response:
        commit, path = self._commit(request), request.path_params["path"]
        if commit is None:
            return error(404, "Invalid rev id", "RevisionNotFound")
        if path not in commit.files:
            return error(404, "Entry not found", "EntryNotFound")
        data = commit.files[path]
        headers = {"X-Repo-Commit": commit.oid}
        if path not in commit.lfs:
            return self._send(request, path, data, headers | {"ETag": f'"{git_sha1(data)}"'})
        digest = hashlib.sha256(data).hexdigest()
        linked = {"X-Linked-Etag": f'"{digest}"', "X-Linked-Size": str(len(data))}
        location = f"{self.storage}/cdn/{path.replace('/', ':')}/{digest}?signature=temporary"
        return Response(None, 302, headers | linked | {"Location": location})

    def download(self, request: Request, body: bytes) -> Response:
        path = request.path_params["file"].replace(":", "/")
        return self._send(request, path, self.objects[request.path_params["oid"]], {})

    def _send(self, request: Request, path: str, data: bytes, headers: dict[str, str]) -> Response:
        if request.method == "HEAD":
            return Response(None, headers=headers | {"Content-Length": str(len(data))})
        if path in self.faults.corrupt:
            data = bytes(byte ^ 1 for byte in data)
        if path in self.faults.short:
            data = data[: len(data) // 2]
        start, status = 0, 200
        if wanted := request.headers.get("range"):
            start, status = int(wanted.removeprefix("bytes=").split("-")[0]), 206
            headers = headers | {"Content-Range": f"bytes {start}-{len(data) - 1}/{len(data)}"}
        headers = headers | {"Content-Length": str(len(data) - start)}
        if path in self.faults.cut_once:
            self.faults.cut_once.discard(path)
            return StreamingResponse(iter([data[: len(data) // 2]]), status, headers)
        return Response(data[start:], status, headers)


def error(status: int, message: str, code: str | None = None) -> Response:
    """An error as the Hub words it: in the headers."""
    headers = {"X-Error-Message": message} | ({"X-Error-Code": code} if code else {})
    return JSONResponse({"error": message}, status, headers)
