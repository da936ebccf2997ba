"""How much work are a new answer and a new page? Counted, not timed.

    python -m tests.benchmarks.counts --index DIR

Counts of the same questions over the same index are the same on every machine, however busy it is, so that a
test can hold them (`test_counts.py`): what makes answers slower shows in one of them. The caches contain what
a server has after running for a while: analyses of the words, compiled templates, names and values of fields.
They contain no results of searches and no pages.
"""

from __future__ import annotations

import argparse
import json
import sys
import tracemalloc
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from functools import partial
from html.parser import HTMLParser
from pathlib import Path
from types import FrameType
from typing import Any
from urllib.parse import quote
from zlib import crc32

import numpy as np

from search.contract.request import Request
from search.engine import Engine
from web.app import create_app
from web.config.settings import Settings

QUERIES = (
    "nuorten työpaja",
    "digitaalinen matkailu Lapissa",
    '"kestävä kehitys"',
    "yrity* energia",
    "koulutus -verkosto",
    "osaaminen maakunta:Lappi",
    "hanke",
)
"""Words, an inflected place, a phrase, a prefix, an exclusion, a filter, and what nearly all have."""


@dataclass(frozen=True)
class Work:
    """The work of the questions together.

    calls:       functions called, of Python and of C.
    numpy_calls: of these the functions and methods of numpy; operators between arrays are not among them.
    blocks_read: blocks of the index, of 4 KB each, that were read and checked for the first time.
    peak_kb:     the most memory that one of them had allocated at a time, in kB.
    elements:    elements of the pages, that is start tags; 0 for answers.
    characters:  of the pages, before compression.
    """

    calls: int
    numpy_calls: int
    blocks_read: int
    peak_kb: int
    elements: int = 0
    characters: int = 0


def answers(folder: Path) -> Work:
    """The work of whole answers with ten hits. folder: of an index."""
    requests = [Request(query, limit=10) for query in QUERIES]
    before = Engine(folder, ready=True)  # thrown away with its results
    for request in requests:
        before.answer(request)
    engine = Engine(folder, ready=True)
    engine.answer(Request("zzz"))  # reads what is read once, whatever is asked
    return _work([partial(engine.answer, one) for one in requests])


def pages(folder: Path) -> Work:
    """The work of the pages of the same questions, from address to compressed answer."""
    addresses = [f"/?q={quote(query)}" for query in QUERIES]
    packed = {"Accept-Encoding": "gzip"}
    before = _client(folder)
    for address in addresses:
        before.get(address, headers=packed)
    client = _client(folder)
    client.get("/?q=hanketta", headers=packed)
    work = _work([partial(client.get, one, headers=packed) for one in addresses])
    texts = [client.get(address).text for address in addresses]
    return replace(work, elements=sum(map(_elements, texts)), characters=sum(map(len, texts)))


def _client(folder: Path) -> Any:
    return create_app(Engine(folder, ready=True), Settings(page_cache_mb=0), TESTING=True).test_client()


def _work(actions: list[Callable[[], object]]) -> Work:
    """What some actions do, one after another."""
    calls = numpy_calls = blocks = 0

    def count(_: FrameType, event: str, called: Any) -> None:
        nonlocal calls, numpy_calls, blocks
        calls += event in ("call", "c_call")
        if event == "c_call":
            numpy_calls += _is_numpy(called)
            blocks += called is crc32

    peaks = []
    for action in actions:
        tracemalloc.start()
        sys.setprofile(count)
        try:
            action()
        finally:
            sys.setprofile(None)
            peaks.append(tracemalloc.get_traced_memory()[1])
            tracemalloc.stop()
    return Work(calls, numpy_calls, blocks, max(peaks) // 1024)


def _is_numpy(called: Any) -> bool:
    owner = getattr(called, "__self__", None)
    return isinstance(owner, np.ndarray | np.ufunc | np.generic) or str(called.__module__).startswith("numpy")


def _elements(page: str) -> int:
    class Counter(HTMLParser):
        found = 0

        def handle_starttag(self, tag: str, attrs: object) -> None:
            self.found += 1

    counter = Counter()
    counter.feed(page)
    return counter.found


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--index", type=Path, required=True)
    folder = parser.parse_args().index
    print(json.dumps({"answers": asdict(answers(folder)), "pages": asdict(pages(folder))}, indent=2))


if __name__ == "__main__":
    main()
