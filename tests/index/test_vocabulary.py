"""Vocabularies: what loaders make of good and hostile files, and how they are kept with an index."""

from __future__ import annotations

import gzip
import importlib.util
from pathlib import Path

import pytest

from index.errors import IndexUnsound, VocabularyError
from index.indexing.index_writer import build
from index.indexing.verify import verify_index
from index.storage.array_file import ArrayFile
from index.storage.index_reader import open_index
from index.storage.manifest import equivalents_path
from index.vocabulary import equivalents as compiled
from index.vocabulary.dictd import read_dictionary
from index.vocabulary.equivalents import Equivalents, write_equivalents
from index.vocabulary.group import Group, Label, VocabularySource
from index.vocabulary.keys import label_key, written_key
from index.vocabulary.own_tables import read_table
from index.vocabulary.skos import read_skos
from index.vocabulary.sources import find_sources, read_source
from tests.conftest import CORPUS

DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
SOURCE = VocabularySource("koe", "CC0", "me", "koe.tsv", "0", 1)
TURTLE = """@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
<http://example.org/a> skos:prefLabel "seniorit"@fi, "äldre"@sv ; skos:altLabel "ikäihmiset"@fi, "aînés"@fr .
<http://example.org/b> skos:prefLabel "yksin"@fi .
"""
needs_skos = pytest.mark.skipif(
    importlib.util.find_spec("pyoxigraph") is None, reason="pyoxigraph is missing: extra vocabularies"
)


def in_base_64(number: int) -> str:
    """A number as dictd's index has it."""
    return DIGITS[number // 4096] + DIGITS[number // 64 % 64] + DIGITS[number % 64]


def dictionary(folder: Path, entries: dict[str, str]) -> Path:
    """A dictionary in the format of dictd."""
    text, rows = b"", []
    for headword, entry in entries.items():
        raw = entry.encode()
        rows.append(f"{headword}\t{in_base_64(len(text))}\t{in_base_64(len(raw))}\n")
        text += raw
    path = folder / "koe.dict.dz"
    path.write_bytes(gzip.compress(text))
    (folder / "koe.index").write_text("".join(rows), "utf-8")
    return path


def file_of(folder: Path, *groups: Group) -> Equivalents:
    """Groups compiled and opened again."""
    path = folder / "koe.equivalents"
    write_equivalents(path, [(SOURCE, groups)])
    return Equivalents(ArrayFile(path))


def test_a_dictionary_gives_translations_without_remarks(tmp_path: Path) -> None:
    path = dictionary(
        tmp_path,
        {
            "home": "home /həʊm/ <n>\n1. koti, asunto (puhekieli)\n   place\n2. laitos\n",
            "00-database-info": "about\nnothing\n",
            "empty": "empty <n>\n",
        },
    )
    (group,) = read_dictionary(path, "en", "fi")
    assert group.is_bridge
    assert [label.text for label in group.labels] == ["home", "koti", "asunto", "laitos"]


@pytest.mark.parametrize("what", ["no gzip", "cut short", "no index", "bad index"])
def test_a_broken_dictionary_is_an_error_that_names_it(tmp_path: Path, what: str) -> None:
    path = dictionary(tmp_path, {"home": "home\nkoti\n"})
    if what == "no gzip":
        path.write_bytes(b"nothing")
    elif what == "cut short":
        path.write_bytes(path.read_bytes()[:-9])
    elif what == "no index":
        (tmp_path / "koe.index").unlink()
    else:
        (tmp_path / "koe.index").write_text("home\t?\t!\n")
    with pytest.raises(VocabularyError, match=r"koe\.(dict\.dz|index)"):
        list(read_dictionary(path, "en", "fi"))


@pytest.mark.parametrize(
    ("text", "what"),
    [("fi\tsv\nkoti\them\tx\ty\n", "line 2: 4 cells"), ("fi\tsv\n\them | bo\n", "line 2: the column")],
)
def test_a_wrong_row_of_a_table_is_an_error_with_its_line(tmp_path: Path, text: str, what: str) -> None:
    path = tmp_path / "koe.tsv"
    path.write_text(text, "utf-8")
    with pytest.raises(VocabularyError, match=what):
        list(read_table(path))


@needs_skos
@pytest.mark.parametrize("ending", [".ttl", ".nt", ".rdf", ".xml", ".owl"])
def test_each_syntax_of_skos_is_read(tmp_path: Path, ending: str) -> None:
    from pyoxigraph import RdfFormat, parse, serialize

    syntax = {".ttl": RdfFormat.TURTLE, ".nt": RdfFormat.N_TRIPLES}.get(ending, RdfFormat.RDF_XML)
    path = tmp_path / f"a{ending}"
    path.write_bytes(serialize(parse(TURTLE, RdfFormat.TURTLE), format=syntax) or b"")
    (group,) = read_skos(path)[1]
    assert {"seniorit", "ikäihmiset", "äldre"} <= {label.text for label in group.labels}


@needs_skos
def test_skos_labels_of_three_languages_are_groups(tmp_path: Path) -> None:
    path = tmp_path / "koe.ttl"
    path.write_text(TURTLE, "utf-8")
    (group,) = read_skos(path)[1]
    assert sorted(group.labels) == [
        Label("fi", "ikäihmiset"), Label("fi", "seniorit"), Label("sv", "äldre"),
    ]  # fmt: skip


@needs_skos
def test_a_label_that_is_the_name_of_another_concept_does_not_stand_for_this_one(tmp_path: Path) -> None:
    text = """@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
        <http://e.org/a> skos:prefLabel "työhyvinvointi"@fi ;
            skos:altLabel "jaksaminen"@fi, "työ"@fi .
        <http://e.org/b> skos:prefLabel "työ"@fi, "arbete"@sv .
        <http://e.org/c> skos:prefLabel "ohjaus (neuvominen)"@fi, "guidance"@en .
    """
    path = tmp_path / "koe.ttl"
    path.write_text(text, "utf-8")
    first, second, third = (sorted(one.text for one in group.labels) for group in read_skos(path)[1])
    assert first == ["jaksaminen", "työhyvinvointi"]
    assert (second, third) == (["arbete", "työ"], ["guidance", "ohjaus"])


@needs_skos
def test_pieces_of_terms_are_no_terms(tmp_path: Path) -> None:
    """«kirkot -- rakennukset» and «tuki- ja liikuntaelinten sairaudet» stand in YSO in pieces."""
    path = tmp_path / "pieces.ttl"
    path.write_text(
        """@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
        <http://e.org/a> skos:prefLabel "kirkkorakennukset"@fi ;
            skos:altLabel "pyhäköt"@fi, "kirkot"@fi, "--"@fi, "rakennukset"@fi .
        <http://e.org/b> skos:prefLabel "liikuntaelinten taudit"@fi ;
            skos:altLabel "tuki-"@fi, "ja liikuntaelinten sairaudet"@fi, "-taudit"@fi, "tules"@fi .""",
        "utf-8",
    )
    _, groups = read_skos(path)
    assert [{label.text for label in group.labels} for group in groups] == [
        {"kirkkorakennukset", "pyhäköt"},
        {"liikuntaelinten taudit", "tules"},
    ]


@pytest.mark.parametrize(
    ("term", "key"),
    [("vaalit", "vaali"), ("tapaamiset", "tapaaminen"), ("pädit", "pädit"), ("asua", "asua"), ("on", "on")],
)
def test_a_term_is_no_form_of_a_verb(term: str, key: str) -> None:
    assert label_key("fi", term) == key


@needs_skos
@pytest.mark.parametrize(("name", "text"), [("koe.ttl", TURTLE + "<"), ("koe.rdf", "<a"), ("koe.csv", "a,b")])
def test_what_is_no_skos_is_an_error(tmp_path: Path, name: str, text: str) -> None:
    path = tmp_path / name
    path.write_text(text, "utf-8")
    with pytest.raises(VocabularyError, match=name):
        list(read_skos(path)[1])


def test_compiled_groups_are_found_by_any_inflection_and_language(tmp_path: Path) -> None:
    labels = (Label("fi", "seniorit"), Label("fi", "iäkäs"), Label("sv", "äldre"), Label("en", "the elderly"))
    found = file_of(tmp_path, Group(labels))
    assert [one.text for one in found.terms("fi", "seniori")] == ["iäkäs", "äldre"]
    assert [one.text for one in found.terms("en", "the elder")] == ["seniorit", "iäkäs", "äldre"]
    assert found.terms("sv", "seniori") == found.terms("fi", "mikä") == found.terms("fi", "") == []


def test_foreign_words_are_found_as_they_are_written_and_by_their_stems(tmp_path: Path) -> None:
    office = Group((Label("en", "authority"), Label("fi", "viranomaiset")), is_bridge=True)
    writer = Group((Label("en", "author"), Label("fi", "kirjailija")), is_bridge=True)
    used = Group((Label("en", "second-hand"), Label("fi", "käytetty")), is_bridge=True)
    found = file_of(tmp_path, office, writer, used)
    assert [one.text for one in found.terms("en", "=authority")] == ["viranomaiset"]
    assert [one.key for one in found.terms("en", "author")] == ["viranomainen", "kirjailija"]
    assert [one.text for one in found.terms("en", written_key("en", "second hand"))] == ["käytetty"]
    assert written_key("fi", "koti") == ""


def test_groups_that_lead_nowhere_are_left_out(tmp_path: Path) -> None:
    alone = Group((Label("fi", "koti"), Label("fi", "kodit")))  # one key
    english = Group((Label("en", "home"), Label("en", "house")))
    found = file_of(tmp_path, alone, english, Group((Label("fi", "a"), Label("sv", "hem"))))
    assert found.terms("fi", "koti") == found.terms("en", "home") == found.terms("fi", "a") == []


# Kept with an index


def own_sources() -> list[VocabularySource]:
    """Our own vocabularies, without any dictionary that may be installed."""
    return find_sources([], dictionaries=Path("nowhere"))


def compiled_files(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if "equivalents" in path.name)


def test_vocabularies_are_kept_reused_and_removed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder, table = tmp_path / "index", tmp_path / "koe.tsv"
    table.write_text("fi\tsv\nkoti\them\n", "utf-8")
    source = tmp_path / "S29903.txt"
    source.write_bytes((CORPUS / "S29903.txt").read_bytes())

    def sources() -> list[VocabularySource]:
        digest = str(table.read_bytes())
        return [VocabularySource("koe", "", "", str(table), digest)]

    assert build(folder, [source]).added == 1
    assert compiled_files(folder) == []
    build(folder, [source], vocabularies=sources())
    (first,) = compiled_files(folder)
    before = (folder / first).stat().st_mtime_ns
    build(folder, [source], vocabularies=sources())
    assert open_index(folder).generation == 1  # nothing changed, nothing committed
    assert (folder / first).stat().st_mtime_ns == before
    table.write_text("fi\tsv\nkoti\thus\n", "utf-8")
    build(folder, [source], vocabularies=sources())
    (second,) = compiled_files(folder)
    assert second != first
    build(folder, [source])
    assert compiled_files(folder) == []


@pytest.mark.slow
def test_a_compile_that_is_killed_leaves_the_old_index(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, source = tmp_path / "index", CORPUS / "S29903.txt"
    build(folder, [source])

    def killed(path: Path, *_: object) -> None:
        path.write_bytes(b"half")
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(compiled, "write_arrays", killed)
        with pytest.raises(KeyboardInterrupt):
            build(folder, [source], vocabularies=own_sources())
    assert open_index(folder).equivalents is None
    build(folder, [source], vocabularies=own_sources())
    assert len(compiled_files(folder)) == 1
    assert verify_index(folder).documents == 1


def test_damage_to_compiled_vocabularies_is_found_and_mended(tmp_path: Path) -> None:
    folder, source = tmp_path / "index", CORPUS / "S29903.txt"
    build(folder, [source], vocabularies=own_sources())
    path = equivalents_path(folder, open_index(folder).equivalents_name)
    raw = bytearray(path.read_bytes())
    raw[-5] ^= 1
    path.write_bytes(raw)
    with pytest.raises(IndexUnsound, match="equivalents"):
        verify_index(folder)
    build(folder, [source], vocabularies=own_sources(), rebuild=True)
    assert verify_index(folder).documents == 1


def test_a_named_vocabulary_must_be_readable_and_a_found_one_need_not(tmp_path: Path) -> None:
    with pytest.raises(VocabularyError, match="there is no such file"):
        find_sources([tmp_path / "missing.ttl"], tmp_path)
    (tmp_path / "freedict-eng-fin.dict.dz").write_bytes(b"nothing")
    found = [one for one in find_sources([], tmp_path) if one.name.startswith("freedict")]
    with pytest.raises(VocabularyError):
        read_source(found[0])
    report = build(tmp_path / "index", [CORPUS / "S29903.txt"], vocabularies=found)
    assert len(report.warnings) == 1
    assert "freedict-eng-fin" in report.warnings[0]
