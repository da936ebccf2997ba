"""Table and plots of growth show the figures they are made of."""

from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from tests.benchmarks.growth import draw_costs, draw_queries, save, table


def measured(documents: int, new: float, tantivy: float) -> dict[str, Any]:
    engines = {
        "hankehaku": {"warm_median_ms": 0.002, "first_ms": 0.71},
        "hankehaku_new_combination": {"warm_median_ms": new},
        "tantivy": {"warm_median_ms": tantivy},
    }
    build = {
        "hankehaku": {"descriptions_per_second": 211.04, "together_mb": 812, "again_per_second": 402},
        "ratio_to_stock_whoosh": 5.4,
        "one_change": {"median_seconds": 1.4},
        "index_bytes_per_source_byte": 1.48,
    }
    serving = {
        "opening_seconds": 0.33,
        "answer": {"median_ms": 7.3, "p95_ms": 13.0},
        "letters": {"median_ms": 3.2},
        "processor_ms_a_page": 14.0,
        "different_searches": {"pages_per_second": 56.0, "p99_ms": 273.0},
        "memory_mb_after": {"resident": 568.0, "of_it_files": 243.0},
        "change_shown_after_seconds": 0.6,
    }
    return {"documents": documents, "kinds": {"and of 2": engines}, "build": build, "serving": serving}


SIZES = [measured(1_000, 0.05, 0.02), measured(20_000, 0.06, 0.04)]


@pytest.mark.parametrize(
    "row",
    [
        "| descriptions | 1,000 | 20,000 |",
        "| descriptions indexed per second | 211.04 | 211.04 |",
        "| peak memory of indexing, all processes, MB | 812 | 812 |",
        "| server memory beyond the pages of files, MB | 325 | 325 |",
        "| and of 2: new combination / tantivy; first use, ms "
        "| 0.050 / 0.020 = 2.50; 0.71 | 0.060 / 0.040 = 1.50; 0.71 |",
    ],
)
def test_table_has_a_column_for_each_size(row: str) -> None:
    assert row in table(SIZES).splitlines()


@pytest.mark.slow
def test_plots_name_their_engines_and_are_the_same_each_time(tmp_path: Path) -> None:
    for name in ("one.svg", "two.svg"):
        save(draw_queries(SIZES), tmp_path / name)
    words = [node.text for node in ElementTree.parse(tmp_path / "one.svg").iter() if node.text]
    assert {"and of 2", "hankehaku, new combination", "tantivy"} <= set(words)
    assert "whoosh" not in words, "it was not measured"
    assert (tmp_path / "one.svg").read_bytes() == (tmp_path / "two.svg").read_bytes()


@pytest.mark.slow
def test_each_cost_has_a_panel(tmp_path: Path) -> None:
    save(draw_costs(SIZES), tmp_path / "cost.svg")
    words = {node.text for node in ElementTree.parse(tmp_path / "cost.svg").iter()}
    assert {"opening with the first answer, s", "new pages per second"} <= words
