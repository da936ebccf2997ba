"""A person under a key or heading that no form has is withheld: from index, pages, exports and messages."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from hankehaku import main
from index.indexing.index_writer import build
from index.model.project import Project
from index.model.project_parts import Contact
from index.privacy.redaction import redact
from index.reader.parser import parse
from index.storage.index_reader import open_index
from tests.index.samples import minimal
from tests.test_contacts import PATHS
from web.app import create_app
from web.config.settings import Settings

SAID = "Pellonpiennar kukoistaa. Yhteyshenkilö Hilla-Maaria Vuolteenkorva kertoo tavoitteista lisää."
WAYS = (
    "Yhteyshenkilö: Hilla-Maaria Vuolteenkorva",
    "Kontaktperson: Vuolteenkorva Hilla-Maaria",
    "Hankkeen vetäjä: Hilla-Maaria Vuolteenkorva",
    "Contact person: Hilla-Maaria Vuolteenkorva, tel. 044 012 3498",
    "Outo avain: Hilla-Maaria Vuolteenkorva",
    "Muu: hilla-maaria.vuolteenkorva@pelto.example",
    "Muu: Hilla-Maaria Vuolteenkorva, 044 012 3498",
    "Yhteyshenkilö\nHilla-Maaria Vuolteenkorva",
    "Yhteyshenkilö:\n\nHilla-Maaria Vuolteenkorva\n044 012 3498",
    "Projektipäällikkö: Hilla-Maaria\nVuolteenkorva",
    "Allekirjoittaja: vuolteenkorva",
    "2.1 Yhteyshenkilö\n\nHilla-Maaria Vuolteenkorva",
    "2.3 Vastuuhenkilö Hilla-Maaria Vuolteenkorva\n\n",
    "7.9 Vastuuhenkilö Hilla-Maaria Vuolteenkorva\n\nSuunniteltu: 2",
    "2.9 Vastuuhenkilö Hilla-Maaria Vuolteenkorva\n\nPuhelin 044 012 3498",
)
"""A contact person as forms and people write one."""
SECTIONS = ("_1", "_2", "_5", "_6", "_7_1")
SECRETS = ("vuolteenkorva", "0440123498", "hilla-maaria")


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("unknown")
    for number, way in enumerate(WAYS):
        section = SECTIONS[number % len(SECTIONS)]
        text = minimal(f"S300{number:02}", **{section: way, "_3": SAID, "_9": SAID})
        (folder / f"{number}.txt").write_text(text, "utf-8")
    return folder


@pytest.fixture(scope="module")
def index(source: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("index") / "ix"
    report = build(made, [source])
    assert report.added == len(WAYS)
    assert_silent("\n".join([*report.warnings, *report.failed]))
    named = {warning.split(": ")[0] for warning in report.warnings if "may hold a person" in warning}
    assert len(named) == len(WAYS)
    return made


def assert_silent(text: str) -> None:
    folded = re.sub(r"(?<=\d)[ \u00a0-]+(?=\d)", "", text.lower())
    assert [secret for secret in SECRETS if secret in folded] == []


@pytest.mark.parametrize("section", SECTIONS)
@pytest.mark.parametrize("way", WAYS)
def test_every_way_is_withheld_in_every_section_and_named(way: str, section: str) -> None:
    project, masked = redact(parse(minimal(**{section: way, "_3": SAID})))
    assert_silent(repr(project))
    assert masked >= 1
    assert any("may hold a person: withheld" in warning for warning in project.warnings)
    assert project.summary
    assert project.summary.endswith("kertoo tavoitteista lisää.")


def test_the_index_has_none(index: Path) -> None:
    for segment in open_index(index).segments:
        assert_silent("\n".join(segment.stored_json(doc).decode() for doc in range(segment.documents)))
        assert_silent("\n".join(segment.forms()[0]))
        assert_silent("\n".join(text for f in segment.fields for text in segment.terms.texts_of(f)))
    for path in index.iterdir():
        assert_silent(path.read_bytes().decode("utf-8", "replace"))


def test_nothing_that_the_site_gives_has_any(index: Path, capsys: pytest.CaptureFixture[str]) -> None:
    client = create_app(index, Settings(access_log="stdout", metrics=True), TESTING=True).test_client()
    for path in PATHS:
        for code in (f"S300{number:02}" for number in range(len(WAYS) if "{}" in path else 1)):
            response = client.get(path.format(code))
            assert response.status_code in (200, 404), path
            assert_silent(response.get_data(as_text=True))
    book = zipfile.ZipFile(io.BytesIO(client.get("/haku.xlsx").data))
    assert_silent("\n".join(book.read(name).decode() for name in book.namelist()))
    logged = capsys.readouterr()
    assert_silent(logged.out + logged.err)


def test_the_command_line_names_the_key_and_nobody(source: Path, tmp_path: Path) -> None:
    told = CliRunner().invoke(main, ["index", str(source), "--index", str(tmp_path / "ix")])
    assert told.exit_code == 0, told.output
    assert "«Kontaktperson» may hold a person: withheld" in told.output
    assert_silent(told.output)


KEPT = (
    "Alaohjelma: Kestävä Kasvu",
    "Osallistuneet henkilöt: 25",
    "Budjetti: 400 000",
    "Pohja: Suomen Akatemia",
)


@pytest.mark.parametrize("line", KEPT)
def test_other_unknown_lines_stay(line: str) -> None:
    project, masked = redact(parse(minimal(_5=line)))
    assert masked == 0
    assert line in "\n".join(project.other.values())
    assert project.contact == Contact()


WORDS = st.sampled_from(
    ["Yhteyshenkilö", "Yhdyshenkilön", "Kontaktpersonens", "Contact", "Vastuuhenkilö", "Sähköposti", "GSM"]
)


@given(st.lists(WORDS | st.sampled_from(["Hankkeen", "tiedot", "nimi"]), min_size=1, max_size=3), st.data())
def test_a_key_about_persons_shows_nothing_of_its_value(words: list[str], data: st.DataObject) -> None:
    key = " ".join([*words, data.draw(WORDS)])
    value = data.draw(
        st.lists(st.sampled_from(["Hilla-Maaria", "Vuolteenkorva", "044 012 3498", "agronomi"]), min_size=1)
    )
    shown, _ = redact(Project("S12345", other={"5 Raha": f"A: b\n{key}: {', '.join(value)}"}))
    assert shown.other == {"5 Raha": "A: b"}
    assert_silent(repr(shown))


def test_what_is_withheld_is_not_said_to_be_kept() -> None:
    long = "Hankkeen vastuullinen johtaja, jolta saa tietoja sen kaikista tuloksista myöhemminkin"
    text = minimal(
        _1=f"Kontaktperson: Maija Mallila\nOutolintu: Jotain\n{long}: Kalle Mallila",
        _5="5.9 Yhteyshenkilöt\n\nMatti Mallila",
    )
    project, _ = redact(parse(text))
    at = {line.split(":")[0]: n for n, line in enumerate(text.split("\n"), 1)}
    told = {one for one in project.warnings if "Outolintu" not in one and "question" not in one}
    assert told == {
        f"line {at['Kontaktperson']}: «Kontaktperson» may hold a person: withheld",
        f"line {at[long]}: «{long}» may hold a person: withheld",
        f"line {at['5.9 Yhteyshenkilöt']}: «5.9 Yhteyshenkilöt» may hold a person: withheld",
    }
    assert f"line {at['Outolintu']}: unknown key «Outolintu» kept as text" in project.warnings
