"""No contact person anywhere: index files, pages, API, exports, feed, citation, logs; and --with-contacts."""

from __future__ import annotations

import io
import json
import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from hankehaku import main
from index.analysis.finnish import name_classes
from index.formats.text import read_text
from index.indexing.index_writer import build
from index.model.project import Project
from index.model.project_parts import Contact
from index.privacy.contact_patterns import contact_phones, phone_key
from index.privacy.person_names import split_names
from index.privacy.redaction import REMOVED, redact
from index.reader.parser import parse
from index.storage.index_reader import open_index
from tests.web.addresses import unvisited
from web.app import create_app
from web.config.settings import Settings

CORPUS = Path(__file__).parents[1] / "corpus"
REAL = Path(__file__).parents[2] / "shared" / "descriptions"
WAYS = (
    "Lisätietoja antaa {first} {last}, {phone}, {mail}.\n\n"
    "Tavoita {last} {first}: {spaced}; puh. {digits}.\n\n"
    "Projektipäällikkö {last} vastaa. {spelled} ja {at}. Soita +358 {own} tai {dotted}."
)
PATHS = (
    *("/hanke/{}?q=hanke+tavoita", "/api/v1/projects/{}", "/api/v1/similar?koodi={}", "/hanke/{}?sija=1"),
    *("/?q=tavoita", "/?q=soita+vastaa", "/?sivu=2", "/olematon", "/sitemap.xml", "/metrics"),
    *("/?nayta=kunta", "/?nayta=viranomainen", "/?q=soitta~", "/?q=tavoi*", "/?q=tavotia"),
    *("/sv/?q=tavoita", "/en/tilastot", "/tilastot", "/tilastot?q=tavoita&nayta=kunta", "/vertaa"),
    *("/haku-ohje", "/saavutettavuus", "/robots.txt", "/opensearch.xml", "/healthz", "/readyz"),
    *("/api", "/api/v1/openapi.json", "/api/v1/search?limit=100", "/api/v1/search?q=tavoita&limit=100"),
    *(
        "/api/v1/search?q=soita+tavoita&explain=1&limit=100",
        "/api/v1/statistics",
        "/api/v1/statistics?q=soita",
    ),
    *(
        "/api/v1/snapshot?q=tavoita",
        "/api/v1/facets/maakunta",
        "/api/v1/facets/kunta",
        "/api/v1/facets/organisaatiotyyppi",
    ),
    *("/api/v1/suggest?q=lisätietoja", "/api/v1/suggest?q=projektipäällikkö", "/api/v1/suggest?q=soita"),
    *("/haku.csv", "/haku.jsonl", "/haku.atom", "/haku.atom?q=tavoita"),
)
"""Every kind of page, file and answer; «{}» stands for each project's code."""


@pytest.fixture(scope="module", params=["samples", "real"])
def folder(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Descriptions in which the contact person is repeated in a text, in all ways."""
    source = CORPUS if request.param == "samples" else REAL
    if not source.is_dir():
        pytest.skip(f"{source} is missing: the real descriptions name people and are not published")
    made = tmp_path_factory.mktemp(request.param)
    for path in sorted(source.glob("[A-Z]*[0-9].txt")):
        text = read_text(path).text
        (made / path.name).write_text(_repeated(text, parse(text).contact), "utf-8")
    return made


def _repeated(text: str, contact: Contact) -> str:
    """A description whose summary names its contact person in many ways."""
    if not contact.name:
        return text
    first, last = split_names(contact.name)[0][0], split_names(contact.name)[0][-1]
    mail = re.sub(r"\(at\)", "@", contact.email or "x.y@z.fi")
    number = next(iter(contact_phones(contact)), "401234567")
    said = WAYS.format(
        first=first, last=last, phone=contact.phone, mail=mail, digits="0" + number, own=number,
        spaced=mail.replace("@", " ( at ) ").replace(".", " . "), at=mail.replace("@", "[at]"),
        spelled=mail.replace("@", " (ät) "), dotted=f"0{number[:2]}.{number[2:5]}.{number[5:]}",
    )  # fmt: skip
    return re.sub(r"(?m)^(3 .*tiivistelmä.*)$", rf"\1\n\n{said}\n", text, count=1)


@pytest.fixture(scope="module")
def projects(folder: Path) -> list[Project]:
    return [parse(read_text(path).text) for path in sorted(folder.glob("*.txt"))]


@pytest.fixture(scope="module")
def index(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("index") / "index"
    report = build(made, [folder])
    assert not report.failed
    assert report.masked >= 6 * len(list(folder.glob("*.txt"))) - 9
    return made


def secrets(projects: list[Project]) -> Iterator[str]:
    """What must stand nowhere, in small letters: names, e-mails, numbers without what parts their digits."""
    for project in projects:
        contact = project.contact
        if not contact.name:
            continue
        for words in split_names(contact.name):
            yield " ".join(words).lower()
            yield " ".join((words[-1], *words[:-1])).lower()
            if not name_classes(words[-1]) - {"sukunimi"} and not _public(words[-1], projects):
                yield words[-1].lower()
        local = re.split(r"\(at\)|@", contact.email or "")[0].lower()
        yield from (local, local.replace(".", " . ")) if "." in local else ()
        yield from contact_phones(contact)


def _public(word: str, projects: list[Project]) -> bool:
    """Whether a name is that of an organisation or a place too."""
    named = repr([(p.applicant, p.co_implementers, p.municipalities) for p in projects]).lower()
    return word.lower() in named or name_classes(word) == frozenset()


def assert_silent(text: str, projects: list[Project]) -> None:
    folded = re.sub(r"(?<=\d)[ \u00a0().–-]+(?=\d)", "", " ".join(text.lower().split()))
    assert [secret for secret in secrets(projects) if secret in folded] == []


def test_the_search_for_secrets_finds_them(folder: Path, projects: list[Project]) -> None:
    text = "\n".join(path.read_text("utf-8") for path in folder.glob("*.txt"))
    assert len(set(secrets(projects))) > 4 * sum(bool(p.contact.name) for p in projects)
    with pytest.raises(AssertionError):
        assert_silent(text, projects)


def test_the_index_has_none(index: Path, projects: list[Project]) -> None:
    for path in index.iterdir():
        assert_silent(path.read_bytes().decode("latin-1"), projects)
        assert_silent(path.read_bytes().decode("utf-8", "replace"), projects)
    for segment in open_index(index).segments:
        assert_silent(
            "\n".join(segment.stored_json(doc).decode() for doc in range(segment.documents)), projects
        )
        assert_silent("\n".join(text for f in segment.fields for text in segment.terms.texts_of(f)), projects)
        assert_silent("\n".join(segment.forms()[0]), projects)
        assert_silent(repr(segment.sources()) + repr(segment.texts), projects)


def test_no_packed_array_has_any(index: Path, projects: list[Project]) -> None:
    for segment in open_index(index).segments:
        for array in segment.arrays.values():
            try:
                assert_silent(zlib.decompress(array.tobytes()).decode("utf-8", "replace"), projects)
            except zlib.error:
                continue


def test_every_address_is_looked_at() -> None:
    assert unvisited(part.format("S29901") for part in PATHS) == set()
    assert unvisited(part for part in PATHS if "suggest" not in part) == {"api.suggest"}


def test_nothing_that_the_site_gives_has_any(
    index: Path, projects: list[Project], capsys: pytest.CaptureFixture[str]
) -> None:
    client = create_app(index, Settings(access_log="stdout", metrics=True), TESTING=True).test_client()
    codes = [project.code for project in projects]
    for path in (path for part in PATHS for path in (map(part.format, codes) if "{}" in part else (part,))):
        response = client.get(path)
        assert response.status_code in (200, 404), path
        assert_silent(response.get_data(as_text=True), projects)
    assert_silent(_sheets(client.get("/haku.xlsx").data), projects)
    logged = capsys.readouterr()
    assert logged.out.count("\n") > len(codes)
    assert_silent(logged.out + logged.err, projects)


def _sheets(data: bytes) -> str:
    book = zipfile.ZipFile(io.BytesIO(data))
    return "\n".join(book.read(name).decode() for name in book.namelist())


def test_nobody_is_found_by_name_mail_or_number(index: Path, projects: list[Project]) -> None:
    client = create_app(index, TESTING=True).test_client()
    for contact in (project.contact for project in projects if project.contact.name):
        name = " ".join(split_names(contact.name)[0])
        mail = (contact.email or "").replace("(at)", "@")
        for query in (f'"{name}"', mail, f'"{mail}"', f'"{contact.phone}"', phone_key(contact.phone)):
            found = client.get("/api/v1/search", query_string={"q": query}).json
            assert found
            assert found["total"] == 0, query


def test_no_name_mail_or_number_is_completed(index: Path, projects: list[Project]) -> None:
    """What was typed is told back, so what was not is looked for: of a name of two words the second."""
    client = create_app(index, TESTING=True).test_client()
    for secret in set(secrets(projects)):
        for length in {2, 4, len(secret.partition(" ")[0]) - (" " not in secret)}:
            typed = secret[:length]
            for path in ("/api/v1/suggest", "/api/v1/search", "/"):
                answer = client.get(path, query_string={"q": typed})
                assert answer.status_code == 200
                found = answer.get_data(as_text=True).lower()
                assert secret not in " ".join(found.split()), (path, typed)


def test_a_compared_plan_shows_nobody_and_is_kept_nowhere(
    index: Path, projects: list[Project], capsys: pytest.CaptureFixture[str]
) -> None:
    settings = Settings(access_log="stdout", log_queries=True)
    client = create_app(index, settings, TESTING=True).test_client()
    for project in projects:
        plan = redact(project)[0].summary or ""
        compared = client.post("/vertaa", data={"teksti": plan[:15_000]})
        assert compared.status_code == 200
        assert_silent(compared.text, projects)
        contact = project.contact
        told = f"Yhteyshenkilö {contact.name}, {contact.phone}, {contact.email}. {plan[:500]}"
        assert client.post("/vertaa", data={"teksti": told}).headers["Cache-Control"] == "no-store"
        assert_silent(client.get("/vertaa").text, projects)
    logged = capsys.readouterr()
    assert logged.out.count("/vertaa") == 3 * len(projects)
    assert_silent(logged.out + logged.err, projects)


def test_the_command_line_names_nobody(folder: Path, projects: list[Project], tmp_path: Path) -> None:
    def printed(*command: str) -> str:
        return CliRunner().invoke(main, [*command, "--index", str(tmp_path / "ix")]).output

    told = printed("index", str(folder))
    assert re.search(r"\d+ contact details masked in texts", told)
    for text in (told, printed("search", "tavoita"), *(printed("show", one.code) for one in projects)):
        assert_silent(text, projects)


# --with-contacts


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    """An index of one description, made with contacts."""
    source = tmp_path / "source"
    source.mkdir()
    text = (CORPUS / "S29902.txt").read_text("utf-8")
    (source / "S29902.txt").write_text(_repeated(text, parse(text).contact), "utf-8")
    result = CliRunner().invoke(
        main, ["index", str(source), "--index", str(tmp_path / "ix"), "--with-contacts"]
    )
    assert result.exit_code == 0, result.output
    assert "Contact persons are kept in this index" in result.stdout
    assert "masked" not in result.stdout
    return tmp_path / "ix"


def test_with_contacts_they_are_stored_and_shown(kept: Path) -> None:
    assert open_index(kept).has_contacts
    client = create_app(kept, TESTING=True).test_client()
    page = client.get("/hanke/S29902").text
    assert "<dt>Yhteyshenkilö</dt><dd>Pertti Heikkuri</dd>" in page
    assert "pertti.heikkuri(at)vaarojenvaki.example" in page
    assert REMOVED not in page
    project = client.get("/api/v1/projects/S29902").json
    assert project
    assert project["contact"]["phone"] == "044 000 8712"
    assert "Heikkuri" in client.get("/api/v1/search?q=lis%C3%A4tietoja").text
    assert (
        "pertti.heikkuri" not in client.get("/haku.csv?q=vaarojen").text.partition("Tavoita")[0].lower()[:200]
    )


def test_an_index_never_mixes_contacts_and_none(kept: Path) -> None:
    source, index = str(kept.parent / "source"), str(kept)
    before = json.loads(json.dumps(sorted(path.name for path in kept.iterdir())))
    without = CliRunner().invoke(main, ["index", source, "--index", index])
    assert without.exit_code == 4
    assert "the index was made with --with-contacts, and this run is without it" in without.stderr
    assert "--rebuild" in without.stderr
    assert sorted(path.name for path in kept.iterdir()) == before
    again = CliRunner().invoke(main, ["index", source, "--index", index, "--with-contacts"])
    assert (again.exit_code, "1 unchanged" in again.stdout) == (0, True)
    anew = CliRunner().invoke(main, ["index", source, "--index", index, "--rebuild"])
    assert anew.exit_code == 0
    assert not open_index(kept).has_contacts
    back = CliRunner().invoke(main, ["index", source, "--index", index, "--with-contacts"])
    assert back.exit_code == 4
    assert "without contact persons" in back.stderr
    assert "--rebuild" in back.stderr


def test_an_index_with_contacts_is_sound(kept: Path) -> None:
    assert CliRunner().invoke(main, ["check", "--index", str(kept)]).exit_code == 0
