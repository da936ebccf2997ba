"""From bytes to text: encodings, letters spoilt by a wrong one, several descriptions in a file."""

from __future__ import annotations

import hashlib
import os
import unicodedata
from pathlib import Path

import pytest

from index.errors import NotADescription, SourceError
from index.formats.encodings import clean_text, compose, decode_bytes, even_out, repair_mojibake
from index.formats.record import MAX_BYTES, read_bytes, record_name
from index.formats.registry import read_records
from index.formats.several import find_starts, make_records

PATH = Path("a.txt")
TEXT = "Äijä söi hillaa Åbossa.\nÖljy höyrysi pöydällä.\n"


@pytest.mark.parametrize(
    ("encoding", "before", "warning"),
    [
        ("utf-8", b"", ""),
        ("utf-8", b"\xef\xbb\xbf", ""),
        ("utf-16-le", b"\xff\xfe", ""),
        ("utf-16-be", b"\xfe\xff", ""),
        ("utf-16-le", b"", "UTF-16 without a byte order mark"),
        ("utf-16-be", b"", "UTF-16 without a byte order mark"),
        ("cp1252", b"", "line 1: byte 0xC4 is not UTF-8; read as Windows-1252"),
        ("mac_roman", b"", "line 1: byte 0x80 is not UTF-8; read as MacRoman"),
        ("cp850", b"", "line 1: byte 0x8E is not UTF-8; read as IBM 850"),
        ("cp1252", b"\xef\xbb\xbf", ""),
    ],
)
def test_encodings(encoding: str, before: bytes, warning: str) -> None:
    text, warnings = decode_bytes(PATH, before + TEXT.encode(encoding))
    assert text == TEXT
    assert warnings == ((warning,) if warning else ())


def test_the_line_of_the_first_odd_byte_is_told() -> None:
    _, warnings = decode_bytes(PATH, b"abc\nabc\n\xe4iti\n")
    assert warnings == ("line 3: byte 0xE4 is not UTF-8; read as Windows-1252",)
    assert decode_bytes(PATH, b"\n\xe4iti")[1] == ("line 2: byte 0xE4 is not UTF-8; read as Windows-1252",)


@pytest.mark.parametrize("declared", ["iso-8859-1", "ISO-8859-15", "windows-1252", "Latin1"])
def test_a_declared_encoding_is_no_surprise(declared: str) -> None:
    assert decode_bytes(PATH, TEXT.encode("cp1252"), declared) == (TEXT, ())
    assert len(decode_bytes(PATH, TEXT.encode("mac_roman"), declared)[1]) == 1


@pytest.mark.parametrize("declared", ["utf-8", "", "koi8-r"])
def test_another_declared_encoding_is(declared: str) -> None:
    assert len(decode_bytes(PATH, TEXT.encode("cp1252"), declared)[1]) == 1


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"\xff\xfe\x00", "expected text in UTF-16-LE, found bytes that are none"),
        (b"\xfe\xff\xd8\x00", "expected text in UTF-16-BE, found bytes that are none"),
        ("a\0b".encode("utf-16"), "found NUL characters"),
        (b"\xef\xbb\xbfa\0b", "found NUL characters"),
        (b"a\0b\0c", "found NUL bytes"),
        (bytes(range(256)) * 20, "found NUL bytes"),
        (bytes(1000), "found NUL bytes"),
        (b"\x8d\x20 abc", "expected text in UTF-8 or Windows-1252, found byte 0x8D at position 0"),
        (b"abc \x8d", "found byte 0x8D at position 4"),
        ("a\ufffd".encode() * 6, "6 letters that were lost"),
    ],
)
def test_what_is_no_text_is_refused(data: bytes, said: str) -> None:
    with pytest.raises(NotADescription, match=r"a\.txt") as caught:
        decode_bytes(PATH, data)
    assert said in str(caught.value)


@pytest.mark.parametrize(("share", "is_text"), [(7, True), (6, False)])
def test_utf_16_of_other_letters_is_text_up_to_a_share(share: int, is_text: bool) -> None:
    """Of ten letters some seven must be below U+0250; Arabic digits stand for the others."""
    text = ("a" * share + "٠" * (10 - share)) * 20
    for encoding in ("utf-16-le", "utf-16-be"):
        data = text.encode(encoding)
        if is_text:
            assert decode_bytes(PATH, data)[0] == text
        else:
            with pytest.raises(NotADescription):
                decode_bytes(PATH, data)


def test_letters_below_a_thousand_are_text_in_utf_16() -> None:
    text = "ȏ" * 50 + "a" * 50  # U+020F: the last block but one below U+0250
    assert decode_bytes(PATH, text.encode("utf-16-le"))[0] == text
    with pytest.raises(NotADescription):
        decode_bytes(PATH, ("\u0391" * 50 + "aaa").encode("utf-16-le"))


def test_letters_of_which_one_byte_is_no_character_of_the_wrong_encoding() -> None:
    """UTF-8 read as ISO-8859-1 has control characters: 0x80 and 0x9F are the first and about the last."""
    assert repair_mojibake("Ã¤ Ã¤ â\x80\x93 Ã\x9f")[0] == "ä ä – ß"


def test_some_letters_lost_before_are_told() -> None:
    text, warnings = decode_bytes(PATH, "a\ufffd".encode() * 5)
    assert text == "a\ufffd" * 5
    assert len(warnings) == 1
    assert "(U+FFFD)" in warnings[0]
    assert "5" in warnings[0]


def test_every_line_end_is_one() -> None:
    assert decode_bytes(PATH, b"a\r\nb\rc\n\r\nd")[0] == "a\nb\nc\n\nd"


LETTERS = "Pää söi Åbossa; ÄÖ öljyä ja 5 € – «näin»"


@pytest.mark.parametrize(("encoding", "name"), [("cp1252", "Windows-1252"), ("mac_roman", "MacRoman")])
def test_mojibake_is_repaired_even_twice(encoding: str, name: str) -> None:
    def spoilt(text: str) -> str:
        read = text.encode().decode(encoding, "replace")
        return "".join(sign if sign != "\ufffd" else "\x81" for sign in read)

    once = spoilt("Pää söi Åbossa; ÄÖ öljyä ja 5 €".replace("Å", "å").replace("Ö", "ö"))
    assert repair_mojibake(once) == ("Pää söi åbossa; Äö öljyä ja 5 €", name)
    assert repair_mojibake(spoilt("pää söi")) == ("pää söi", name)
    assert repair_mojibake(spoilt(spoilt("pää söi"))) == ("pää söi", name)
    assert decode_bytes(PATH, spoilt("pää söi").encode())[1] == (
        f"text in UTF-8 had been read as {name}; its letters are repaired",
    )


@pytest.mark.parametrize("letter", "äöåÄÖÅ")
@pytest.mark.parametrize("encoding", ["cp1252", "mac_roman"])
def test_each_letter_alone_is_seen(encoding: str, letter: str) -> None:
    signs = [bytes([byte]).decode(encoding, "replace") for byte in letter.encode()]
    spoilt = "".join(
        chr(byte) if sign == "\ufffd" else sign for sign, byte in zip(signs, letter.encode(), strict=True)
    )
    assert repair_mojibake(f"{spoilt} ja {spoilt}")[0] == f"{letter} ja {letter}"
    assert repair_mojibake(f"{spoilt} ja a") == (f"{spoilt} ja a", "")  # one may be what it looks like


@pytest.mark.parametrize("text", ["pää", "Ã ja Ã", "Ångström", "", "a€b"])
def test_other_text_is_left_alone(text: str) -> None:
    assert repair_mojibake(text) == (text, "")


def test_what_is_no_utf_8_between_is_left_alone() -> None:
    spoilt = "pÃ¤Ã¤ Ã\u2014 Ï€ Â© x\u2018y"
    assert repair_mojibake(spoilt)[0] == "pää \xd7 π © x\u2018y"  # Ã— is «×», Ï€ is «π»
    assert repair_mojibake("Ã¤ Ã¤ ê€€ é\u0080")[0] == "ä ä ꀀ é\x80"
    assert repair_mojibake("Ã¤ Ã¤ ðŸ\u02dc\u20ac")[0] == "ä ä 😀"


INVISIBLE = "\u00ad\u180e\u200b\u200c\u200d\u200e\u200f\u202a\u202c\u202e\u2060\u2064\u2066\u2069\ufeff"


def test_signs_of_no_width_go_and_spaces_are_spaces() -> None:
    for sign in INVISIBLE:
        assert even_out(f"a{sign}b") == "ab", hex(ord(sign))
    for sign in "\u00a0\u2007\u202f":
        assert even_out(f"a{sign}b") == "a b", hex(ord(sign))
    assert even_out("a\u2065b\u2010c") == "a\u2065b\u2010c"
    assert even_out("a\u0308") == "ä"


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("a &amp; b", "a & b"), ("&auml;&#228;&#xE4;&#Xe4;", "ääää"), ("&#12345678;", "&#12345678;"),
        ("&x;", "&x;"), ("AT&T; &", "AT&T; &"), ("&nbsp;a&shy;b", " ab"), ("&amp;amp;", "&amp;"),
    ],
)  # fmt: skip
def test_entities(text: str, clean: str) -> None:
    assert clean_text(text) == clean


@pytest.mark.parametrize("marks", [30, 31, 40, 1000])
def test_a_letter_keeps_thirty_marks(marks: int) -> None:
    made = compose("q" + "\u0308" * marks + "e")
    assert made == "q" + "\u0308" * min(marks, 30) + "e"
    assert compose("-" * 50 + "\u0308" * marks) == unicodedata.normalize(
        "NFC", "-" * 50 + "\u0308" * min(marks, 30)
    )
    assert compose("\u0308" * 20 + "-" + "\u0308" * 20 + "-") == "\u0308" * 20 + "-" + "\u0308" * 20 + "-"


def test_a_long_line_of_signs_stays() -> None:
    for line in ("-" * 100, "…—" * 50, "=" * 31):
        assert compose(line) == line


# Files


def test_a_file_of_the_largest_size_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"12345")
    assert read_bytes(path, 5) == b"12345"
    with pytest.raises(
        SourceError, match=r"5 bytes are more than the limit of 4; hankehaku index --max-size"
    ):
        read_bytes(path, 4)
    assert MAX_BYTES == 5_000_000


def test_other_things_than_files_are_named(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "a.txt")
    os.mkfifo(tmp_path / "pipe")
    for name, said in (("link", "symbolic link"), ("pipe", "regular file, found something else"),
                       ("gone", "cannot be read (No such file"), (".", "something else")):  # fmt: skip
        with pytest.raises(SourceError) as caught:
            read_bytes(tmp_path / name)
        assert said in str(caught.value), name


def test_a_handle_is_not_left_open(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"1")
    before = len(os.listdir("/proc/self/fd"))
    for _ in range(5):
        read_bytes(path)
    assert len(os.listdir("/proc/self/fd")) == before


def test_the_name_of_a_record() -> None:
    assert (record_name("a.txt", ""), record_name("a.txt", "S12345")) == ("a.txt", "a.txt (S12345)")


@pytest.mark.parametrize("suffix", [".txt", ".md", ".TXT", ".xyz", ""])
def test_text_is_read_as_it_is(suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"a{suffix}"
    path.write_text("<p>Malli &amp; työ</p>\n", "utf-8")
    assert "<p>" in read_records(path)[0].text


@pytest.mark.parametrize("suffix", [".html", ".htm", ".xhtml", ".HTML"])
def test_pages_are_read_without_their_markup(suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"a{suffix}"
    path.write_text("<p>Malli &amp; työ</p>\n", "utf-8")
    assert read_records(path)[0].text == "Malli & työ\n"


@pytest.mark.parametrize(("suffix", "said"), [(".docx", "a Word file"), (".pdf", "a PDF")])
def test_other_formats_are_known_by_their_suffix(suffix: str, said: str, tmp_path: Path) -> None:
    path = tmp_path / f"a{suffix}"
    path.write_text("Malli\n", "utf-8")
    with pytest.raises(NotADescription, match=said):
        read_records(path)


# Several descriptions in a text


def starts(text: str) -> list[tuple[int, str]]:
    return find_starts(text.split("\n"))


@pytest.mark.parametrize(
    "key", ["Hankekoodi", "Projektikoodi", "Hankkeen koodi", "Projektkod", "## HANKEKOODI "]
)
@pytest.mark.parametrize(
    "heading", ["1 Hanke", "1. Hanke", "Hanke", "## 1 Projekt", "projekti", "######1 HANKE", "1 Projekti"]
)
def test_a_description_begins_with_its_heading_and_code(heading: str, key: str) -> None:
    assert starts(f"Alku\n{heading}\n{key}: S12345\n") == [(1, "S12345")]
    assert starts(f"Alku\n{heading}{'.' * 60}\n{key}: S12345\n") == []


@pytest.mark.parametrize(
    "line",
    [
        "Euroopan unioni Vipuvoimaa EU:lta", "# Europeiska unionen", "Vipuvoimaa EU:lta", "Hävkraft från EU",
        "Euroopan sosiaalirahaston (ESR) rahoittaman hankkeen kuvaus", "EAKR:n rahoittaman projektin kuvaus",
        "Beskrivning av projekt som finansieras av fonden",
    ],
)  # fmt: skip
def test_what_a_form_prints_above_belongs_to_it(line: str) -> None:
    assert starts(f"Alku\n\n{line}\n\n1 Hanke\nHankekoodi: S12345") == [(2, "S12345")]
    assert starts(f"{line}\n1 Hanke\nHankekoodi: S12345") == [(0, "S12345")]


@pytest.mark.parametrize(("above", "begin"), [(3, 1), (4, 1), (5, 2)])
def test_at_most_four_lines_above_belong_to_it(above: int, begin: int) -> None:
    text = "Alku\n" + "Vipuvoimaa EU:lta\n" * above + "1 Hanke\nHankekoodi: S12345"
    assert starts(text) == [(begin, "S12345")]


@pytest.mark.parametrize(("between", "found"), [(0, 1), (5, 1), (6, 0)])
def test_the_code_stands_within_six_filled_lines(between: int, found: int) -> None:
    text = "1 Hanke\n" + "Nimi: x\n" * between + "Hankekoodi: S12345"
    assert len(starts(text)) == found


@pytest.mark.parametrize(("between", "found"), [(23, 1), (24, 0)])
def test_and_within_twenty_four_lines(between: int, found: int) -> None:
    assert len(starts("1 Hanke\n" + "\n" * between + "Hankekoodi: S12345")) == found


def test_each_description_is_a_record_named_by_its_code() -> None:
    one = "Alku\n1 Hanke\nHankekoodi: S12345\nMetsä\n"
    text = one + "Vipuvoimaa EU:lta\n1 Hanke\nHankekoodi: S12346\n1 Hanke\nHankekoodi: S12345\nLoppu"
    records = make_records(text, b"all", ("warning",))
    assert [record.place for record in records] == ["S12345", "S12346", "S12345 2"]
    assert "\n".join(record.text for record in records) == text
    assert records[0].text == one.rstrip("\n")
    assert records[1].text.startswith("Vipuvoimaa")
    assert {record.warnings for record in records} == {("warning",)}
    assert records[2].digest == hashlib.sha256(records[2].text.encode()).hexdigest()


def test_one_description_has_the_digest_of_its_file() -> None:
    (record,) = make_records("1 Hanke\nHankekoodi: S12345", b"data")
    assert (record.place, record.digest) == ("", hashlib.sha256(b"data").hexdigest())


def test_of_control_characters_only_line_ends_and_tabs_come_through() -> None:
    signs = "".join(map(chr, [*range(32), *range(127, 160)]))
    found = clean_text(f"a{signs}b")
    left = {sign for sign in found if not sign.isprintable()}
    assert left <= set("\t\n\r\x0b\x0c\x1c\x1d\x1e\x1f\x85")  # white space to Python: the reader takes it so
    assert found.split() == ["a", "b"]
