"""What Mozilla's HTTP Observatory would say of an answer: its published rules, as far as they can apply here.

From github.com/mdn/mdn-http-observatory, src/grader/charts.js and src/analyzer/tests/ (2025). Imports
nothing of the project.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

GRADES = (
    (100, "A+"), (90, "A"), (85, "A-"), (80, "B+"), (70, "B"), (65, "B-"), (60, "C+"), (50, "C"), (45, "C-"),
    (40, "D+"), (30, "D"), (25, "D-"), (0, "F"),
)  # fmt: skip
EXTRA_FROM = 90
"""Points without extra credit from which extra credit is given."""
SIX_MONTHS_S = 15_768_000
PRIVATE = {"no-referrer", "same-origin", "strict-origin", "strict-origin-when-cross-origin"}
UNSAFE = {"origin", "origin-when-cross-origin", "unsafe-url", "no-referrer-when-downgrade"}
BROAD = {"*", "http:", "https:", "data:", "blob:", "ftp:", "'unsafe-inline'", "'unsafe-eval'"}


def grade(headers: Sequence[tuple[str, str]], html: str, redirects_to_https: bool) -> tuple[int, str]:
    """Points and grade. headers: of the answer to a GET over TLS, as they came, repeated ones too."""
    found: dict[str, list[str]] = {}
    for name, value in headers:
        found.setdefault(name.lower(), []).append(value.strip())
    one = {name: ", ".join(values) for name, values in found.items()}
    policy = _policy(one.get("content-security-policy", ""))
    points = [
        _csp(policy),
        _cookies(found.get("set-cookie", []), "strict-transport-security" in one),
        _cors(one),
        0 if redirects_to_https else -20,
        _referrer(one.get("referrer-policy")),
        _hsts(one.get("strict-transport-security")),
        _scripts(html),
        0 if one.get("x-content-type-options", "").lower() == "nosniff" else -5,
        _frames(policy, one.get("x-frame-options")),
        _resources(one.get("cross-origin-resource-policy")),
    ]
    total = 100 + sum(min(0, n) for n in points)
    if total >= EXTRA_FROM:
        total += sum(max(0, n) for n in points)
    return total, next(name for least, name in GRADES if total >= least or least == 0)


def _policy(written: str) -> dict[str, list[str]]:
    parts = (part.split() for part in written.split(";") if part.strip())
    return {name.lower(): [value.lower() for value in values] for name, *values in parts}


def _csp(policy: Mapping[str, list[str]]) -> int:
    if not policy:
        return -25
    scripts = policy.get("script-src", policy.get("default-src", ["*"]))
    objects = policy.get("object-src", policy.get("default-src", ["*"]))
    styles = policy.get("style-src", policy.get("default-src", ["*"]))
    if BROAD & {*scripts, *objects} - {"'unsafe-eval'"}:
        return -20
    if any(value.startswith(("http:", "ftp:")) for values in policy.values() for value in values):
        return -20
    if "'unsafe-eval'" in {*scripts, *styles}:
        return -10
    if BROAD & {*styles}:
        return 0
    forms_stay = {*policy.get("form-action", ["*"])} <= {"'none'", "'self'"}
    return 10 if policy.get("default-src") == ["'none'"] and forms_stay else 5


def _cookies(cookies: Sequence[str], hsts: bool) -> int:
    if not cookies:
        return 0
    flags = [{part.strip().lower() for part in cookie.split(";")[1:]} for cookie in cookies]
    if not all("secure" in own for own in flags):
        return -5 if hsts else -20
    samesite = all({"samesite=lax", "samesite=strict"} & own for own in flags)
    return 5 if samesite else 0


def _cors(headers: Mapping[str, str]) -> int:
    return -50 if headers.get("access-control-allow-credentials", "").lower() == "true" else 0


def _referrer(written: str | None) -> int:
    if written is None:
        return 0
    last = written.split(",")[-1].strip().lower()
    return 5 if last in PRIVATE else -5


def _hsts(written: str | None) -> int:
    age = re.search(r"max-age=(\d+)", written or "")
    if not age or "," in (written or ""):
        return -20
    return 0 if int(age[1]) >= SIX_MONTHS_S else -10


def _scripts(html: str) -> int:
    sources = re.findall(r"<script[^>]*\bsrc=[\"']?([^\"' >]+)", html)
    if any(source.startswith(("http:", "//")) for source in sources):
        return -50
    return -5 if any(source.startswith("https:") for source in sources) else 0


def _frames(policy: Mapping[str, list[str]], written: str | None) -> int:
    if "frame-ancestors" in policy:
        return 5
    return 0 if (written or "").upper() in {"DENY", "SAMEORIGIN"} else -20


def _resources(written: str | None) -> int:
    if written is None:
        return 0
    return {"same-origin": 10, "same-site": 10, "cross-origin": 0}.get(written.lower(), -5)
