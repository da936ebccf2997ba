"""Dictionaries, tables and SKOS at their limits, and what the compiled file has of them."""

from __future__ import annotations

import gzip
import hashlib
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from index.errors import IndexDamaged, SourceError, VocabularyError
from index.storage.array_file import ArrayFile, write_arrays
from index.storage.manifest import equivalents_path
from index.storage.schema import fingerprint
from index.vocabulary.compilation import Compilation, compile_vocabularies, compiling
from index.vocabulary.dictd import read_dictionary
from index.vocabulary.equivalents import Equivalents, digest, write_equivalents
from index.vocabulary.group import Group, Label, VocabularySource
from index.vocabulary.keys import english_stem, label_key, lemmas, word_keys, written_key
from index.vocabulary.own_tables import read_table, terms
from index.vocabulary.skos import read_skos
from index.vocabulary.sources import find_sources, read_source

SIGNS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"


def base64_number(number: int) -> str:
    """A number as dictd's index has it."""
    return (base64_number(number // 64) if number >= 64 else "") + SIGNS[number % 64]


def dictionary(folder: Path, entries: dict[str, str], name: str = "freedict-eng-fin") -> Path:
    text, index = b"", ["00database\tx\ty"]
    for word, entry in entries.items():
        index.append(f"{word}\t{base64_number(len(text))}\t{base64_number(len(entry.encode()))}")
        text += entry.encode() + b"\n" * 37
    path = folder / f"{name}.dict.dz"
    path.write_bytes(gzip.compress(text))
    (folder / f"{name}.index").write_text("\n".join(index), "utf-8")
    return path


@pytest.mark.parametrize(
    ("entry", "translations"),
    [
        ("home /h/\n1. koti, asunto\n  selitys\n2. kotimaa; koto", ["koti", "asunto", "kotimaa", "koto"]),
        ("home\nkoti (asuin), [x] asunto {y}, <z> /w/ talo\nselitys", ["koti", "asunto", "talo"]),
        ("home\n 12. koti 2.\n123. muu", ["koti"]),
        ("home\n1.koti\nmuu", ["1.koti"]),
        ("home\nyksi kaksi kolme neljä, yksi kaksi kolme neljä viisi", ["yksi kaksi kolme neljä"]),
        ("home\n" + "a" * 59 + "," + "b" * 60, ["a" * 59]),
        ("home\nkoti, koti,, ", ["koti"]),
        ("home", []),
        ("home\n()", []),
    ],
)
def test_the_translations_of_an_entry(entry: str, translations: list[str], tmp_path: Path) -> None:
    path = dictionary(tmp_path, {"first": "first\nensimmäinen", "home": entry})
    groups = {group.labels[0].text: group for group in read_dictionary(path, "en", "fi")}
    assert [label.text for label in groups["first"].labels] == ["first", "ensimmäinen"]
    if translations:
        assert groups["home"] == Group(
            (Label("en", "home"), *(Label("fi", one) for one in translations)), True
        )
    else:
        assert "home" not in groups


@pytest.mark.parametrize("sign", SIGNS)
def test_numbers_of_a_dictionary(sign: str, tmp_path: Path) -> None:
    """An entry that begins at a number with this sign in it."""
    start = SIGNS.index(sign) * 64 + SIGNS.index(sign)
    (tmp_path / "a.dict.dz").write_bytes(gzip.compress(b"x" * start + b"w\nsana" + b"y" * 9))
    (tmp_path / "a.index").write_text(f"w\t{sign}{sign}\tG", "utf-8")
    assert [g.labels[1].text for g in read_dictionary(tmp_path / "a.dict.dz", "en", "fi")] == ["sana"]


def test_a_dictionary_that_cannot_be_read(tmp_path: Path) -> None:
    path = dictionary(tmp_path, {"home": "home\nkoti"})
    (tmp_path / "freedict-eng-fin.index").write_text("00x\nhome\tA\tJ\nbad\tA\n", "utf-8")
    with pytest.raises(VocabularyError, match=r"index, line 3: no word, offset and length"):
        list(read_dictionary(path, "en", "fi"))
    (tmp_path / "freedict-eng-fin.index").write_text("home\tA\tå\n", "utf-8")
    with pytest.raises(VocabularyError, match="line 1"):
        list(read_dictionary(path, "en", "fi"))


def test_the_dictionaries_that_are_looked_for(tmp_path: Path) -> None:
    pairs = {"eng-fin": "en fi", "fin-eng": "fi en", "swe-fin": "sv fi", "fin-swe": "fi sv"}
    for name in pairs:
        dictionary(tmp_path, {"sana": "sana\nord"}, f"freedict-{name}")
    found = [source for source in find_sources([], tmp_path) if "freedict" in source.name]
    assert [source.name for source in found] == [f"freedict-{name}" for name in pairs]
    for source, languages in zip(found, pairs.values(), strict=True):
        assert (source.licence, source.attribution, source.is_named) == (
            "CC BY-SA 3.0", "FreeDict ja WikDict (Wiktionaryn tekijät)", False,
        )  # fmt: skip
        read, groups = read_source(source)
        assert [label.language for label in groups[0].labels] == languages.split()
        assert (read.groups, groups[0].is_bridge) == (1, True)
    own = find_sources([], tmp_path / "none")
    assert [(Path(one.path).name, one.name, one.licence, one.attribution) for one in own] == [
        (name, "Hankehaun oma sanasto", "MIT", "Hankehaun tekijät")
        for name in ("equivalents.tsv", "abbreviations.tsv", "places.tsv")
    ]
    with pytest.raises(VocabularyError, match=r"x\.ttl: there is no such file"):
        find_sources([tmp_path / "x.ttl"], tmp_path)


def test_a_dictionary_may_tell_more_of_a_word(tmp_path: Path) -> None:
    """dictd's own index has a fourth column where a headword was written otherwise."""
    path = dictionary(tmp_path, {"home": "home\nkoti"})
    (tmp_path / "freedict-eng-fin.index").write_text("home\tA\tJ\tHome\tmore\n", "utf-8")
    assert list(read_dictionary(path, "en", "fi")) == [
        Group((Label("en", "home"), Label("fi", "koti")), True)
    ]


def test_files_that_cannot_be_read_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "bytes.tsv").write_bytes(b"fi\tsv\n\xff\t\xff\n")
    with pytest.raises(VocabularyError, match=r"bytes\.tsv.*it cannot be read"):
        list(read_table(tmp_path / "bytes.tsv"))
    with pytest.raises(VocabularyError, match=r"gone\.tsv.*it cannot be read"):
        list(read_table(tmp_path / "gone.tsv"))
    path = dictionary(tmp_path, {"home": "home\nkoti"})
    monkeypatch.setattr("index.vocabulary.dictd.MOST_BYTES", 9)
    path.write_bytes(gzip.compress(b"home\nkoti"))
    assert len(list(read_dictionary(path, "en", "fi"))) == 1
    path.write_bytes(gzip.compress(b"home\nkoti\n"))
    with pytest.raises(VocabularyError, match="larger than 9 bytes"):
        list(read_dictionary(path, "en", "fi"))


def test_a_process_that_was_killed_while_compiling_is_told() -> None:
    running: Future[tuple[str, list[str]]] = Future()
    running.set_exception(BrokenProcessPool("killed"))
    for ask in (Compilation(running).name, lambda: Compilation(running).warnings):
        with pytest.raises(SourceError, match="run the command again"):
            ask()


def test_no_process_is_started_for_what_is_compiled_already(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "own.tsv"
    path.write_text(TABLE, "utf-8")
    named = [one for one in find_sources([path], tmp_path) if one.path == str(path)]
    with compiling(tmp_path, named, apart=True) as first:
        name = first.name()
    monkeypatch.setattr("index.vocabulary.compilation.worker_processes", None)
    with compiling(tmp_path, named, apart=True) as again:
        assert again.name() == name
    with compiling(tmp_path, [], apart=True) as none:
        assert none.name() == ""


@pytest.mark.parametrize("apart", [False, True], ids=["thread", "process"])
def test_what_compiling_raises_is_raised_by_the_next_step(tmp_path: Path, apart: bool) -> None:
    """The run waits for its workers meanwhile, and is not to end them all first."""
    path, steps = tmp_path / "own.tsv", list[tuple[int, int]]()
    path.write_text(TABLE, "utf-8")
    named = [replace(one, is_named=True) for one in find_sources([path], tmp_path) if one.path == str(path)]
    with compiling(tmp_path, named, apart) as whole:
        assert whole.name() == digest(named, fingerprint())
        whole.checked(lambda *step: steps.append(step))(1, 2)
    path.write_text("fi\tsv\na\tb\tc\n", "utf-8")
    broken = [replace(one, digest="other") for one in named]
    with compiling(tmp_path, broken, apart) as failed:
        with pytest.raises(VocabularyError, match="line 2"):
            failed.name()
        with pytest.raises(VocabularyError, match="line 2"):
            failed.checked(lambda *step: steps.append(step))(2, 2)
    assert steps == [(1, 2)]


def test_what_a_killed_run_left_is_replaced(tmp_path: Path) -> None:
    path = tmp_path / "own.tsv"
    path.write_text(TABLE, "utf-8")
    named = [one for one in find_sources([path], tmp_path) if one.is_named]
    made = equivalents_path(tmp_path, digest(named, fingerprint()))
    (tmp_path / f"{made.name}.new").write_bytes(b"half")
    compile_vocabularies(tmp_path, named, [])
    assert sorted(one.name for one in tmp_path.iterdir()) == sorted([path.name, made.name])
    assert Equivalents(ArrayFile(made)).terms("fi", "auto")


def test_a_vocabulary_that_was_only_found_may_fail(tmp_path: Path) -> None:
    """The others are compiled, and what failed is told; one that was named ends the run."""
    (tmp_path / "whole.tsv").write_text(TABLE, "utf-8")
    (tmp_path / "broken.tsv").write_text("fi\tsv\nyksi\tett\tone\n", "utf-8")
    named = [
        one
        for one in find_sources([tmp_path / "broken.tsv", tmp_path / "whole.tsv"], tmp_path / "none")
        if one.is_named
    ]
    found, warnings = [replace(one, is_named=False) for one in named], list[str]()
    name = compile_vocabularies(tmp_path, found, warnings)
    (warning,) = warnings
    assert warning.startswith(f"{tmp_path / 'broken.tsv'}, line 2:")
    assert [one.name for one in Equivalents(ArrayFile(equivalents_path(tmp_path, name))).sources] == [
        "whole.tsv"
    ]
    with pytest.raises(VocabularyError, match=r"broken\.tsv, line 2"):
        compile_vocabularies(tmp_path / "other", named, [])


TABLE = (
    "# huomio\nfi\tsv\ten\tnote\nauto | kärry\tbil\tcar\tambiguous: kärry, BIL; muuta\n"
    "\nyksin\t\t\n a  b \tc\n"
)


def test_a_table_of_our_own(tmp_path: Path) -> None:
    path = tmp_path / "own.tsv"
    path.write_text(TABLE, "utf-8")
    assert list(read_table(path)) == [
        Group(
            (Label("fi", "auto"), Label("fi", "kärry", False), Label("sv", "bil", False), Label("en", "car"))
        ),
        Group((Label("fi", "a b"), Label("sv", "c"))),
    ]
    assert terms(" a | | b  c|") == ["a", "b c"]
    (named,) = (one for one in find_sources([path], tmp_path / "none") if one.is_named)
    assert (named.name, named.licence, read_source(named)[0].groups) == ("own.tsv", "", 2)
    for text, said in (
        ("fi\tsv\na\tb\tc", "line 2: 3 cells, but 2 columns"),
        ("fi\tsv\ten\n\ta\tb", "line 2: the column «fi»"),
    ):
        path.write_text(text, "utf-8")
        with pytest.raises(VocabularyError, match=said):
            list(read_table(path))


SKOS = """
@prefix s: <http://www.w3.org/2004/02/skos/core#> .
@prefix t: <http://purl.org/dc/{title}> .
@prefix c: <{licence}> .
<x:v> t:title "Sanasto" ; c:license <https://lisenssi.example/> .
<x:1> s:prefLabel "auto (kulkuneuvo)"@fi, "bil"@sv-FI, "coche"@es ; s:altLabel "kärry"@fi ; s:hiddenLabel
"autto"@fi .
<x:2> s:prefLabel "kärry"@fi, "kärra"@SV .
<x:3> s:prefLabel "yksin"@fi ; s:notation "7" .
"""


@pytest.mark.parametrize(
    ("title", "licence"),
    [
        ("terms/", "http://purl.org/dc/terms/"),
        ("elements/1.1/", "http://creativecommons.org/ns#"),
    ],
)
@pytest.mark.parametrize("ending", [".ttl", ".TTL"])
def test_a_vocabulary_in_skos(title: str, licence: str, ending: str, tmp_path: Path) -> None:
    path = tmp_path / f"a{ending}"
    path.write_text(SKOS.replace("{title}", title).replace("{licence}", licence), "utf-8")
    about, groups = read_skos(path)
    assert about == {"title": "Sanasto", "licence": "https://lisenssi.example/"}
    found = {frozenset((label.language, label.text) for label in group.labels) for group in groups}
    assert found == {
        frozenset({("fi", "auto"), ("sv", "bil"), ("fi", "autto")}),
        frozenset({("fi", "kärry"), ("sv", "kärra")}),
    }


def test_a_vocabulary_in_skos_is_named_by_what_it_says_of_itself(tmp_path: Path) -> None:
    path = tmp_path / "a.ttl"
    for text, named in (
        (SKOS.replace("{title}", "terms/").replace("{licence}", "http://purl.org/dc/terms/"),
         ("Sanasto", "https://lisenssi.example/", 2)),
        ('<x:1> <http://www.w3.org/2004/02/skos/core#prefLabel> "auto"@fi, "bil"@sv .', ("a.ttl", "", 1)),
    ):  # fmt: skip
        path.write_text(text, "utf-8")
        (source,) = (one for one in find_sources([path], tmp_path) if one.is_named)
        read, groups = read_source(source)
        assert (read.name, read.licence, read.groups) == named
        assert len(groups) == read.groups


def test_a_label_that_is_too_long_for_a_key_is_told_by_its_words(tmp_path: Path) -> None:
    path, long = tmp_path / "a.ttl", "yksi kaksi kolme neljä"
    path.write_text(
        f"""@prefix s: <http://www.w3.org/2004/02/skos/core#> .
        <x:1> s:prefLabel "{long} viisi"@fi, "fem"@sv .
        <x:2> s:prefLabel "luku"@fi ; s:altLabel "{long} viisi"@fi, "{long} kuusi"@fi .""",
        "utf-8",
    )
    groups = [{label.text for label in group.labels} for group in read_skos(path)[1]]
    assert groups == [{f"{long} viisi", "fem"}, {"luku", f"{long} kuusi"}]


@pytest.mark.parametrize(
    ("ending", "text"),
    [
        (".nt", '<x:1> <{}prefLabel> "auto"@fi .\n<x:1> <{}altLabel> "bil"@sv .\n'),
        *((ending,
        '<r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:s="{}"><s:Concept r:about="x:1">'
           '<s:prefLabel xml:lang="fi">auto</s:prefLabel><s:altLabel xml:lang="sv">bil</s:altLabel>'
           "</s:Concept></r:RDF>")
          for ending in (".rdf", ".xml", ".owl")),
    ],
)  # fmt: skip
def test_the_syntaxes_of_skos(ending: str, text: str, tmp_path: Path) -> None:
    path = tmp_path / f"a{ending}"
    path.write_text(text.replace("{}", "http://www.w3.org/2004/02/skos/core#"), "utf-8")
    assert [label.text for group in read_skos(path)[1] for label in group.labels] == ["auto", "bil"]


# Keys, and the compiled file


@pytest.mark.parametrize(
    ("language", "text", "key", "written"),
    [
        ("fi", "Autotallit", "autotalli", ""),
        ("fi", "tutkimus- ja kehitystoiminta", "tutkimustoiminta ja kehitystoiminta", ""),
        ("sv", "Utbildningen för vuxna", "sv:utbildning sv:för sv:vuxn", "=utbildningen för vuxna"),
        ("en", "Second-hand Authority", "second hand author", "=second hand authority"),
        ("fi", "yksi kaksi kolme neljä viisi", "", ""), ("en", "one two three four five", "", ""),
        ("en", "one two three four", "one two three four", "=one two three four"),
        ("fi", "", "", ""), ("sv", "–", "", ""),
    ],
)  # fmt: skip
def test_the_key_of_a_term(language: str, text: str, key: str, written: str) -> None:
    assert (label_key(language, text), written_key(language, text)) == (key, written)


def test_keys_of_words() -> None:
    assert label_key("fi", "housut", is_headword=True) == label_key("fi", "housut")
    assert label_key("fi", "kuusi", is_headword=True) == "kuusi"
    assert label_key("fi", "uudet Taloissa", is_headword=True) == "uusi taloissa"
    assert label_key("sv", "bilarnat", is_headword=True) == label_key("sv", "bilarnat")
    assert english_stem("authorities") == "author"
    assert word_keys("sv", "bilar") == ("sv:bil",)
    assert word_keys("fi", "alusta")[0] == "alusta"
    assert len(word_keys("fi", "alusta")) > 2


def source(name: str = "a") -> VocabularySource:
    return VocabularySource(name, "MIT", "me", "/x", "d" * 8)


def compiled(path: Path, *groups: Group, more: tuple[Group, ...] = ()) -> Equivalents:
    write_equivalents(path, [(source(), groups), (source("b"), more)])
    return Equivalents(ArrayFile(path))


def g(*labels: str, bridge: bool = False) -> Group:
    """A group of labels «fi auto»; one with a minus is not offered."""
    made = []
    for one in labels:
        language, _, text = one.removeprefix("-").partition(" ")
        made.append(Label(language, text, not one.startswith("-")))
    return Group(tuple(made), bridge)


def test_the_terms_of_a_key(tmp_path: Path) -> None:
    found = compiled(
        tmp_path / "a", g("fi Auto", "sv bil", "-fi kärry"), g("en car", "en automobile"),
        g("fi a", "fi auto"), g("fi auto", "sv bil", "fi auto"),
        more=(g("en car", "fi auto", "fi vaunu", bridge=True),),
    )  # fmt: skip
    assert [one.name for one in found.sources] == ["a", "b"]
    assert [tuple(term) for term in found.terms("sv", "sv:bil")] == [
        ("fi", "auto", "Auto", 0, True, False), ("fi", "kärry", "kärry", 0, False, False),
        ("fi", "auto", "auto", 0, True, False),
    ]  # fmt: skip
    assert [tuple(term) for term in found.terms("en", "car")] == [
        ("fi", "auto", "auto", 1, True, True), ("fi", "vaunu", "vaunu", 1, True, True),
    ]  # fmt: skip
    assert found.terms("en", "=car") == found.terms("en", "car")
    assert [term.key for term in found.terms("fi", "auto")] == ["sv:bil", "kärry", "sv:bil", "vaunu"]
    assert found.terms("en", "automobil") == found.terms("fi", "car") == found.terms("fi", "a") == []


def test_a_key_of_many_groups(tmp_path: Path) -> None:
    found = compiled(tmp_path / "a", *(g("en word", f"fi sana{chr(97 + n)}{chr(97 + n)}",
    bridge=True) for n in range(26)),
                     *(g("en word", f"sv ord{chr(97 + n)}") for n in range(10)))  # fmt: skip
    assert len(found.terms("en", "word")) == 32


def test_a_file_of_vocabularies_is_named_by_what_it_is_made_of() -> None:
    """By the version of its format, that of the analyser, and each source: a line each."""
    for named, analyser in (("a", "x"), ("ab", "6.2")):
        whole = "\n".join(["3", analyser, *(f"{one} dddddddd" for one in named)])
        assert (
            digest([source(one) for one in named], analyser)
            == hashlib.sha256(whole.encode()).hexdigest()[:16]
        )


def test_no_groups_and_another_file(tmp_path: Path) -> None:
    assert compiled(tmp_path / "a").terms("fi", "auto") == []
    write_arrays(tmp_path / "b", {"v": np.zeros(1, np.uint8)}, {"fields": {}})
    with pytest.raises(IndexDamaged, match="no file of equivalents"):
        Equivalents(ArrayFile(tmp_path / "b"))


def test_the_word_itself_is_its_first_lemma() -> None:
    from index.analysis.finnish import word

    assert lemmas("alusta", word("alusta"))[0] == "alusta"
    assert lemmas("taloissa", word("taloissa")) == ("talo",)
    assert lemmas("blorgi", word("blorgi")) == word("blorgi").bases
