"""Failures of the set-up in one sentence each, with the next step."""

from __future__ import annotations

import re

from ..i18n import tr
from .run_program import NOT_STARTED, TIMED_OUT, Ended

# What uv, pip, Python and Qt say; the first pattern that is found names the cause
_HASH = r"hash mismatch|hashes? do(es)? not match|THESE PACKAGES DO NOT MATCH THE HASHES"
_CERTIFICATE = (
    r"UnknownIssuer|CERTIFICATE_VERIFY_FAILED|certificate verify failed|self.signed certificate"
    r"|invalid peer certificate|SSL handshake failed|unable to get local issuer"
)
_VERSION = (
    r"no version of|No matching distribution|was not found in the package registry"
    r"|no wheels? with a matching|not found in the provided package locations"
    r"|Could not find a version|no usable wheels|has no usable"
)
_NETWORK = (
    r"dns error|failed to lookup address|Name or service not known|Temporary failure in name"
    r"|Connection refused|Network is unreachable|connection (was )?reset|timed out|timeout"
    r"|error sending request|client error \(Connect\)|Failed to (fetch|download)"
    r"|Could not fetch|Host .* not found|Host unreachable|\b50[0234]\b"
)
_PATTERNS = (
    ("hash", _HASH),
    ("proxy", r"\b407\b|proxy authentication|ProxyAuthentication"),
    ("no proxy", r"tunnel error|ProxyError|proxy connect|Proxy connection refused"),
    ("certificate", _CERTIFICATE),
    ("disk", r"No space left|os error 28|os error 112|Errno 28|not enough space|Disk quota"),
    ("locked", r"os error 32|os error 1224|WinError 32|being used by another process"),
    ("blocked", r"os error 4551|os error 1260|WinError 4551|WinError 1260|application control"),
    ("denied", r"os error 5\b|os error 13\b|os error 30\b|Permission denied|Access is denied"),
    ("python", r"No interpreter found|requires a different Python|not a valid Python"),
    ("musl", r"musl"),
    ("version", _VERSION),
    ("network", _NETWORK),
)


def cause_of(text: str) -> str:
    """Return a short name of the cause that an output shows; empty if none is known."""
    for cause, pattern in _PATTERNS:
        if re.search(pattern, text, re.IGNORECASE):
            return cause
    return ""


def explain(title: str, ended: Ended, wheels: str = "") -> str:
    """Say why a step failed and what to do.

    Args:
        title: What the step does.
        ended: How its program ended.
        wheels: Folder from which it installs; empty: a package index.
    """
    if ended.code == NOT_STARTED:
        return tr("'{}' could not be started ({}). {}").format(title, ended.text, advice("blocked"))
    if ended.code == TIMED_OUT:
        return tr(
            "'{}' stopped: nothing arrived for ten minutes. Check the network and start the set-up "
            "again; what has arrived is kept."
        ).format(title)
    cause = cause_of(ended.text)
    lines = [line for line in ended.text.splitlines() if line.strip()] or [tr("no message")]
    if cause == "version" and wheels:
        return tr("'{}' failed. The folder {} lacks a package that is needed ({}).").format(
            title, wheels, _naming_line(lines)
        )
    said = advice(cause) or tr("Last message: {}").format(lines[-1].strip())
    if cause == "network":
        said += " " + tr("What has arrived is kept. Without a network, choose a folder of wheels.")
    return tr("'{}' failed. {}").format(title, said)


def _naming_line(lines: list[str]) -> str:
    """Return the line that names the package."""
    named = [line.strip() for line in lines if "==" in line]
    return (named or [lines[-1].strip()])[0]


def explain_network(address: str, reason: str) -> str:
    """Say why an address could not be read and what to do."""
    cause = cause_of(reason) or "network"
    return tr("{} could not be read ({}). {}").format(address, reason.strip(), advice(cause))


def advice(cause: str) -> str:
    """Return cause and next step in a sentence or two; empty for an unknown cause."""
    return {
        "hash": tr(
            "A package is not the expected file: its SHA-256 differs, so it was refused. Try "
            "again; if it happens again, ask whoever runs your network or package mirror."
        ),
        "proxy": tr(
            "The proxy asks for a user name and password: enter them in Settings > Options > "
            "Network, and start the set-up again."
        ),
        "no proxy": tr(
            "The proxy cannot be reached. Check it in Settings > Options > Network, and the "
            "environment variables HTTPS_PROXY and ALL_PROXY."
        ),
        "certificate": tr(
            "The certificate of the server is not trusted, as where a company inspects its "
            "traffic. Add the company's certificate authority to this system (or name its file in "
            "the environment variable SSL_CERT_FILE), and start the set-up again."
        ),
        "disk": tr("The disk is full: free some space, or choose a folder on another disk."),
        "locked": tr(
            "A file is in use, usually by a virus scanner: wait a minute and start the set-up "
            "again, or exclude the folder from scanning."
        ),
        "blocked": tr(
            "A rule of this computer blocks programs in this folder. Ask your administrator to "
            "allow the folder, or choose an existing Python environment in Settings > Options > "
            "Landsketch."
        ),
        "denied": tr("A file or folder cannot be written: choose a folder that you may write to."),
        "python": tr(
            "The Python does not fit: choose a CPython from 3.11 to 3.14, or leave the choice "
            "empty."
        ),
        "musl": tr("This Linux uses the C library musl, for which there are no packages."),
        "version": tr(
            "The package index lacks a version that is needed. If you use a mirror, ask for it to "
            "be updated, or unset its variable (UV_DEFAULT_INDEX, PIP_INDEX_URL)."
        ),
        "network": tr(
            "The network or a server cannot be reached. Check the connection and the proxy in "
            "Settings > Options > Network, and try again."
        ),
    }.get(cause, "")
