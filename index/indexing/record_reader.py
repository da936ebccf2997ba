"""The records of a file, whatever its format, and the project of each, ready to be indexed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from index.errors import SourceError
from index.formats.record import Record, read_bytes, record_name
from index.formats.registry import read_records
from index.messages import Notice
from index.model.project import Project
from index.model.project_parts import DESCRIPTION, Provenance
from index.privacy.file_names import shown_path
from index.privacy.redaction import drop_form_words, redact
from index.profiles.recognition import is_table
from index.profiles.row_reader import row_link, row_project
from index.profiles.table_records import RowRecord, profiles_stamp, table_records
from index.reader.files import file_stamp
from index.reader.parser import parse

AnyRecord = Record | RowRecord


@dataclass(frozen=True)
class FileRecords:
    """The records of a file; warnings that hold for all of it; its stamp from before it was read."""

    path: str
    stamp: str
    records: Sequence[AnyRecord]
    warnings: tuple[str, ...] = ()


def source_stamp(path: str) -> str:
    """Changes when a file has to be read again: its size, its time of change, for a table its profiles.

    "" where the file or a profile beside it cannot be read.
    """
    stamp = file_stamp(path)
    try:
        return f"{stamp}:{profiles_stamp(Path(path))}" if stamp and is_table(path) else stamp
    except SourceError:
        return ""


def read_file(path: str, max_bytes: int) -> FileRecords:
    """Every record of a file. Raises `SourceError`."""
    file = Path(path)
    stamp = source_stamp(path)
    if is_table(file):
        records, warnings = table_records(file, read_bytes(file, max_bytes))
        return FileRecords(path, stamp, records, warnings)
    return FileRecords(path, stamp, read_records(file, max_bytes))


def parse_record(path: str, record: AnyRecord) -> Project:
    """The project of a record, contact person included, without its provenance. Raises `SourceError`."""
    name = record_name(path, record.place)
    if isinstance(record, Record):
        return parse(record.text, name)
    try:
        if record.row.problem:
            raise SourceError(record.row.problem)
        return row_project(record.profile, record.row.cells)
    except SourceError as error:
        raise SourceError(
            Notice(
                "%(name)s: row %(number)s: %(error)s",
                name=name,
                number=record.row.number,
                error=error.message,
            )
        ) from error


def record_project(path: str, record: AnyRecord, contacts: bool) -> tuple[Project, int, str]:
    """The project of a record as an index keeps it, how many places were masked, and its shown path.

    contacts: whether to keep contact persons. Raises `SourceError`.
    """
    parsed = parse_record(path, record)
    project, masked = (drop_form_words(parsed), 0) if contacts else redact(parsed)
    shown = path if contacts else shown_path(path, parsed.contact)
    return replace(project, provenance=(_provenance(shown, record, project.code),)), masked, shown


def _provenance(path: str, record: AnyRecord, code: str) -> Provenance:
    named = record_name(Path(path).name, record.place)
    if isinstance(record, Record):
        return Provenance(DESCRIPTION, named, read=date.today())
    link = row_link(record.profile, record.row.cells, code)
    return Provenance(record.profile.name, named, link, record.licence, date.today())


def record_warnings(record: AnyRecord) -> tuple[str, ...]:
    """What was odd about the record itself."""
    if isinstance(record, Record):
        return record.warnings
    if not record.row.warning:
        return ()
    return (Notice("row %(number)s: %(warning)s", number=record.row.number, warning=record.row.warning),)
