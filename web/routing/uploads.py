"""An uploaded plan as text: one file of a form, or the body of a request to the API.

Only so many files are read at the same time, because each takes a process and its memory.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Sequence
from dataclasses import dataclass

from flask import Flask, current_app
from werkzeug.datastructures import FileStorage

from index.errors import Fault, UnreadableUpload
from search import read_plan
from web.config.settings import Settings
from web.routing.engine_access import settings
from web.routing.request_reader import clean

SLOTS = "hankehaku-upload-slots"
"""Key of the semaphore among the extensions of the application."""
MAX_NAME = 100
"""Characters of a file's name that are shown."""
SUFFIX = re.compile(r"\.[A-Za-z]{1,5}$")


@dataclass(frozen=True)
class Upload:
    """A file that was read. name: without its folder and suffix; length: characters that it has in all."""

    name: str
    text: str
    length: int


def register(app: Flask, settings: Settings) -> None:
    """Give the application as many slots for reading as the settings say."""
    app.extensions[SLOTS] = threading.BoundedSemaphore(settings.uploads)


def read_upload(files: Sequence[FileStorage]) -> Upload | None:
    """The file of a form as text; None where none was chosen. Raises `UnreadableUpload`."""
    chosen = [file for file in files if file.filename]
    if not chosen:
        return None
    if len(chosen) > 1:
        raise UnreadableUpload(Fault.SEVERAL)
    return read_bytes(chosen[0].read(), chosen[0].filename or "")


def read_bytes(data: bytes, file_name: str = "") -> Upload:
    """The bytes of a file as text, its first characters. Raises `UnreadableUpload`."""
    if len(data) > settings().upload_mb * 1_000_000:
        raise UnreadableUpload(Fault.TOO_LARGE)
    slots = current_app.extensions[SLOTS]
    if not slots.acquire(blocking=False):
        raise UnreadableUpload(Fault.BUSY)
    try:
        found = read_plan(data, settings().text_length)
    finally:
        slots.release()
    return Upload(plan_name(file_name), clean_plan(found.text), found.length)


def plan_name(file_name: str) -> str:
    """What a file is called, for people: some browsers send its whole path."""
    name = re.split(r"[/\\]", clean(file_name))[-1]
    return (SUFFIX.sub("", name) or name)[:MAX_NAME].strip()


def clean_plan(text: str) -> str:
    """A plan with one kind of line break and without control characters."""
    return "\n".join(map(clean, text.splitlines())).strip()
