"""Which tests are those of a room of the program."""

from __future__ import annotations

NEEDS_NODES = "search/cluster"
"""A room whose tests need three nodes (`make test-cluster`): no changes of it are made."""
INDEX, SEARCH = "tests/index/test_", "tests/search/test_"
PRIVACY = (
    INDEX + "name_words",
    INDEX + "masked",
    INDEX + "contact_patterns",
    INDEX + "contact_places",
    INDEX + "contact_signs",
    INDEX + "leftmost",
    INDEX + "privacy",
    INDEX + "persons",
    INDEX + "file_names",
    INDEX + "convert",
    "tests/test_unknown_persons",
    "tests/test_contacts",
)
ROOMS: dict[str, tuple[str, ...]] = {
    "index/model": (
        *(INDEX + name for name in ("field_promises", "codes", "quantities", "printed_words", "templates")),
        *(INDEX + name for name in ("convert", "parse", "forms", "words_kept")),
        *(SEARCH + name for name in ("statistics", "similar", "organisations")),
    ),
    "index/reader": (
        *(
            INDEX + name
            for name in (
                "odd_descriptions",
                "merging_sources",
                "values",
                "printed_words",
                "read",
                "parse",
                "forms",
                "words_kept",
                "convert",
                "records",
                "table_details",
            )
        ),
        "tests/test_cli",
        "tests/test_encodings",
        INDEX + "hostile_sources",
    ),
    "index/formats": tuple(
        INDEX + name
        for name in ("decoding", "page_and_word_text", "pdf_lines", "records", "several", "read", "formats")
    ),
    "index/formats/tables": (INDEX + "table_details", INDEX + "tables", INDEX + "workbooks"),
    "index/profiles": (INDEX + "table_details", INDEX + "tables"),
    "index/templates": tuple(
        INDEX + name for name in ("printed_words", "templates", "forms", "places_file", "parse")
    ),
    "index/vocabulary": (
        *(INDEX + name for name in ("vocabulary_details", "vocabulary", "vocabulary_files", "places_file")),
        SEARCH + "equivalents",
        SEARCH + "suggest",
    ),
    "index/privacy": PRIVACY,
    "index/privacy/names": PRIVACY,
    "index/analysis": (
        *(
            INDEX + name
            for name in (
                "forms_of_words",
                "normalized",
                "analysis",
                "function_words",
                "normalization",
                "readings",
                "pairs",
                "places_file",
            )
        ),
        *(SEARCH + name for name in ("queries", "meant")),
    ),
    "index/wordforms": (INDEX + "analysed_forms", INDEX + "several_sources"),
    "index/durability": (INDEX + "plain_files", INDEX + "commits", INDEX + "faults"),
    "index/upkeep": (INDEX + "repair", INDEX + "keeping_up"),
    "index/storage": (
        *(INDEX + name for name in ("segment_layout", "merging", "terms", "damage", "faults")),
        *(SEARCH + name for name in ("exact", "obvious", "generations", "oracle", "cache")),
    ),
    "index/indexing": (
        INDEX + "runs",
        INDEX + "merging_sources",
        *(
            INDEX + name
            for name in ("several", "several_sources", "keeping_up", "faults", "commits", "damage")
        ),
        SEARCH + "generations",
        "tests/test_cli",
        "tests/test_contacts",
        INDEX + "purge",
        INDEX + "hostile_sources",
    ),
    "index/cluster": tuple(
        INDEX + name for name in ("cluster_generations", "cluster_documents", "cluster_faults")
    ),
    "search/contract": (
        SEARCH + "query_reference",
        SEARCH + "export_details",
        SEARCH + "approved",
        SEARCH + "wire",
        SEARCH + "listing",
        SEARCH + "queries",
        "tests/web/middleware/test_budget",
    ),
    "search/query": tuple(
        SEARCH + name for name in ("approved", "reading", "signs", "queries", "obvious", "statistics")
    ),
    "search/equivalence": (
        SEARCH + "export_details",
        SEARCH + "approved",
        SEARCH + "equivalents",
        SEARCH + "meant",
        SEARCH + "signs",
    ),
    "search/plan": (
        *(
            SEARCH + name
            for name in (
                "approved",
                "plan",
                "partial",
                "obvious",
                "queries",
                "sorting",
                "explain",
                "statistics",
            )
        ),
        *(SEARCH + name for name in ("signs", "collation", "suggest", "equivalents")),
        "tests/test_joint_projects",
    ),
    "search/matching": (
        *(
            SEARCH + name
            for name in (
                "docset",
                "segments",
                "approved",
                "obvious",
                "sorting",
                "cache",
                "exact",
                "oracle",
                "queries",
            )
        ),
        *(SEARCH + name for name in ("generations", "statistics", "organisations")),
    ),
    "search/aggregation": tuple(
        SEARCH + name for name in ("approved", "sorting", "statistics", "organisations")
    ),
    "search/highlight": (
        SEARCH + "approved",
        SEARCH + "snippets",
        SEARCH + "queries",
        SEARCH + "explain",
        SEARCH + "equivalents",
        SEARCH + "similar",
    ),
    "search/suggestion": (
        SEARCH + "suggestion_edges",
        SEARCH + "approved",
        SEARCH + "suggest",
        SEARCH + "meant",
        SEARCH + "similar",
        SEARCH + "generations",
    ),
    "search/export": (
        SEARCH + "document_files",
        SEARCH + "followed",
        SEARCH + "export_formats",
        SEARCH + "export_details",
        SEARCH + "approved",
        SEARCH + "export",
        SEARCH + "citation",
        SEARCH + "references",
        "tests/test_cli_export",
        "tests/web/api/test_api",
    ),
    "search/upload": (SEARCH + "upload_reading", SEARCH + "upload"),
    "search": (
        SEARCH + "export_details",
        SEARCH + "approved",
        SEARCH + "listing",
        SEARCH + "queries",
        SEARCH + "cache",
        SEARCH + "generations",
    ),
    "index": (
        "tests/test_errors",
        INDEX + "packed",
        INDEX + "remembered",
        SEARCH + "cache",
        INDEX + "segment_layout",
        INDEX + "parse",
        "tests/test_cli",
        SEARCH + "obvious",
    ),
}
"""The test files of each room, the quickest first."""


SHARED: dict[str, tuple[str, ...]] = {
    "index": ("tests/test_limits", "tests/test_word_sets"),
    "search": ("tests/test_limits", "tests/test_word_sets", SEARCH + "deadlines"),
}
"""Those of every room of a part of the program: they hold what has the same form in all of its rooms."""


def tests_of(room: str) -> list[str]:
    """The test files of a room."""
    return [name + ".py" for name in (*SHARED.get(room.partition("/")[0], ()), *ROOMS[room])]
