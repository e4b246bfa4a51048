"""Static files: one hash for the whole tree stands in every address, so browsers keep them for ever and never hold a stale one.

Modules import each other by relative path and stay within the same version. `css/base.css` is sent as one file
made of the sheets in `static/css/base`. What is text is packed once per process.
"""

import gzip
import hashlib
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

from flask import Blueprint, Flask, Response, abort, current_app, request, url_for
from flask.typing import ResponseReturnValue

from eventsvc.web.guard import anyone

bp = Blueprint("assets", __name__)
ROOT = Path(__file__).resolve().parent.parent / "static"
BUNDLES = {"css/base.css": "css/base/*.css"}
LARGEST = 4 * 1024 * 1024
FOR_EVER = "public, max-age=31536000, immutable"
FOR_A_WHILE = "public, max-age=300"
WORKER_POLICY = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'"
TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".wasm": "application/wasm",
    ".webmanifest": "application/manifest+json",
    ".woff2": "font/woff2",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".webp": "image/webp",
    ".ico": "image/x-icon",
    ".mp3": "audio/mpeg",
    ".wav": "audio/wav",
}
PACKED = {".css", ".js", ".json", ".svg", ".txt", ".wasm", ".webmanifest"}


@dataclass(frozen=True)
class File:
    """One address below /static and the files whose content it gives."""

    sources: tuple[Path, ...]
    suffix: str

    @cached_property
    def body(self) -> bytes:
        return b"\n".join(source.read_bytes() for source in self.sources)

    @cached_property
    def packed(self) -> bytes | None:
        """gzip, where that is shorter."""
        short = gzip.compress(self.body, 9, mtime=0) if self.suffix in PACKED else self.body
        return short if len(short) < len(self.body) else None

    @cached_property
    def tag(self) -> str:
        return hashlib.sha256(self.body).hexdigest()[:16]


class Tree:
    """All files that may be asked for, found once at the start. Nothing else is served, so no path can climb out."""

    def __init__(self, root: Path) -> None:
        found = {str(path.relative_to(root)): path for path in sorted(root.rglob("*")) if path.is_file()}
        self.files = {
            name: File((path,), path.suffix)
            for name, path in found.items()
            if path.suffix in TYPES and not path.name.startswith(".") and path.stat().st_size <= LARGEST
        }
        for name, pattern in BUNDLES.items():
            self.files[name] = File(tuple(sorted(root.glob(pattern))), Path(name).suffix)
        whole = hashlib.sha256()
        for name, file in sorted(self.files.items()):
            whole.update(f"{name} {file.tag}\n".encode())
        self.version = whole.hexdigest()[:8]


@cache
def found(root: Path) -> Tree:
    """Looked for once in a process."""
    return Tree(root)


def _tree() -> Tree:
    tree: Tree = current_app.extensions["static"]
    return tree


def asset(path: str) -> str:
    """The address of a static file, for templates. An unknown name is a fault; vendor files may be missing before the build."""
    tree = _tree()
    if path not in tree.files and not path.startswith("vendor/"):
        raise LookupError(f"no static file {path}")
    return url_for("assets.static_file", version=tree.version, path=path)


@bp.get("/static/<string(length=8):version>/<path:path>")
@bp.get("/static/<path:path>", defaults={"version": ""})
@anyone
def static_file(version: str, path: str) -> ResponseReturnValue:
    """A file; for ever under the current version, for a while under an old one or none."""
    tree = _tree()
    file = tree.files.get(path)
    if file is None:
        abort(404)
    packed = file.packed if "gzip" in request.headers.get("Accept-Encoding", "") else None
    answer = Response(packed or file.body, content_type=TYPES[file.suffix])
    answer.headers["Cache-Control"] = FOR_EVER if version == tree.version else FOR_A_WHILE
    answer.set_etag(file.tag + ("-gz" if packed else ""))
    if file.packed:
        answer.headers["Vary"] = "Accept-Encoding"
    if packed:
        answer.headers["Content-Encoding"] = "gzip"
    if path.endswith("worker.js"):
        answer.headers["Content-Security-Policy"] = WORKER_POLICY
    return answer.make_conditional(request)


def install(app: Flask) -> None:
    """Find the files, serve them, and let templates name them."""
    app.extensions["static"] = found(ROOT)
    app.register_blueprint(bp)
    app.jinja_env.globals["asset"] = asset
