"""Which tests are those of a room of the program."""

from __future__ import annotations

INDEX, SEARCH = "tests/index/test_", "tests/search/test_"
ROOMS: dict[str, tuple[str, ...]] = {
    "index/model": (INDEX + "convert", INDEX + "parse", INDEX + "words_kept", SEARCH + "statistics"),
    "index/reader": (
        *(INDEX + name for name in ("values", "read", "parse", "words_kept", "convert")),
        "tests/test_cli",
    ),
    "index/privacy": (
        INDEX + "contact_patterns",
        INDEX + "privacy",
        INDEX + "convert",
        "tests/test_contacts",
    ),
    "index/analysis": (
        *(INDEX + name for name in ("analysis", "function_words", "normalization", "pairs")),
        *(SEARCH + name for name in ("queries", "meant")),
    ),
    "index/storage": (
        *(INDEX + name for name in ("terms", "damage", "faults")),
        *(SEARCH + name for name in ("exact", "obvious", "generations", "oracle", "cache")),
    ),
    "index/indexing": (INDEX + "faults", INDEX + "damage", SEARCH + "generations", "tests/test_cli"),
    "search/contract": (
        SEARCH + "wire",
        SEARCH + "listing",
        SEARCH + "queries",
        "tests/web/middleware/test_budget",
    ),
    "search/query": (SEARCH + "reading", SEARCH + "queries", SEARCH + "obvious", SEARCH + "statistics"),
    "search/plan": (
        *(SEARCH + name for name in ("plan", "obvious", "queries", "sorting", "explain", "statistics")),
        SEARCH + "suggest",
    ),
    "search/matching": (
        *(SEARCH + name for name in ("obvious", "sorting", "cache", "exact", "oracle", "queries")),
        *(SEARCH + name for name in ("generations", "statistics")),
    ),
    "search/aggregation": (SEARCH + "sorting", SEARCH + "statistics"),
    "search/highlight": (SEARCH + "snippets", SEARCH + "queries", SEARCH + "explain", SEARCH + "similar"),
    "search/suggestion": (SEARCH + "suggest", SEARCH + "meant", SEARCH + "similar", SEARCH + "generations"),
    "search/export": (
        SEARCH + "export",
        SEARCH + "citation",
        "tests/test_cli_export",
        "tests/web/api/test_api",
    ),
    "search": (SEARCH + "listing", SEARCH + "queries", SEARCH + "cache", SEARCH + "generations"),
    "index": (INDEX + "parse", "tests/test_cli", SEARCH + "obvious"),
}
"""The test files of each room, the quickest first."""


def tests_of(room: str) -> list[str]:
    """The test files of a room; all of `index/` or `search/` where the table has none."""
    return [name + ".py" for name in ROOMS[room]] if room in ROOMS else [f"tests/{room.partition('/')[0]}"]
