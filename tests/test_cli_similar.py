"""`hankehaku similar`: the projects nearest to one, or to a plan in a file."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from hankehaku import main
from tests.index import formats
from web.app import create_app


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, ["similar", *(str(argument) for argument in arguments)])


def test_the_nearest_of_a_project(corpus_index: Path) -> None:
    result = run("s29902", "--index", corpus_index)
    assert result.exit_code == 0
    assert result.output.startswith("1. ")
    assert "/100: " in result.output
    assert "S29902" not in result.output


def test_the_nearest_of_a_plan_with_passages(corpus_index: Path, tmp_path: Path) -> None:
    plan = tmp_path / "suunnitelma.txt"
    plan.write_text("Annamme digitukea ikäihmisille kylätaloilla.", "utf-8")
    result = run("--file", plan, "--index", corpus_index)
    assert result.exit_code == 0
    lines = result.output.splitlines()
    assert lines[1].strip().startswith("S29903 · ")
    assert "   + Annamme digitukea ikäihmisille kylätaloilla." in lines
    assert any(line.startswith("   = Summary: ") for line in lines)


def test_the_nearest_for_programs_are_those_of_the_api(corpus_index: Path) -> None:
    result = run("s29902", "--index", corpus_index, "--json")
    client = create_app(corpus_index).test_client()
    assert json.loads(result.output) == client.get("/api/v1/similar?koodi=S29902").json


def test_the_nearest_of_a_plan_for_programs(corpus_index: Path, tmp_path: Path) -> None:
    plan = tmp_path / "suunnitelma.txt"
    plan.write_text("Annamme digitukea ikäihmisille kylätaloilla.", "utf-8")
    whole = json.loads(run("--file", plan, "--index", corpus_index, "--json").output)
    assert whole.keys() == {"projects", "words", "among", "notes"}
    found = whole["projects"]
    assert found[0]["project"]["code"] == "S29903"
    own, theirs = found[0]["pairs"][0]
    assert found[0].keys() == {
        "project", "title_html", "pairs", "words", "reported",
        "applicant", "authority", "business_id", "ends", "eu_state_granted", "eu_state_paid", "fund",
        "nationwide", "participants_planned", "participants_realised", "priority_axis", "regions",
        "specific_objective", "starts", "status",
    }  # fmt: skip
    assert own.keys() == theirs.keys() == {"field", "label", "html"}
    assert "<mark>digitukea</mark>" in own["html"]
    assert '<mark title="ikäihmisille ← ikäihmistä: taivutus"' in theirs["html"]
    assert "<mark>digitukea</mark>" in found[0]["title_html"]
    assert theirs["label"] == "Tiivistelmä"
    plan.write_text("qwx zzyx", "utf-8")
    assert json.loads(run("--file", plan, "--index", corpus_index, "--json").output)["projects"] == []


PLAN = "Annamme digitukea ikäihmisille kylätaloilla."


def test_a_plan_is_read_from_a_word_file_whatever_it_is_called(corpus_index: Path, tmp_path: Path) -> None:
    text, word = tmp_path / "plan.txt", tmp_path / "plan"
    text.write_text(PLAN, "utf-8")
    word.write_bytes(formats.word_file(PLAN))
    told = run("--file", text, "--index", corpus_index).output
    assert "S29903" in told
    assert run("--file", word, "--index", corpus_index).output == told


def test_a_plan_is_compared_only_with_what_the_filters_let_through(
    corpus_index: Path, tmp_path: Path
) -> None:
    plan = tmp_path / "plan.txt"
    plan.write_text(PLAN, "utf-8")

    def regions(*filters: str) -> list[tuple[str, str]]:
        options = [part for one in filters for part in ("--filter", one)]
        result = run("--file", plan, "--index", corpus_index, "--json", *options)
        assert result.exit_code == 0
        return [(",".join(one["regions"]), one["fund"]) for one in json.loads(result.stdout)["projects"]]

    some = regions("region:Lappi", "maakunta:Kainuu", "rahasto:ESR", "vuosi:2018..")
    assert some
    assert all(("Lappi" in where or "Kainuu" in where) and fund == "ESR" for where, fund in some)
    assert len(some) < len(regions())
    assert regions("vuosi:..1999") == []


def test_a_plan_that_is_near_nothing(corpus_index: Path, tmp_path: Path) -> None:
    plan = tmp_path / "suunnitelma.txt"
    plan.write_text("qwx zzyx", "utf-8")
    result = run("--file", plan, "--index", corpus_index)
    assert (result.exit_code, result.output) == (0, "No similar projects were found.\n")


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        ((), 2, "Give either the code of a project or --file"),
        (("S29902", "--file", "x.txt"), 2, "Give either the code of a project or --file"),
        (("X1",), 1, "No project has the code 'X1'"),
        (("--file", "/nowhere.txt"), 1, "/nowhere.txt: cannot be read"),
        (("--file", sys.executable), 1, f"{sys.executable}: "),
        (("S29902", "--filter", "maakunta:Lappi"), 2, "give --file PLAN"),
        (("--file", __file__, "--filter", "maakunta"), 2, "maakunta is not of the form FIELD:VALUE"),
        (("--file", __file__, "--filter", "colour:red"), 2, "colour:red is not of the form FIELD:VALUE"),
    ],
)
def test_what_cannot_be_compared(
    corpus_index: Path, arguments: tuple[str, ...], code: int, told: str
) -> None:
    result = run(*arguments, "--index", corpus_index)
    assert result.exit_code == code
    assert told in result.output
