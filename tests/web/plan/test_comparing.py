"""«Vertaa suunnitelmaa»: what a form may hold, what narrows it, what is shown, and that nothing is kept."""

from __future__ import annotations

import io
import re
import zipfile
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from index.errors import Fault
from search import read_plan
from search.engine import Engine
from tests.index import formats
from tests.web.html_check import read_page
from tests.web.made import HOSTILE
from web.app import create_app
from web.config.settings import Settings
from web.middleware.errors import UNREADABLE
from web.routing import uploads

PLAN = (
    "Viemme digituen kyliin: koulutetut vapaaehtoiset opettavat ikäihmisiä käyttämään verkkopankkia ja "
    "kuvapuheluita kirjastossa. Digituki annetaan rauhassa ja omalla laitteella."
)
FRAME = "Hankkeen tavoitteena on kehittää toimintamalleja ja vahvistaa toimijoiden yhteistyötä."


def form(fields: dict[str, Any], file: tuple[bytes, str] | None = None) -> bytes:
    """The body of a form as browsers write it: the file, its bytes and its name, comes last."""
    pairs = [
        (name, each)
        for name, value in fields.items()
        for each in (value if isinstance(value, list) else [value])
    ]
    head = "--x\r\nContent-Disposition: form-data; name="
    body = "".join(f'{head}"{name}"\r\n\r\n{value}\r\n' for name, value in pairs).encode()
    if file:
        shown = file[1].replace('"', "%22")
        body += f'{head}"tiedosto"; filename="{shown}"\r\n\r\n'.encode() + file[0] + b"\r\n"
    return body + b"--x--\r\n"


def send(client: FlaskClient, status: int = 200, file: tuple[bytes, str] | None = None, **fields: Any) -> str:
    """The page that answers a form."""
    body = form({"teksti": PLAN, **fields}, file)
    response = client.post("/vertaa", data=body, content_type="multipart/form-data; boundary=x")
    assert response.status_code == status
    html = response.get_data(as_text=True)
    assert read_page(html).faults == []
    return html


def codes(html: str) -> list[str]:
    """The projects of a page, in order."""
    return re.findall(r'<h3[^>]*><a href="/(?:\w\w/)?hanke/(\w+)"', html)


# What is shown


def test_each_project_has_its_money_and_outcome_and_links(corpus_client: FlaskClient) -> None:
    html = send(corpus_client)
    first = html[html.index('<article class="hit">') : html.index("</article>")]
    assert codes(first) == ["S29903"]
    text = read_page(first).text.replace("\xa0", " ")
    assert re.search(r"\d{3} €", text)
    assert "toteutunut" in text
    assert re.search(r"osallistujia [\d ]+ → [\d ]+", text)
    assert re.search(r"Samankaltaisuus \d+/100", text)
    assert 'href="/hanke/S29903#samankaltaiset"' in first
    assert re.search(r'<a class="who"[^>]* href="/organisaatio/', first)
    assert text.count("Suunnitelmassa") == first.count('class="pair"') == 1


def test_a_plan_of_frame_alone_has_no_passages(corpus_client: FlaskClient) -> None:
    html = send(corpus_client, teksti=FRAME)
    assert codes(html)
    assert 'class="pair"' not in html
    assert "Yhteistä:" in html


def test_the_example_finds_something_in_each_language(corpus_client: FlaskClient) -> None:
    for path in ("", "/sv", "/en"):
        page = corpus_client.get(f"{path}/vertaa").get_data(as_text=True)
        (example,) = (link for link in read_page(page).links if "esimerkki" in link)
        found = corpus_client.get(example.partition("#")[0]).get_data(as_text=True)
        assert codes(found), path
        assert 'class="pair"' in found or path, path


# What narrows it


def test_region_year_and_fund_narrow_and_stay_chosen(corpus_client: FlaskClient) -> None:
    everything = codes(send(corpus_client))
    html = send(corpus_client, rahasto="ESR", maakunta=["Lappi", "Kainuu"], vuosi_min="2018", otsikko="Oma")
    assert codes(html)
    assert set(codes(html)) != set(everything)
    page = read_page(html).text.replace("\xa0", " ")
    assert "Rajaukset: Rahasto: ESR, Maakunta: Lappi, Maakunta: Kainuu, Vuosi: vuodesta 2018." in page
    for value in ("ESR", "Lappi", "Kainuu"):
        assert re.search(rf'value="{value}" checked', html)
    assert html.count(" checked") == 3
    assert 'name="vuosi_min" value="2018"' in html
    assert 'name="otsikko" value="Oma"' in html
    compared = re.search(r"Vertailussa mukana: (\d+) hank", page)
    narrowed = corpus_client.get(
        "/api/v1/search?rahasto=ESR&maakunta=Lappi&maakunta=Kainuu&vuosi=2018..&limit=1"
    ).json
    assert compared
    assert narrowed
    assert int(compared[1]) == narrowed["total"]


def test_any_filter_of_the_field_table_is_kept(corpus_client: FlaskClient) -> None:
    html = corpus_client.get("/vertaa?tila=Toiminta+p%C3%A4%C3%A4ttynyt&maakunta=Lappi").get_data(
        as_text=True
    )
    assert '<input type="hidden" name="tila" value="Toiminta päättynyt">' in html
    assert 'value="Lappi" checked' in html
    assert "Tila: Toiminta päättynyt" in read_page(send(corpus_client, tila="Toiminta päättynyt")).text


def test_filters_that_let_nothing_through_say_what_to_do(corpus_client: FlaskClient) -> None:
    html = send(corpus_client, maakunta="Ruritania")
    assert codes(html) == []
    assert "Poista rajauksia ja etsi uudelleen" in html
    assert re.search(r'value="Ruritania" checked', html)
    assert "Kentässä ”Maakunta” ei ole arvoa ”Ruritania”" in html
    send(corpus_client, 400, maakunta=["a"] * 61)


# Files


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (PLAN.encode(), "plan.txt"),
        (formats.word_file(PLAN), "plan.docx"),
        (formats.word_file(PLAN), "Omat tiedostot/plan.docx"),
        (formats.word_file(PLAN), "../../etc/plan.pdf"),  # it is what it holds
    ],
)
def test_a_file_is_read_in_place_of_the_text(corpus_client: FlaskClient, data: bytes, name: str) -> None:
    html = send(corpus_client, file=(data, name), teksti="Tuulivoimaa")
    assert codes(html)[0] == "S29903"
    assert f">\n{PLAN}</textarea>" in html
    assert 'name="otsikko" value="plan"' in html
    assert "Suunnitelman vertailu: plan" in html


def test_the_name_of_a_file_is_text(corpus_client: FlaskClient) -> None:
    html = send(corpus_client, file=(PLAN.encode(), f"{HOSTILE}.txt"))
    assert "<script>alert" not in html
    assert "1337" not in html
    html = send(corpus_client, file=(PLAN.encode(), "a" * 500 + "\x00.docx"))
    assert f'value="{"a" * 100}"' in html


def test_a_long_file_is_read_from_its_beginning(corpus_client: FlaskClient) -> None:
    html = send(corpus_client, file=(PLAN.encode() + b" x" * 20_000, "a.txt"))
    assert "Niistä luettiin 20\xa0000 ensimmäistä" in html
    assert codes(html)[0] == "S29903"


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (b"", Fault.EMPTY),
        (b"\x89PNG\r\n\x1a\n\0\0", Fault.OTHER_FORMAT),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Fault.OLD_OFFICE),
    ],
)
def test_an_unreadable_file_is_told_beside_the_text(
    corpus_client: FlaskClient, data: bytes, fault: Fault
) -> None:
    html = send(corpus_client, 400, file=(data, "plan.docx"), rahasto="ESR")
    assert UNREADABLE[fault] in html
    assert f">\n{PLAN}</textarea>" in html  # what was written is not lost
    assert 'value="ESR" checked' in html
    assert codes(html) == []
    assert 'role="alert"' in html


def test_every_reason_has_words_in_each_language(corpus_client: FlaskClient) -> None:
    assert UNREADABLE.keys() == set(Fault)
    for path in ("/sv", "/en"):
        response = corpus_client.post(path + "/vertaa", data={"tiedosto": (io.BytesIO(b""), "a.pdf")})
        assert response.status_code == 400
        assert UNREADABLE[Fault.EMPTY] not in response.get_data(as_text=True)


def test_a_file_has_a_limit_that_is_named(corpus_client: FlaskClient) -> None:
    over = b"a" * 5_000_001
    html = send(corpus_client, 413, file=(over, "a.txt"))
    assert "enimmäiskoko on 5 megatavua" in html
    assert f">\n{PLAN}</textarea>" in html
    html = send(corpus_client, 413, file=(over * 2, "a.txt"))  # so long that nothing of it is read
    assert "enimmäiskoko on 5 megatavua" in html


def test_two_files_and_no_file(corpus_client: FlaskClient) -> None:
    files = [("tiedosto", (io.BytesIO(PLAN.encode()), name)) for name in ("a.txt", "b.txt")]
    response = corpus_client.post("/vertaa", data=MultiDict(files))
    assert response.status_code == 400
    assert "yksi tiedosto kerrallaan" in response.get_data(as_text=True)
    html = send(corpus_client, teksti="  ")
    assert "Liitä teksti tai valitse tiedosto." in html


def test_only_so_many_files_are_read_at_once(engine: Engine) -> None:
    app = create_app(engine, Settings(uploads=1))
    client = app.test_client()
    assert codes(send(client, file=(PLAN.encode(), "a.txt")))
    slots = app.extensions[uploads.SLOTS]
    assert slots.acquire(blocking=False)  # the one before has given it back
    assert "lukee jo muita tiedostoja" in send(client, 503, file=(PLAN.encode(), "a.txt"))
    assert codes(send(client))  # without a file none is needed
    slots.release()
    send(client, 400, file=(b"", "a.txt"))
    assert codes(send(client, file=(PLAN.encode(), "a.txt")))


def test_a_file_stays_in_memory(corpus_client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """Werkzeug would put a large one on disk."""
    import tempfile

    def refused(*_: object, **__: object) -> None:
        raise AssertionError("a temporary file")

    for name in ("SpooledTemporaryFile", "TemporaryFile", "NamedTemporaryFile", "mkstemp"):
        monkeypatch.setattr(tempfile, name, refused)
        monkeypatch.setattr(f"werkzeug.formparser.{name}", refused, raising=False)
    data = PLAN.encode() + b" x" * 400_000
    assert codes(send(corpus_client, file=(data, "a.txt")))


@pytest.mark.parametrize("encoding", ["utf-8", "latin-1", "cp1252"])
def test_a_form_with_files_may_be_in_latin_1(corpus_client: FlaskClient, encoding: str) -> None:
    body = (
        b'--x\r\nContent-Disposition: form-data; name="teksti"\r\n\r\n'
        + PLAN.encode(encoding)
        + b'\r\n--x\r\nContent-Disposition: form-data; name="tiedosto"; filename=""\r\n\r\n\r\n--x--\r\n'
    )
    response = corpus_client.post("/vertaa", data=body, content_type="multipart/form-data; boundary=x")
    assert f">\n{PLAN}</textarea>" in response.get_data(as_text=True)


@pytest.mark.parametrize(
    "content_type", ["multipart/form-data", "multipart/form-data; boundary=ä", "text/plain", "image/png", ""]
)
def test_a_body_that_is_no_form_is_an_empty_one(corpus_client: FlaskClient, content_type: str) -> None:
    response = corpus_client.post("/vertaa", data=b"--x\r\n\xff\xfe", content_type=content_type)
    assert response.status_code == 200
    assert "Liitä teksti tai valitse tiedosto." in response.get_data(as_text=True)


def test_a_form_of_endless_parts_is_refused(corpus_client: FlaskClient) -> None:
    part = b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\nb\r\n'
    data = part * 5_000 + b"--x--\r\n"
    response = corpus_client.post("/vertaa", data=data, content_type="multipart/form-data; boundary=x")
    assert response.status_code == 413


# Nothing is kept


def test_nothing_of_a_file_is_kept_or_logged(engine: Engine, capsys: pytest.CaptureFixture[str]) -> None:
    client = create_app(engine, Settings(access_log="stdout", log_queries=True)).test_client()
    for data in (b"Salaisuus: digitukea kylille", b"PK\x03\x04 Salaisuus"):
        response = client.post(
            "/vertaa", data={"tiedosto": (io.BytesIO(data), "Salaisuus.docx"), "raportti": "docx"}
        )
        assert response.headers["Cache-Control"] == "no-store"
        assert {"ETag", "Set-Cookie"} & set(response.headers.keys()) == set()
    told = capsys.readouterr()
    assert "/vertaa" in told.out
    assert "alaisuus" not in told.out + told.err


# Reports


def report(client: FlaskClient, kind: str, **fields: Any) -> TestResponse:
    """The report of the plan."""
    data = {"teksti": PLAN, "raportti": kind, "otsikko": "Oma suunnitelma", **fields}
    response = client.post("/vertaa", data=data)
    assert response.status_code == 200
    return response


def test_a_report_in_markdown_says_what_the_page_does(corpus_client: FlaskClient) -> None:
    response = report(corpus_client, "md", rahasto="ESR")
    text = response.get_data(as_text=True)
    assert response.headers["Content-Type"] == "text/markdown; charset=utf-8"
    name = 'attachment; filename="suunnitelman-vertailu-oma-suunnitelma.md"'
    assert response.headers["Content-Disposition"] == name
    assert text.startswith("# Suunnitelman vertailu: Oma suunnitelma\n\nVertailtu ")
    assert "Rajaukset: Rahasto: ESR." in text
    shown = codes(send(corpus_client, rahasto="ESR"))
    assert re.findall(r"^### \[.*\]\(<http://localhost/hanke/(\w+)>\)$", text, re.MULTILINE) == shown
    assert re.search(r"^> Suunnitelmassa: .*\*\*ikäihmisiä\*\*", text, re.MULTILINE)
    assert "Lähde: Hankehaku, aineisto päivitetty" in text
    assert "\u00ad" not in text


def test_a_report_in_word_is_read_by_our_own_reader(corpus_client: FlaskClient) -> None:
    response = report(corpus_client, "docx")
    read = read_plan(response.get_data(), 100_000).text
    assert read.startswith("Suunnitelman vertailu: Oma suunnitelma\n")
    page = send(corpus_client)
    for title in re.findall(r"<h3[^>]*><a[^>]*>(.*?)</a></h3>", page):
        assert re.sub("<.*?>|&shy;|\u00ad", "", title).replace("&#39;", "'").replace("&amp;", "&") in read
    with zipfile.ZipFile(io.BytesIO(response.get_data())) as parts:
        assert parts.testzip() is None
        assert 'w:val="fi-FI"' in parts.read("word/styles.xml").decode()
        links = parts.read("word/_rels/document.xml.rels").decode()
        assert 'Target="http://localhost/hanke/S29903"' in links


def test_a_report_is_in_the_language_of_the_page(corpus_client: FlaskClient) -> None:
    response = corpus_client.post("/en/vertaa", data={"teksti": PLAN, "raportti": "md"})
    assert "Suunnitelman" not in response.get_data(as_text=True).partition("\n")[0]


def test_a_hostile_plan_makes_a_sound_report(client: FlaskClient) -> None:
    plan = f"{HOSTILE} digitukea kylille \u0001\ufffe ]]> [x](javascript:alert(1)) # otsikko"
    for kind in ("docx", "md"):
        response = report(client, kind, teksti=plan, otsikko=HOSTILE)
        assert re.fullmatch(
            rf'attachment; filename="[a-z0-9-]+\.{kind}"', response.headers["Content-Disposition"]
        )
        if kind == "docx":
            assert "alert('x')" in read_plan(response.get_data(), 10_000).text
        else:
            assert "<script>" not in response.get_data(as_text=True).replace("\\<script\\>", "")


def test_no_report_is_made_of_what_was_not_compared(corpus_client: FlaskClient) -> None:
    response = corpus_client.post("/vertaa", data={"teksti": "", "raportti": "docx"})
    assert response.mimetype == "text/html"
    response = corpus_client.post("/vertaa", data={"teksti": PLAN, "raportti": "exe"})
    assert response.mimetype == "text/html"
