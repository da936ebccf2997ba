"""Search words as typed → a tree. Never fails: anything malformed is read as the nearest sensible query.

The grammar is `GRAMMAR` in `search/contract/query_reference.py`; each function below reads one of its rules.
`ParsedQuery.notes` says, in Finnish, what was interpreted differently: nothing is dropped silently.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from index.analysis.finnish import alone
from index.analysis.tokenizer import analyse
from index.model.fields import Field
from index.model.fields import Kind as FieldKind
from search.contract.messages import Message
from search.contract.query_reference import MAX_CLAUSES, MAX_DEPTH, MAX_LENGTH, MAX_SLOP
from search.contract.request import is_any, is_unknown
from search.query.ast import SCORED_NODES, All, And, CompoundOrNot, Node, Not, Or, Phrase, Term
from search.query.lexer import Kind, Lexer, Piece, clean_query
from search.query.value_parser import BadValue, parse_long_value, parse_value
from search.query.words import Leaf, Notes, is_abbreviation, read_word, word_leaves

VALUE_WORDS = 8
"""Words that are looked at for a number or a range: «1. helmikuuta 2021 – 31. elokuuta 2023»."""


@dataclass(frozen=True)
class ParsedQuery:
    """A query read.

    text:   the query as it was read, in which the leaves stand.
    tree:   what it asks for.
    notes:  what the searcher should be told about how it was read.
    leaves: the words and values of the tree, each with its place in the text.
    """

    text: str
    tree: Node
    notes: tuple[Message, ...] = ()
    leaves: tuple[Leaf, ...] = ()


@dataclass
class _State:
    lexer: Lexer
    clauses: int = 0
    depth: int = 0
    notes: Notes = field(default_factory=Notes)
    leaves: list[Leaf] = field(default_factory=list)

    def kind(self) -> Kind | None:
        piece = self.lexer.peek()
        return piece.kind if piece else None


def parse_query(text: str) -> ParsedQuery:
    """Read a query."""
    cleaned = clean_query(text)
    state = _State(Lexer(cleaned[:MAX_LENGTH]))
    if len(cleaned) > MAX_LENGTH:
        state.notes.note("Haku on hyvin pitkä: siitä luettiin ensimmäiset %(most)s merkkiä.", most=MAX_LENGTH)
    tree = _either(state, None)
    while state.kind() is Kind.CLOSE:  # only a closing parenthesis too many stops the reading
        state.notes.note("Sulkuja on auki tai kiinni liikaa: ylimääräiset jätettiin pois.")
        state.lexer.take()
        tree = _join(And, [tree, _either(state, None)])
    if isinstance(tree, All) and cleaned.strip() and not state.leaves:
        state.notes.note("Hausta ei löytynyt yhtään hakusanaa: näytetään kaikki hankkeet.")
    tree = _optional_function_words(tree)
    if isinstance(tree, Term) and tree.word.analysis_kind == "voikko":
        tree = replace(tree, word=alone(tree.surface))
    return ParsedQuery(state.lexer.text, tree, tuple(state.notes.messages), tuple(state.leaves))


def _join(kind: type[And] | type[Or], items: list[Node]) -> Node:
    items = [part for item in items for part in (item.items if isinstance(item, kind) else (item,))]
    items = [item for item in items if not isinstance(item, All)] or [All()]
    return items[0] if len(items) == 1 else kind(tuple(items))


def _either(state: _State, within: Field | None) -> Node:
    items = [_all(state, within)]
    while state.kind() is Kind.OR:
        state.lexer.take()
        items.append(_all(state, within))
    full: list[Node] = [item for item in items if not isinstance(item, All)]
    if len(full) < len(items) and len(items) > 1:
        state.notes.note("Sana TAI kaipaa hakusanan molemmille puolilleen: se jätettiin huomiotta.")
    return _join(Or, full)


def _all(state: _State, within: Field | None) -> Node:
    items: list[Node] = []
    lone = False
    while (kind := state.kind()) not in (None, Kind.CLOSE, Kind.OR):
        if kind is Kind.AND:
            lone = lone or not items
            state.lexer.take()
            continue
        if state.clauses >= MAX_CLAUSES:
            state.notes.note("Haussa on yli %(most)s ehtoa: loput jätettiin pois.", most=MAX_CLAUSES)
            state.lexer.at = len(state.lexer.text)
            break
        items.append(_one(state, within, items))
    if lone:
        state.notes.note("Sana JA kaipaa hakusanan molemmille puolilleen: se jätettiin huomiotta.")
    return _join(And, items)


def _one(state: _State, within: Field | None, before: list[Node]) -> Node:
    piece = state.lexer.peek()
    if piece is None or piece.kind in (Kind.CLOSE, Kind.OR, Kind.AND):
        state.notes.note("Kielto kaipaa hakusanan peräänsä: se jätettiin huomiotta.")
        return All()
    state.clauses += 1
    if piece.kind is Kind.NOT:
        state.lexer.take()
        leaves = len(state.leaves)
        item = _one(state, within, [])
        _exclude(state, leaves)
        return _excluded(piece, item, before)
    if piece.field is not None:
        state.lexer.take()
        return _field_value(state, piece.field)
    return _value(state, within)


def _exclude(state: _State, first: int) -> None:
    """Mark the leaves from this one on as excluded words and values."""
    state.leaves[first:] = [leaf._replace(excluded=True) for leaf in state.leaves[first:]]


def _excluded(piece: Piece, item: Node, before: list[Node]) -> Node:
    """What a minus before an item asks for. In «Tauon paikka -hanke» it may be a compound's hyphen.

    In Finnish there is a space before the hyphen of a compound whose first part has several words.
    """
    if isinstance(item, (All, CompoundOrNot)):
        return All() if isinstance(item, All) else item.excluded
    if isinstance(item, Not):
        return item.item
    parts = _words_before(before)
    is_hyphen = piece.text in ("-", "‐", "‑") and isinstance(item, Term) and not item.section
    if is_hyphen and isinstance(item, Term) and len(parts) > 1:
        return CompoundOrNot(Phrase((*parts, item)), Not(item))
    return Not(item)


def _words_before(items: list[Node]) -> tuple[Term, ...]:
    """The plain search words that stand last, in a row."""
    found: list[Term] = []
    for item in reversed(items):
        if not isinstance(item, Term) or item.section:
            break
        found.insert(0, item)
    return tuple(found)


def _field_value(state: _State, named: Field) -> Node:
    """The value after `field:`. Prose is searched within the field; other kinds are compared."""
    if state.lexer.take_exclusion():
        leaves = len(state.leaves)
        item = _field_value(state, named)
        _exclude(state, leaves)
        return item if isinstance(item, All) else Not(item)
    piece = state.lexer.peek()
    if piece is None or piece.kind is Kind.CLOSE:
        state.notes.note(
            "Kentältä ”%(field)s” puuttuu arvo: se jätettiin huomiotta.", field=Message(named.label)
        )
        return All()
    if piece.kind is Kind.OPEN or named.kind is FieldKind.TEXT:
        return _value(state, named)
    if piece.kind is Kind.QUOTE:
        state.lexer.take()
        _note_open_quote(state, piece)
        return _compared(state, named, piece.text, piece.start + 1, quoted=True)
    node = _longest_value(state, named)
    if node is not None:
        return node
    start = piece.start
    state.lexer.at = start
    return _compared(state, named, state.lexer.bare_value(), start)


def _longest_value(state: _State, named: Field) -> Node | None:
    """The longest run of words that is a number, a day, a range, a code: «200 000..300 000», «A 89903»."""
    for end in state.lexer.ahead(VALUE_WORDS):
        text = state.lexer.text[state.lexer.at : end]
        if (node := parse_long_value(named, text)) is None:
            continue
        state.leaves.append(Leaf(state.lexer.at, end, text.strip(), named, is_value=True))
        state.lexer.at = end
        return node
    return None


def _compared(state: _State, named: Field, text: str, start: int, *, quoted: bool = False) -> Node:
    state.leaves.append(Leaf(start, start + len(text), text, named, is_value=True, quoted=quoted))
    try:
        return parse_value(named, text)
    except BadValue as bad:
        name, why = Message(named.label), bad.why
        if bad.read is not None:
            state.notes.note("Kentän ”%(field)s” arvo luettiin toisin päin: %(why)s.", field=name, why=why)
            return bad.read
        state.notes.note("Kentän ”%(field)s” arvo jätettiin huomiotta: %(why)s.", field=name, why=why)
        return All()


def _value(state: _State, within: Field | None) -> Node:
    piece = state.lexer.take()
    if piece is None:
        return All()
    if piece.kind is Kind.OPEN:
        return _group(state, within)
    in_names = within is not None and within.kind is not FieldKind.TEXT
    if piece.kind is Kind.QUOTE:
        _note_open_quote(state, piece)
        if within is not None and in_names:
            return _compared(state, within, piece.text, piece.start + 1, quoted=True)
        return _phrase(state, piece, within)
    if within is not None and (in_names or is_unknown(piece.text) or is_any(piece.text)):
        state.lexer.at = piece.start
        if (node := _longest_value(state, within)) is not None:
            return node
        state.lexer.at = piece.end
        return _compared(state, within, piece.text, piece.start)
    return _word(state, piece, within)


def _word(state: _State, piece: Piece, within: Field | None) -> Node:
    """A bare word; an abbreviation and the next word («TE palvelut») may be one compound."""
    node, leaves, end = read_word(state.lexer.text, piece, within, state.notes)
    state.leaves += leaves
    state.lexer.at = end
    following = state.lexer.peek()
    if following is None or not is_abbreviation(piece, following) or not isinstance(node, Term):
        return node
    compound = analyse(f"{piece.text}-{following.text}", "fi")
    state.lexer.take()
    state.clauses += 1
    second, leaves, state.lexer.at = read_word(state.lexer.text, following, within, state.notes)
    state.leaves += leaves
    together = Term(compound[0].form, compound[0].word, node.section)
    return Or((together, _join(And, [node, second])))


def _group(state: _State, within: Field | None) -> Node:
    if state.depth >= MAX_DEPTH:
        state.notes.note("Sulkuja on yli %(most)s sisäkkäin: sisimmät jätettiin pois.", most=MAX_DEPTH)
        return All()
    state.depth += 1
    inner = _either(state, within)
    state.depth -= 1
    if state.kind() is Kind.CLOSE:
        state.lexer.take()
    else:
        state.notes.note("Sulkuja on auki tai kiinni liikaa: ylimääräiset jätettiin pois.")
    return inner


def _note_open_quote(state: _State, piece: Piece) -> None:
    if not piece.closed:
        state.notes.note("Lainausmerkki jäi sulkematta: lainaus luettiin haun loppuun.")


def _phrase(state: _State, piece: Piece, within: Field | None) -> Node:
    section = within.query if within else ""
    state.leaves += word_leaves(piece.text, piece.start + 1, within, quoted=True)
    found = tuple(Term(t.form, t.word, section) for t in analyse(piece.text, "fi")[:MAX_CLAUSES])
    slop = _slop(state, piece.slop)
    if len(found) < 2:
        return found[0].in_any_inflection if found else All()
    return Phrase(found, slop, section)


def _slop(state: _State, written: str | None) -> int:
    """How many other words may stand between those of a phrase."""
    if written is None:
        return 0
    words = int(written) if written.isascii() and written.isdigit() and len(written) < 10 else -1
    if not 0 <= words <= MAX_SLOP:
        state.notes.note(
            "Merkin ~ perään kuuluu luku 0–%(most)s: ”~%(read)s” luettiin toisin.",
            most=MAX_SLOP,
            read=written,
        )
    return MAX_SLOP if words > MAX_SLOP else max(words, 0)


def _optional_function_words(tree: Node) -> Node:
    """«mikä on digituki» asks for digituki: function words are not required beside other words."""
    if not isinstance(tree, And):
        return tree
    content = tuple(i for i in tree.items if not (isinstance(i, Term) and i.word.function))
    scored = any(isinstance(item, (*SCORED_NODES, Or)) for item in content)
    return _join(And, list(content)) if scored else tree
