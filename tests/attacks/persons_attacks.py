"""Contact data in all spellings, searched for on every surface: the bytes of the index, pages, the API, files
to download, the command line, names of files, and what is left after a purge.

Every person is made up, and each spelling has its own person, so that a leak shows which spelling it was.
"""

from __future__ import annotations

import html
import io
import re
import shutil
import unicodedata
import zipfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import NamedTuple

from flask.testing import FlaskClient

from index.indexing.index_writer import build
from index.storage.index_reader import open_index
from tests.attacks import Attack
from tests.attacks.commands import command
from tests.index.samples import minimal
from tests.index.tables import list_row, write_list
from tests.index.test_purge import in_files
from web.app import create_app

FIRST = ("Hilla", "Maija", "Pekka", "Kalle", "Liisa", "Antti", "Sanna", "Jussi", "Elina", "Timo")
HEADS = ("Vuolteen", "Haukkas", "Kuikkas", "Pellavas", "Rupisen", "Tuohis", "Karhus", "Ohras")
TAILS = ("korva", "perukka", "kallasto", "rinneoja", "vaaranto", "hetteikko", "lampila", "notkola")

WRITINGS = (
    # the name
    "Lisätietoja antaa {first} {last}.", "Yhteys: {last} {first}.", "Ota yhteyttä: {last}, {first}",
    "{FIRST} {LAST} vastaa.", "{first_small} {last_small} vastaa", "Projektipäällikkö {last} vastaa.",
    "Hankkeen vetäjä on {last_small}.", "{last}n johdolla toimitaan.", "{last}lle ja {last}lta kysyttiin.",
    "{initial}. {last} allekirjoitti.", "{first}\u00a0{last} kertoo.", "{first}\n{last} kertoo.",
    "{first} {head}-\n{tail} kertoo.", "{first} {head}\u00ad{tail} kertoo.",
    "{first} {head}\u200b{tail} kertoo.",
    "{first} {head}\u2060{tail} ja {first}\u200d {last}.", "({first} {last})", "«{first} {last}»",
    "{first}_{last}", "{first}/{last}", "**{first} {last}**", "Tekijä:{first} {last};hanke",
    "Kiitos {first} {last}, hyvä!", "<b>{first}</b> <i>{last}</i>", "{first} {last}n ja {last}n luo.",
    # the e-mail address
    "Posti {mail}.", "Posti <{mail}>.", "mailto:{mail}?subject=x", "Posti {local}(at){domain}.",
    "Posti {local} (at) {domain}.", "Posti {local} [at] {domain}", "Posti {local} ät {domain}.",
    "Posti {local}(ät){domain}", "Posti {local} at {domain}", "Posti {local}&#64;{domain}",
    "Posti {local}@\n{domain}", "Posti {local}\n@{domain}", "Posti {local}\uff20{domain}",
    "Posti {local}@{domain_spaced}", "Posti {LOCAL}@{DOMAIN}", "Posti {local}\u200b@{domain}",
    "Posti {local_dot} ( at ) {domain_dot}", "Posti {local_piste} (at) {domain}",
    "https://malli.example/{local}", "https://malli.example/?q={first}+{last}",
    # the telephone number
    "Soita {phone}.", "Soita {digits}.", "puh.{digits}", "gsm {dashed}", "p. {phone}", "Soita {intl}.",
    "Soita {intl_00}.", "Soita {dotted}.", "Soita {bulleted}", "Soita {under}", "Soita {slashed}",
    "Soita {wide}.", "Soita {broken}.", "Soita {zero}.", "Soita ({area}) {rest}", "tel:{intl_digits}",
    "Soita {paired}.", "Soita {nbsp}",
)  # fmt: skip
"""What a description says of its contact person."""


class Case(NamedTuple):
    """A writing. code: of the description that has it; secrets: in small letters, what must stand nowhere."""

    code: str
    description: str
    written: str
    secrets: tuple[str, ...]


def cases() -> list[Case]:
    """A description for each writing, with a contact person of its own."""
    found = []
    for number, writing in enumerate(WRITINGS):
        head, tail, first = HEADS[number // 8], TAILS[number % 8], FIRST[number % 10]
        rest = f"7{number:02}34{(number * 7) % 100:02}"
        told = _words(first, head, tail, "044", rest)
        rows = (
            f"Hankkeen yhteyshenkilön nimi: {first} {told['last']}\n\nYhteyshenkilön sähköpostiosoite: "
            f"{told['mail']}\n\nYhteyshenkilön puhelinnumero: {told['phone']}"
        )
        written = writing.format(**told)
        text = minimal(f"S4{number:04}", _2=rows, _3=f"Kylätie paranee. {written}", _9=f"Loppu: {written}")
        found.append(Case(f"S4{number:04}", text, written, (told["last"].lower(), f"44{rest}")))
    return found


def _words(first: str, head: str, tail: str, area: str, rest: str) -> dict[str, str]:
    last, digits = head + tail, area + rest
    local, domain = f"{first}.{last}".lower(), "malli.example"
    return {
        "first": first, "last": last, "head": head, "tail": tail, "initial": first[0],
        "FIRST": first.upper(), "LAST": last.upper(),
        "first_small": first.lower(), "last_small": last.lower(),
        "mail": f"{local}@{domain}", "local": local, "domain": domain, "LOCAL": local.upper(),
        "DOMAIN": domain.upper(), "local_dot": local.replace(".", " . "), "domain_dot": "malli . example",
        "domain_spaced": "malli. example", "local_piste": local.replace(".", " piste "),
        "phone": f"{area} {rest[:3]} {rest[3:]}", "digits": digits, "dashed": f"{area}-{rest}",
        "intl": f"+358 {area[1:]} {rest[:3]} {rest[3:]}", "intl_00": f"00358 {area[1:]} {rest}",
        "intl_digits": f"+358{area[1:]}{rest}", "dotted": f"{area}.{rest[:3]}.{rest[3:]}",
        "bulleted": f"{area}\u2022{rest[:3]}\u2022{rest[3:]}", "under": f"{area}_{rest[:3]}_{rest[3:]}",
        "slashed": f"{area}/{rest}", "wide": "".join(chr(ord(sign) + 0xFEE0) for sign in digits),
        "broken": f"+358 {area[1:]}\n{rest[:3]} {rest[3:]}",
        "zero": f"{area}\u200b{rest[:3]}\u200b{rest[3:]}",
        "area": area, "rest": rest, "nbsp": f"{area}\u00a0{rest[:3]}\u202f{rest[3:]}",
        "paired": " ".join(digits[at : at + 2] for at in range(0, len(digits), 2)),
    }  # fmt: skip


def attacks(folder: Path) -> Iterator[Attack]:
    """Every writing on every surface of one index; then names of files, and ways in which a name goes."""
    made, source = cases(), folder / "source"
    source.mkdir()
    for case in made:
        (source / f"{case.code}.txt").write_text(case.description, "utf-8")
    told = command("index", str(source), "--index", str(folder / "index")).output
    client = create_app(folder / "index", TESTING=True).test_client()
    shown = {name: _folded(give()) for name, give in _wholes(folder / "index", client, told).items()}
    for case in made:
        for name, text in shown.items():
            yield Attack(name, repr(case.written), partial(_silent, text, case))
        yield Attack("one project", repr(case.written), partial(_project, client, folder / "index", case))
        yield Attack("searches", repr(case.written), partial(_search, client, case))
    for number, name in enumerate(FILE_NAMES):
        yield Attack("names of files", name, partial(_file_name, folder / f"named{number}", name))
    for number, (name, forget) in enumerate(WAYS_TO_GO.items()):
        yield Attack("purge", name, partial(_purge, folder / f"purged{number}", forget))


def _folded(text: str) -> str:
    """A text in which a secret is found however it is written."""
    plain = unicodedata.normalize("NFKC", html.unescape(text))
    plain = "".join(sign for sign in plain if unicodedata.category(sign) != "Cf").lower()
    plain = re.sub(r"(?<=[^\W\d_])-(?:\\n|\s)+(?=[^\W\d_])", "", plain)
    return re.sub(r"(?<=\d)(?:\\n|[^\w\n{}\"\[\],:;<>]|[_\n]){1,3}(?=\d)", "", plain)


def _silent(text: str, case: Case) -> None:
    found = [secret for secret in case.secrets if secret in text]
    assert not found, f"{found} is told"


def _wholes(index: Path, client: FlaskClient, told: str) -> dict[str, Callable[[], str]]:
    """Surfaces that hold all projects at once, by name."""

    def get(path: str) -> Callable[[], str]:
        return lambda: client.get(path).text

    return {
        "bytes of the index": lambda: _bytes(index),
        "what the index keeps": lambda: _kept(index),
        "words of the index": lambda: _terms(index),
        "report of the run": lambda: told,
        "list of hits": lambda: "".join(client.get(f"/?q=kyl%C3%A4tie&sivu={n}").text for n in range(1, 9)),
        "API": get("/api/v1/search?q=kyl%C3%A4tie&limit=100&explain=1"),
        "snapshot": get("/api/v1/snapshot?q=kyl%C3%A4tie"),
        "CSV": get("/haku.csv"),
        "JSON Lines": get("/haku.jsonl"),
        "Excel": lambda: _sheets(client.get("/haku.xlsx").data),
        "feed": get("/haku.atom?q=kyl%C3%A4tie"),
        "statistics": get("/tilastot?q=kyl%C3%A4tie"),
    }


def _bytes(index: Path) -> str:
    data = [path.read_bytes() for path in sorted(index.iterdir())]
    return "\n".join(one.decode("latin-1") + one.decode("utf-8", "replace") for one in data)


def _kept(index: Path) -> str:
    segments = open_index(index).segments
    stored = [one.stored_json(doc).decode() for one in segments for doc in range(one.documents)]
    return "\n".join([*stored, *(repr(one.sources()) + repr(one.texts) for one in segments)])


def _terms(index: Path) -> str:
    segments = open_index(index).segments
    terms = [text for one in segments for name in one.fields for text in one.terms.texts_of(name)]
    return "\n".join(terms + ["\n".join(one.forms()[0]) for one in segments])


def _sheets(data: bytes) -> str:
    book = zipfile.ZipFile(io.BytesIO(data))
    return "\n".join(book.read(name).decode() for name in book.namelist())


def _project(client: FlaskClient, index: Path, case: Case) -> None:
    paths = ("/hanke/{}", "/hanke/{}?q=kyl%C3%A4tie+loppu", "/api/v1/projects/{}", "/api/v1/similar?koodi={}")
    for path in paths:
        answer = client.get(path.format(case.code))
        assert answer.status_code == 200, path
        _silent(_folded(answer.text), case)
    told = command("show", case.code, "--index", str(index))
    assert told.exit_code == 0, told.output
    _silent(_folded(told.output), case)


def _search(client: FlaskClient, case: Case) -> None:
    """Contact data finds nothing in a search, and is not completed."""
    for secret in case.secrets:
        for query in (f'"{secret}"', f"{secret[:-2]}*"):
            found = client.get("/api/v1/search", query_string={"q": query}).json
            assert found
            assert found["total"] == 0, query
        _silent(_folded(client.get("/api/v1/suggest", query_string={"q": secret[:5]}).text), case)


# Names of files

FILE_NAMES = (
    "Maija Vuolteenkorva 0409876543 - {}.txt", "maija_vuolteenkorva_{}.txt", "Vuolteenkorva, Maija {}.txt",
    "maija.vuolteenkorva@malli.fi {}.txt", "{} maija.vuolteenkorva(at)malli.fi.txt",
    "{} (Vuolteenkorva Maija).txt",
    "MAIJA VUOLTEENKORVA {}.txt", "{}-Maija-Vuolteenkorva.txt", "{} puh 040-9876543.txt",
    "{} +358 40 987 6543.txt", "{} 040_987_6543.txt", "vuolteenkorva {}.txt", "{}_VUOLTEENKORVA.txt",
    "Maija Vuolteenkorva/{}.txt", "Vuolteenkorvan hanke {}.txt", "{} Maija\u00a0Vuolteenkorva.txt",
    "{} Maija  Vuolteenkorva.txt", "{} Maija Vuolteen\u00adkorva.txt", "{}.Maija.Vuolteenkorva.txt",
    "hakija=Maija Vuolteenkorva;{}.txt", "{} 010190-123A.txt", "{}[Maija Vuolteenkorva].txt",
)  # fmt: skip
"""Names of files that hold the contact person of their description; «{}» is its code."""
FILE_SECRETS = ("vuolteenkorva", "9876543", "010190-123a")


def _file_name(folder: Path, name: str) -> None:
    """The name is neither in the index nor in the report, and the next run recognises the file."""
    path = folder / "source" / name.format("S40999")
    path.parent.mkdir(parents=True)
    rows = "Hankkeen yhteyshenkilön nimi: Maija Vuolteenkorva"
    path.write_text(minimal("S40999", _1="Alkaa: huomenna", _2=rows, _3="Kylätie"), "utf-8")
    index = folder / "index"
    first, second = (command("index", str(folder / "source"), "--index", str(index)).output for _ in range(2))
    assert "1 unchanged" in second, second
    for text in (first, second, _kept(index), _terms(index), _bytes(index)):
        folded = _folded(text)
        assert not [secret for secret in FILE_SECRETS if secret in folded], folded[:200]


# Purge

NAME = "Hilla Vuolteenkorva"
"""A person who is nobody's contact, so that nothing masks the name."""


def _rewrite(source: Path) -> None:
    _describe(source, 0, "Tavoite on kehittää kylää.")


def _many_runs(source: Path) -> None:
    _rewrite(source)
    for number in range(20, 32):
        _describe(source, number, f"Uusi hanke {number}")
        if number % 3 == 0:
            build(source.parent / "index", [source])


def _other_code(source: Path) -> None:
    (source / "S30000.txt").write_text(minimal("S30777", _3="Toinen hanke"), "utf-8")


def _ignore(source: Path) -> None:
    (source / ".hankehakuignore").write_text("S30000.txt\n", "utf-8")


def _replaced_by_a_row(source: Path) -> None:
    (source / "S30000.txt").unlink()
    write_list(source / "a.csv", list_row("A90001"))


WAYS_TO_GO: dict[str, Callable[[Path], object]] = {
    "the text is another": _rewrite,
    "the file is gone": lambda source: (source / "S30000.txt").unlink(),
    "many runs came between": _many_runs,
    "the code is another": _other_code,
    "the file is ignored": _ignore,
    "a row of a table stands for it": _replaced_by_a_row,
}
"""How a name leaves a source."""


def _describe(source: Path, number: int, text: str) -> None:
    (source / f"S3{number:04}.txt").write_text(minimal(f"S3{number:04}", _3=text), "utf-8")


def _purge(folder: Path, forget: Callable[[Path], object]) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    source, index = folder / "source", folder / "index"
    source.mkdir(parents=True)
    for number in range(6):
        _describe(source, number, "Tavoite on kylä." + f" Ideoija oli {NAME}." * (number == 0))
    build(index, [source])
    assert in_files(index, "vuolteenkorva")
    forget(source)
    told = command("index", str(source), "--index", str(index), "--purge", "--allow-shrink")
    assert told.exit_code == 0, told.output
    assert in_files(index, "vuolteenkorva") == []
    assert command("check", "--index", str(index)).exit_code == 0
