"""Which records of a run are one project: those with the same code.

A project may have one description, and a row in each of several tables. Two descriptions with one code, or
two rows of one table, are a mistake: the first is used, and the other is reported.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from index.formats.record import RecordKey, record_name
from index.messages import Notice
from index.model.fields import Role
from index.model.project import BY_ROLE
from index.profiles.recognition import is_table


class CodeGroups:
    """The records of a run by code.

    by_code: code → the records that are taken, in the order of the files.
    failed:  the list that the messages about the others go to.
    """

    def __init__(self, failed: list[str]) -> None:
        self.by_code: dict[str, list[RecordKey]] = {}
        self._failed = failed
        self._expected: dict[str, list[RecordKey]] = defaultdict(list)

    def expect(self, records: Iterable[tuple[str, RecordKey]]) -> None:
        """Register the records of unchanged files, each with its code, before any record is taken."""
        for code, key in records:
            self._expected[code].append(key)

    def accept(self, code: str, key: RecordKey) -> bool:
        """Take a record, unless another one of its kind has its code and comes first: then report that."""
        for standing in self._expected.get(code, ()):
            if standing[0] < key[0]:
                self._take(code, standing)
        return self._take(code, key)

    def _take(self, code: str, key: RecordKey) -> bool:
        group = self.by_code.setdefault(code, [])
        if key in group:
            return True
        rival = next((one for one in group if _kind(one) == _kind(key)), None)
        if rival is None:
            group.append(key)
            return True
        self._report(code, key, rival)
        return False

    def _report(self, code: str, key: RecordKey, rival: RecordKey) -> None:
        message = Notice(
            "%(record)s: its code %(code)s is also that of %(rival)s, which is kept; remove one of the two "
            "or correct its «%(key)s:»",
            record=record_name(*key),
            code=code,
            rival=record_name(*rival),
            key=BY_ROLE[Role.CODE].key,
        )
        if message not in self._failed:
            self._failed.append(message)


def _kind(key: RecordKey) -> str:
    """The path of a table, "" for every description."""
    return key[0] if is_table(key[0]) else ""
