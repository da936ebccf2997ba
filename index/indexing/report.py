"""What a run of the indexer tells the person who started it."""

from __future__ import annotations

from dataclasses import dataclass, field

from index.messages import Notice

NOT_CONFIRMED = Notice(
    "The new index is in place, but the disk did not confirm it: after a power cut the one before may be "
    "back. Look for errors of the disk (dmesg), then run the command again."
)


@dataclass
class Report:
    """What a run did: numbers of documents, and a line for each record that failed or was read with a
    warning.

    files:    how many there were to read.
    masked:   places in texts where contact data was replaced.
    contacts: whether contact persons are kept.
    conflicts: values on which two sources of a project differ.
    """

    files: int = 0
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    removed: int = 0
    masked: int = 0
    contacts: bool = False
    failed: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    conflicts: list[str] = field(default_factory=list)
