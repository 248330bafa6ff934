"""Downloads from the model hub: lists of files, and files that resume where they were interrupted.

It honours HF_ENDPOINT, HF_TOKEN (or a login by ``hf auth login``), the usual variables of proxies,
and REQUESTS_CA_BUNDLE.
"""

import json
import os
import ssl
import time
import urllib.request
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from http.client import HTTPException, HTTPMessage, HTTPResponse
from pathlib import Path
from typing import IO, Any
from urllib.error import HTTPError, URLError
from urllib.parse import quote, urlsplit

from ..atomic_write import explain_os_errors
from ..backbones import HubSource
from ..errors import BackboneUnavailable
from ..installed_backbones import sha256_of
from ..progress import Progress
from ..version import ENGINE
from .interruptible import call
from .transfer_progress import TransferProgress

_ENDPOINT = "https://huggingface.co"
_TIMEOUT_S = 30.0
_WAITS_S = (1.0, 2.0, 4.0, 8.0)  # before each further attempt
_BLOCK = 1 << 20
_BUSY = (408, 425, 429, 500, 502, 503, 504)
_CANNOT_RESUME = 416
_CERTIFICATES = ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE")


class NotOffered(BackboneUnavailable):
    """The hub does not give these weights to this user; another source may."""


@dataclass(frozen=True)
class HubFile:
    """A file of a repository; size is -1 and the SHA-256 empty if the hub does not tell."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True)
class Listing:
    """The files of a repository at a commit."""

    revision: str
    files: tuple[HubFile, ...]


class Hub:
    """Access to the model hub."""

    def __init__(self) -> None:
        self.endpoint = (os.environ.get("HF_ENDPOINT") or _ENDPOINT).rstrip("/")
        if urlsplit(self.endpoint).scheme not in {"http", "https"}:
            raise BackboneUnavailable(
                f"HF_ENDPOINT is '{self.endpoint}'; set it to an address that begins with https:// "
                "or leave it empty."
            )
        https = urllib.request.HTTPSHandler(context=_certificates())
        self._opener = urllib.request.build_opener(https, _TokenStaysAtHome())
        self._token = _token()
        self._without_token: set[str] = set()  # open repositories that refused it

    def listing(self, source: HubSource, progress: Progress) -> Listing:
        """Return the files of a repository at its pinned commit, or at the newest.

        Raises:
            NotOffered: The repository is gated or does not exist.
            BackboneUnavailable: The hub cannot be reached, or answers something else.
            Cancelled: The user cancelled.
        """
        path = f"/api/models/{source.repository}/revision/{source.revision or 'main'}?blobs=true"
        for attempt in _attempts(progress):
            try:
                answer = self._open(path, source, progress)
                return _listing(json.loads(call(answer.read, progress)))
            except (OSError, HTTPException) as error:
                self._go_on_after(error, attempt)
            except (ValueError, KeyError, TypeError, AttributeError):
                raise BackboneUnavailable(
                    f"{self.endpoint} answered with something else than a list of files; check "
                    "HF_ENDPOINT and whether the network asks for a login."
                ) from None
        raise AssertionError  # the last attempt raises

    def download(
        self, source: HubSource, revision: str, file: HubFile, target: Path, told: TransferProgress
    ) -> None:
        """Download a file unless it is there; a part of it that is there is continued.

        Args:
            source: The repository.
            revision: Commit of the repository.
            file: What to download.
            target: Where to; until it is complete, it is called ``<name>.part``.
            told: Learns of each block.

        Raises:
            NotOffered: The repository is gated or the file does not exist.
            BackboneUnavailable: The hub cannot be reached, or size or SHA-256 are wrong.
            OutputNotWritable: The file cannot be written.
            Cancelled: The user cancelled.
        """
        if target.is_file():
            told.skip(target.stat().st_size)
            return
        part = target.with_name(target.name + ".part")
        path = f"/{source.repository}/resolve/{revision}/{quote(file.name)}"
        told.skip(_size_of(part))
        self._fetch(path, source, file, part, told)
        self._check(file, part, told.progress)
        with explain_os_errors(target):
            part.replace(target)

    def _fetch(
        self, path: str, source: HubSource, file: HubFile, part: Path, told: TransferProgress
    ) -> None:
        """Continue a file until it is complete; attempts that got something do not count."""
        attempts = _attempts(told.progress)
        while not _is_complete(part, file):
            before, attempt = _size_of(part), next(attempts)
            try:
                self._continue(path, source, part, told)
            except (OSError, HTTPException) as error:
                if _size_of(part) > before:
                    attempts = _attempts(told.progress)
                else:
                    self._go_on_after(error, attempt)
            else:
                return

    def _continue(self, path: str, source: HubSource, part: Path, told: TransferProgress) -> None:
        """Append what is missing of a file; begin again if the hub cannot continue it."""
        have = _size_of(part)
        try:
            answer = self._open(path, source, told.progress, have)
        except HTTPError as error:
            if error.code != _CANNOT_RESUME:
                raise
            answer = self._open(path, source, told.progress)
            have = told.start_again(have)
        if have and answer.status != 206:
            have = told.start_again(have)
        _append(answer, part, told, is_new=not have)
        answer.close()

    def _open(
        self, path: str, source: HubSource, progress: Progress, start: int = 0
    ) -> HTTPResponse:
        request = urllib.request.Request(self.endpoint + path)  # noqa: S310 (http or https)
        request.add_header("User-Agent", f"landsketch/{ENGINE}")
        if start:
            request.add_header("Range", f"bytes={start}-")
        if self._token and source.repository not in self._without_token:
            request.add_unredirected_header("Authorization", f"Bearer {self._token}")
        try:
            answer: HTTPResponse = call(
                lambda: self._opener.open(request, timeout=_TIMEOUT_S), progress
            )
        except HTTPError as error:
            if self._can_do_without_token(error, source):
                return self._open(path, source, progress, start)
            self._refuse(error, source)
            raise
        return answer

    def _can_do_without_token(self, error: HTTPError, source: HubSource) -> bool:
        """Tell whether to ask an open repository again: an expired token closes it as well."""
        has_sent = bool(self._token) and source.repository not in self._without_token
        if error.code != 401 or source.gated or not has_sent:
            return False
        self._without_token.add(source.repository)
        return True

    def _refuse(self, error: HTTPError, source: HubSource) -> None:
        """Raise for answers that a further attempt would not change."""
        if error.code in {401, 403} and source.gated:
            raise NotOffered(
                f"{source.repository} is gated: accept its licence at "
                f"{self.endpoint}/{source.repository}, set your access token as HF_TOKEN and try "
                "again."
            ) from None
        if error.code in {401, 403, 404, 410}:
            raise NotOffered(
                f"The model hub {self.endpoint} does not offer {source.repository} (answer "
                f"{error.code}); choose another SOURCE, or get a copy and give its path as "
                "IMPORT_FROM."
            ) from None
        if error.code not in {*_BUSY, _CANNOT_RESUME}:
            raise BackboneUnavailable(
                f"The model hub {self.endpoint} refused the download (answer {error.code}); try "
                "again later or check HF_ENDPOINT and the proxy settings."
            ) from None

    def _go_on_after(self, error: Exception, attempt: int) -> None:
        """Return if there may be a further attempt.

        Raises:
            BackboneUnavailable: There have been enough.
        """
        if attempt < len(_WAITS_S):
            return
        if isinstance(error, HTTPError):
            raise BackboneUnavailable(
                f"The model hub {self.endpoint} is busy (answer {error.code}); try again later. "
                "What was downloaded is kept."
            ) from None
        reason = error.reason if isinstance(error, URLError) else error
        raise BackboneUnavailable(
            f"The model hub {self.endpoint} cannot be reached ({reason}); connect to the network "
            "and check the proxy settings, or give the path of a copy as IMPORT_FROM. What was "
            "downloaded is kept."
        ) from None

    def _check(self, file: HubFile, part: Path, progress: Progress) -> None:
        """Compare a download with what the hub states; a wrong one is deleted."""
        size = _size_of(part)
        is_right = file.size < 0 or size == file.size
        if is_right and file.sha256:
            is_right = sha256_of(part, _Silent(progress)) == file.sha256
        if not is_right:
            with explain_os_errors(part):
                part.unlink()
            raise BackboneUnavailable(
                f"{file.name} from {self.endpoint} is not the file that the hub lists (wrong size "
                "or SHA-256) and was deleted; try again, or check HF_ENDPOINT and the proxy."
            )


class _TokenStaysAtHome(urllib.request.HTTPRedirectHandler):
    """Follows redirections; the token goes along only to the same server."""

    def redirect_request(
        self,
        req: urllib.request.Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: HTTPMessage,
        newurl: str,
    ) -> urllib.request.Request | None:
        request = super().redirect_request(req, fp, code, msg, headers, newurl)
        token = req.unredirected_hdrs.get("Authorization")
        if request and token and urlsplit(newurl)[:2] == urlsplit(req.full_url)[:2]:
            request.add_unredirected_header("Authorization", token)
        return request


class _Silent(Progress):
    """Steps that only ask whether the user cancelled."""

    def __init__(self, outer: Progress) -> None:
        super().__init__()
        self._outer = outer

    def is_cancelled(self) -> bool:
        """Tell whether the user cancelled."""
        return self._outer.is_cancelled()


def _attempts(progress: Progress) -> Iterator[int]:
    """Yield numbers of attempts, with a longer wait before each."""
    yield 0
    for number, seconds in enumerate(_WAITS_S, 1):
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            progress.check()
            time.sleep(min(left, 0.2))
        yield number


def _append(answer: HTTPResponse, part: Path, told: TransferProgress, *, is_new: bool) -> None:
    with explain_os_errors(part):
        stream = part.open("wb" if is_new else "ab")
    with stream:
        while block := call(lambda: answer.read(_BLOCK), told.progress):
            with explain_os_errors(part):
                stream.write(block)
            told.add(len(block))
    if answer.length:  # bytes that were announced and did not come
        raise ConnectionError("the connection broke")


def _is_complete(part: Path, file: HubFile) -> bool:
    return 0 <= file.size <= _size_of(part) and part.is_file()


def _size_of(path: Path) -> int:
    return path.stat().st_size if path.is_file() else 0


def _listing(answer: Mapping[str, Any]) -> Listing:
    files = tuple(_hub_file(row) for row in answer["siblings"])
    return Listing(str(answer["sha"]), files)


def _hub_file(row: Mapping[str, Any]) -> HubFile:
    large = row.get("lfs") or {}
    size = row.get("size", large.get("size"))
    digest = str(large.get("sha256", "")).lower()
    return HubFile(str(row["rfilename"]), -1 if size is None else int(size), digest)


def _certificates() -> ssl.SSLContext:
    """Return trusted certificates: those of the user's variable, or of the system and certifi.

    Raises:
        BackboneUnavailable: The file of the variable cannot be read.
    """
    for name in _CERTIFICATES:
        if path := os.environ.get(name):
            try:
                own = {"capath" if Path(path).is_dir() else "cafile": path}
                return ssl.create_default_context(**own)  # type: ignore[arg-type]
            except OSError as error:
                raise BackboneUnavailable(
                    f"{name} is '{path}', which cannot be read as certificates "
                    f"({error.strerror or error}); correct the variable."
                ) from None
    context = ssl.create_default_context()
    try:
        import certifi
    except ImportError:
        return context
    context.load_verify_locations(certifi.where())
    return context


def _token() -> str:
    from huggingface_hub import get_token

    return get_token() or ""
