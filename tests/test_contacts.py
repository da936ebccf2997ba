"""No contact person anywhere: index files, pages, API, exports, feed, citation, logs; and --with-contacts."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

import pytest
from click.testing import CliRunner

from hankehaku import main
from index.indexing.index_writer import build
from index.privacy.redaction import REMOVED
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
    *("/haku-ohje", "/tietoa", "/saavutettavuus", "/robots.txt", "/opensearch.xml", "/healthz", "/readyz"),
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
    *("/haku.csv", "/haku.jsonl", "/haku.atom", "/haku.atom?q=tavoita", "/hankkeet"),
    *("/tilastot.csv?taulukko=kunta&q=tavoita", "/hanke/{}.bib", "/hanke/{}.ris"),
    *("/viite", "/viite?q=tavoita&hetki=2020-01-01"),
    *("/rinnakkain?hanke={}", "/rinnakkain.csv?hanke={}", "/rinnakkain.md?hanke={}"),
    *("/organisaatiot.csv", "/api/v1/organisations?limit=100", "/?nayta=hakija"),
    *("/organisaatio/tavoita", "/api/v1/organisations/tavoita"),
)
"""Every kind of page, file and answer; «{}» stands for each project's code."""


COMPARE = "/api/v1/compare"
"""Takes a plan and no GET."""
LINE = re.compile(r"(?m)^(Hankkeen yhteyshenkilön nimi|Yhteyshenkilön \w+(?: \w+)?):[ \xa0]*(.*)$")
"""A line of the form about the contact person."""


class Person(NamedTuple):
    """A contact person as the lines of a description give it, read without the program that is checked.

    others: the rest of the description, in small letters, where a surname may stand as another word.
    """

    words: list[str]
    mail: str
    phone: str
    others: str

    @classmethod
    def of(cls, text: str) -> Person | None:
        """The contact person of a description, if it has one."""
        told = {key.split()[1]: value.strip() for key, value in LINE.findall(text)}
        if not told.get("yhteyshenkilön"):
            return None
        mail = told["sähköpostisoite"].replace("(at)", "@")
        return cls(told["yhteyshenkilön"].split(), mail, told["puhelinnumero"], LINE.sub("", text).lower())

    @property
    def digits(self) -> str:
        """The telephone number without the 0 or +358 before it."""
        return re.sub(r"\D", "", self.phone).removeprefix("358").removeprefix("0")

    def secrets(self, others: str) -> Iterator[str]:
        """What must stand nowhere, in small letters; numbers without what parts their digits."""
        first, *_, last = (word.lower() for word in self.words)
        yield " ".join(self.words).lower()
        yield f"{last} {first}"
        if last not in others:
            yield last
        local = self.mail.partition("@")[0].lower()
        yield from (local, local.replace(".", " . ")) if "." in local else ()
        yield from (self.digits,) if len(self.digits) > 5 else ()


@pytest.fixture(scope="module", params=["samples", "real"])
def source(request: pytest.FixtureRequest) -> Path:
    """A folder of descriptions."""
    found = CORPUS if request.param == "samples" else REAL
    if not found.is_dir():
        pytest.skip(f"{found} is missing: the real descriptions name people and are not published")
    return found


@pytest.fixture(scope="module")
def folder(source: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Descriptions in which the contact person is repeated in a text, in all ways."""
    made = tmp_path_factory.mktemp("repeated")
    for path in sorted(source.glob("[A-Z]*[0-9].txt")):
        (made / path.name).write_text(_repeated(path.read_text("utf-8")), "utf-8")
    return made


def _repeated(text: str) -> str:
    """A description whose summary names its contact person in many ways."""
    person = Person.of(text)
    if person is None:
        return text
    mail = person.mail or "x.y@z.fi"
    number = person.digits or "401234567"
    said = WAYS.format(
        first=person.words[0], last=person.words[-1], phone=person.phone, mail=mail, digits="0" + number,
        own=number, spaced=mail.replace("@", " ( at ) ").replace(".", " . "), at=mail.replace("@", "[at]"),
        spelled=mail.replace("@", " (ät) "), dotted=f"0{number[:2]}.{number[2:5]}.{number[5:]}",
    )  # fmt: skip
    return re.sub(r"(?m)^(3 .*tiivistelmä.*)$", rf"\1\n\n{said}\n", text, count=1)


@pytest.fixture(scope="module")
def people(source: Path) -> list[Person]:
    """The contact persons."""
    read = (Person.of(path.read_text("utf-8")) for path in sorted(source.glob("[A-Z]*[0-9].txt")))
    return [person for person in read if person]


@pytest.fixture(scope="module")
def secrets(people: list[Person]) -> frozenset[str]:
    """All that must stand nowhere."""
    others = "\n".join(person.others for person in people)
    return frozenset(secret for person in people for secret in person.secrets(others))


@pytest.fixture(scope="module")
def codes(folder: Path) -> list[str]:
    return sorted(path.stem for path in folder.glob("*.txt"))


@pytest.fixture(scope="module")
def index(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("index") / "index"
    report = build(made, [folder])
    assert not report.failed
    assert report.masked >= 6 * len(list(folder.glob("*.txt"))) - 9
    return made


def told(text: str, secrets: Iterable[str]) -> list[str]:
    """The secrets that a text tells."""
    folded = re.sub(r"(?<=\d)[ \u00a0().–-]+(?=\d)", "", " ".join(text.lower().split()))
    return [secret for secret in secrets if secret in folded]


def assert_silent(text: str, secrets: Iterable[str]) -> None:
    assert told(text, secrets) == []


def test_the_search_for_secrets_finds_them(
    folder: Path, people: list[Person], secrets: frozenset[str]
) -> None:
    text = "\n".join(path.read_text("utf-8") for path in folder.glob("*.txt"))
    assert len(secrets) > 4 * len(people) > 4
    assert set(told(text, secrets)) == secrets


def test_the_index_has_none(index: Path, secrets: frozenset[str]) -> None:
    for path in index.iterdir():
        assert_silent(path.read_bytes().decode("latin-1"), secrets)
        assert_silent(path.read_bytes().decode("utf-8", "replace"), secrets)
    for segment in open_index(index).segments:
        assert_silent(
            "\n".join(segment.stored_json(doc).decode() for doc in range(segment.documents)), secrets
        )
        assert_silent("\n".join(text for f in segment.fields for text in segment.terms.texts_of(f)), secrets)
        assert_silent("\n".join(segment.forms()[0]), secrets)
        assert_silent(repr(segment.sources()) + repr(segment.texts), secrets)


def test_no_packed_array_has_any(index: Path, secrets: frozenset[str]) -> None:
    for segment in open_index(index).segments:
        for array in segment.arrays.values():
            try:
                assert_silent(zlib.decompress(array.tobytes()).decode("utf-8", "replace"), secrets)
            except zlib.error:
                continue


@pytest.mark.slow
def test_every_address_is_looked_at() -> None:
    assert unvisited(part.format("S29901") for part in (*PATHS, COMPARE)) == set()
    assert unvisited(part for part in (*PATHS, COMPARE) if "suggest" not in part) == {"api.suggest"}


@pytest.mark.slow
def test_nothing_that_the_site_gives_has_any(
    index: Path, codes: list[str], secrets: frozenset[str], capsys: pytest.CaptureFixture[str]
) -> None:
    client = create_app(index, Settings(access_log="stdout", metrics=True), TESTING=True).test_client()
    every = client.get("/api/v1/organisations?limit=100").get_json()["organisations"]
    names = [quote(one["organisation"]["id"]) for one in every]
    assert names
    organisations = [
        f"{page}/{name}" for name in names for page in ("/organisaatio", "/api/v1/organisations")
    ]
    paths = (path for part in PATHS for path in (map(part.format, codes) if "{}" in part else (part,)))
    for path in (*paths, *organisations):
        response = client.get(path)
        assert response.status_code in (200, 404), path
        assert_silent(response.get_data(as_text=True), secrets)
    for path in ("/haku.xlsx", "/organisaatiot.xlsx"):
        assert_silent(_sheets(client.get(path).data), secrets)
    logged = capsys.readouterr()
    assert logged.out.count("\n") > len(codes)
    assert_silent(logged.out + logged.err, secrets)


def _sheets(data: bytes) -> str:
    book = zipfile.ZipFile(io.BytesIO(data))
    return "\n".join(book.read(name).decode() for name in book.namelist())


@pytest.mark.slow
def test_nobody_is_found_by_name_mail_or_number(index: Path, people: list[Person]) -> None:
    client = create_app(index, TESTING=True).test_client()
    for person in people:
        name, mail = " ".join(person.words), person.mail or "x.y@z.fi"
        for query in (f'"{name}"', mail, f'"{mail}"', f'"{person.phone}"', "0" + person.digits):
            found = client.get("/api/v1/search", query_string={"q": query}).json
            assert found
            assert found["total"] == 0, query


@pytest.mark.slow
def test_no_name_mail_or_number_is_completed(index: Path, secrets: frozenset[str]) -> None:
    """The page repeats the query, so the test searches for what was not typed: the second word of a name."""
    client = create_app(index, TESTING=True).test_client()
    for secret in secrets:
        for length in {2, 4, len(secret.partition(" ")[0]) - (" " not in secret)}:
            typed = secret[:length]
            for path in ("/api/v1/suggest", "/api/v1/search", "/"):
                answer = client.get(path, query_string={"q": typed})
                assert answer.status_code == 200
                found = answer.get_data(as_text=True).lower()
                assert secret not in " ".join(found.split()), (path, typed)


@pytest.mark.slow
def test_a_compared_plan_shows_nobody_and_is_kept_nowhere(
    index: Path,
    codes: list[str],
    people: list[Person],
    secrets: frozenset[str],
    capsys: pytest.CaptureFixture[str],
) -> None:
    settings = Settings(access_log="stdout", log_queries=True)
    client = create_app(index, settings, TESTING=True).test_client()
    plan = ""
    for code in codes:
        plan = (client.get(f"/api/v1/projects/{code}").json or {})["summary"]
        for compared in (
            client.post("/vertaa", data={"teksti": plan[:15_000]}),
            client.post("/vertaa", data={"teksti": plan[:15_000], "raportti": "md"}),
            client.post(COMPARE, json={"text": plan[:15_000]}),
        ):
            assert compared.status_code == 200
            assert_silent(compared.text, secrets)
    for person in people:
        named = f"Yhteyshenkilö {' '.join(person.words)}, {person.phone}, {person.mail}. {plan[:500]}"
        assert client.post("/vertaa", data={"teksti": named}).headers["Cache-Control"] == "no-store"
        assert_silent(client.get("/vertaa").text, secrets)
    logged = capsys.readouterr()
    assert logged.out.count("/vertaa") == 2 * len(codes) + 2 * len(people)
    assert_silent(logged.out + logged.err, secrets)


@pytest.mark.slow
def test_the_command_line_names_nobody(
    folder: Path, codes: list[str], secrets: frozenset[str], tmp_path: Path
) -> None:
    def printed(*command: str) -> str:
        return CliRunner().invoke(main, [*command, "--index", str(tmp_path / "ix")]).output

    report = printed("index", str(folder))
    assert re.search(r"\d+ contact details masked in texts", report)
    for text in (report, printed("search", "tavoita"), *(printed("show", code) for code in codes)):
        assert_silent(text, secrets)


# --with-contacts


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    """An index of one description, made with contacts."""
    source = tmp_path / "source"
    source.mkdir()
    text = (CORPUS / "S29902.txt").read_text("utf-8")
    (source / "S29902.txt").write_text(_repeated(text), "utf-8")
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
    assert "Yhteyshenkilö" not in client.get("/haku.csv?q=vaarojen").text.splitlines()[0]


def test_an_index_never_mixes_contacts_and_none(kept: Path) -> None:
    source, index = str(kept.parent / "source"), str(kept)
    before = sorted(path.name for path in kept.iterdir())
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
