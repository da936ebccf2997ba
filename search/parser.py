"""Search words as typed → a tree. Never fails: anything malformed is read as the nearest sensible query.

The grammar, loosest first:

    query    = either
    either   = all { (TAI | OR) all }
    all      = one { [JA | AND] one }
    one      = (EI | NOT | -) one | [field:] value
    value    = ( query ) | "phrase" [~N] | prefix* | fuzzy~ | =exact | word

What was read otherwise than typed is told in `Parsed.notes`, in Finnish.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from index.analysis import HANGING, analyse
from index.fields import Field, Kind
from index.morphology import alone
from index.project import QUERYABLE
from search.messages import Message
from search.tree import SCORED, All, And, Fuzzy, Node, Not, Or, Phrase, Precision, Prefix, Term
from search.values import BadValue, is_unknown, parse_value

MAX_LENGTH = 2_000
MAX_CLAUSES = 64
MAX_DEPTH = 16

PIECE = re.compile(
    r"""
      (?P<space>[\s\u00a0]+)
    | (?P<field>[^\W\d]\w*):(?=\S)
    | (?P<quote>["“”„»«])
    | (?P<open>\()
    | (?P<close>\))
    | (?P<minus>-(?=[\w"“”„»«(]))
    | (?P<word>[^\s\u00a0"“”„»«()]+)
    """,
    re.VERBOSE,
)
QUOTES = re.compile(r'["“”„»«]')
SLOP = re.compile(r"~(\w*)")
MAX_SLOP = 100
THOUSANDS = re.compile(r"[ \u00a0\u202f]\d{3}(?!\w)")
OPERATORS = {
    "JA": "and",
    "AND": "and",
    "&&": "and",
    "TAI": "or",
    "OR": "or",
    "||": "or",
    "EI": "not",
    "NOT": "not",
}
CASE_ENDING = re.compile(
    r"n|t|a|ä|na|nä|ta|tä|ksi|aan|ään|iin|seen|[ie]?(?:n|in|en|ssa|ssä|sta|stä|lla|llä|lta|ltä|lle|hin)"
)


@dataclass(frozen=True)
class Parsed:
    """A query read: its tree, and what the searcher should be told about how it was read."""

    tree: Node
    notes: tuple[Message, ...] = ()


@dataclass
class _State:
    text: str
    at: int = 0
    clauses: int = 0
    depth: int = 0
    notes: list[Message] = field(default_factory=list)

    def note(self, template: str, **values: object) -> None:
        message = Message(template, **values)
        if message not in self.notes:
            self.notes.append(message)


def parse_query(text: str) -> Parsed:
    """Read a query."""
    text = "".join(c if c.isprintable() or c.isspace() else " " for c in text)
    state = _State(text[:MAX_LENGTH])
    if len(text) > MAX_LENGTH:
        state.note("Haku on hyvin pitkä: siitä luettiin ensimmäiset %(most)s merkkiä.", most=MAX_LENGTH)
    tree = _either(state, None)
    while state.at < len(state.text):  # only a closing parenthesis too many stops the reading
        state.note("Sulkuja on auki tai kiinni liikaa: ylimääräiset jätettiin pois.")
        state.at += 1
        tree = _join(And, [tree, _either(state, None)])
    if isinstance(tree, All) and text.strip() and not state.notes:
        state.note("Hausta ei löytynyt yhtään hakusanaa: näytetään kaikki hankkeet.")
    tree = _optional_function_words(tree)
    if isinstance(tree, Term) and tree.word.how == "voikko":
        tree = replace(tree, word=alone(tree.form))
    return Parsed(tree, tuple(state.notes))


def _join(kind: type[And] | type[Or], items: list[Node]) -> Node:
    items = [part for item in items for part in (item.items if isinstance(item, kind) else (item,))]
    items = [item for item in items if not isinstance(item, All)] or [All()]
    return items[0] if len(items) == 1 else kind(tuple(items))


def _peek(state: _State) -> re.Match[str] | None:
    """The next piece after white space; None at the end."""
    while (match := PIECE.match(state.text, state.at)) and match.lastgroup == "space":
        state.at = match.end()
    if match is None and state.at < len(state.text):
        state.at += 1  # a character that begins nothing
        return _peek(state)
    return match


def _operator(state: _State) -> str:
    match = _peek(state)
    return OPERATORS.get(match.group(), "") if match and match.lastgroup == "word" else ""


def _either(state: _State, within: Field | None) -> Node:
    items = [_all(state, within)]
    while _operator(state) == "or":
        state.at = _peek(state).end()  # type: ignore[union-attr]
        items.append(_all(state, within))
    full: list[Node] = [item for item in items if not isinstance(item, All)]
    if len(full) < len(items) and len(items) > 1:
        state.note("Sana TAI kaipaa hakusanan molemmille puolilleen: se jätettiin huomiotta.")
    return _join(Or, full)


def _all(state: _State, within: Field | None) -> Node:
    items: list[Node] = []
    lone = False
    while (match := _peek(state)) and match.lastgroup != "close":
        operator = _operator(state)
        if operator == "or":
            break
        if operator == "and":
            lone = lone or not items
            state.at = match.end()
            continue
        if state.clauses >= MAX_CLAUSES:
            state.note("Haussa on yli %(most)s ehtoa: loput jätettiin pois.", most=MAX_CLAUSES)
            state.at = len(state.text)
            break
        items.append(_one(state, within))
    if lone:
        state.note("Sana JA kaipaa hakusanan molemmille puolilleen: se jätettiin huomiotta.")
    return _join(And, items)


def _one(state: _State, within: Field | None) -> Node:
    match = _peek(state)
    if match is None or match.lastgroup == "close":
        state.note("Kielto kaipaa hakusanan peräänsä: se jätettiin huomiotta.")
        return All()
    state.clauses += 1
    if match.lastgroup == "minus" or _operator(state) == "not":
        state.at = match.end()
        item = _one(state, within)
        return item if isinstance(item, All) else item.item if isinstance(item, Not) else Not(item)
    if match.lastgroup == "field":
        named = QUERYABLE.get(match["field"].lower())
        if named is not None:
            state.at = match.end()
            return _field_value(state, named)
        return _unknown_field(state, match, within)
    return _value(state, within)


def _unknown_field(state: _State, match: re.Match[str], within: Field | None) -> Node:
    """«REACT-EU:n» is a word; «kaupunki:Oulu» is a field we do not have, searched as words."""
    word = re.compile(r"[^\s\u00a0\"“”„»«()]+").match(state.text, match.end())
    ending = word.group() if word else ""
    if not CASE_ENDING.fullmatch(ending.lower()) and not ending.startswith("//"):
        state.note("Kenttää «%(field)s» ei ole: sitä haettiin tavallisena sanana.", field=match["field"])
    state.at = match.end() + len(ending)
    return _words(state, f"{match['field']}:{ending}", within)


def _field_value(state: _State, named: Field) -> Node:
    """The value after `field:`. Prose is searched within the field; other kinds are compared."""
    match = _peek(state)
    if match is not None and match.lastgroup == "open":
        return _value(state, named)
    if named.kind is Kind.TEXT:
        return _value(state, named)
    if match is None or match.lastgroup == "close":
        state.note("Kentältä «%(field)s» puuttuu arvo: se jätettiin huomiotta.", field=named.query)
        return All()
    text = _quoted(state)[0] if match.lastgroup == "quote" else _bare(state)
    if named.kind.is_number and text[-1:].isdigit():
        while thousands := THOUSANDS.match(state.text, state.at):  # «174 129» as the page writes it
            text += thousands.group()
            state.at = thousands.end()
    return _compared(state, named, text)


def _bare(state: _State) -> str:
    """A value up to the next white space or parenthesis."""
    match = re.compile(r"[^\s\u00a0()]*").match(state.text, state.at)
    assert match is not None
    state.at = match.end()
    return QUOTES.sub("", match.group())


def _compared(state: _State, named: Field, text: str) -> Node:
    try:
        return parse_value(named, text)
    except BadValue as error:
        why = error.args[0]
        state.note("Kentän «%(field)s» arvo jätettiin huomiotta: %(why)s.", field=named.query, why=why)
        return All()


def _value(state: _State, within: Field | None) -> Node:
    match = _peek(state)
    if match is None:
        return All()
    if match.lastgroup == "open":
        return _group(state, match, within)
    if match.lastgroup == "quote":
        text, slop = _quoted(state)
        if within is not None and within.kind is not Kind.TEXT:
            return _compared(state, within, text)
        return _phrase(text, slop, within)
    state.at = match.end()
    if match.lastgroup == "field":  # a field name inside another field's value
        return _words(state, match["field"], within)
    if within is not None and (within.kind is not Kind.TEXT or is_unknown(match.group())):
        return _compared(state, within, match.group())
    return _words(state, match.group(), within)


def _group(state: _State, match: re.Match[str], within: Field | None) -> Node:
    state.at = match.end()
    if state.depth >= MAX_DEPTH:
        state.note("Sulkuja on yli %(most)s sisäkkäin: sisimmät jätettiin pois.", most=MAX_DEPTH)
        return All()
    state.depth += 1
    inner = _either(state, within)
    state.depth -= 1
    closing = _peek(state)
    if closing is not None and closing.lastgroup == "close":
        state.at = closing.end()
    else:
        state.note("Sulkuja on auki tai kiinni liikaa: ylimääräiset jätettiin pois.")
    return inner


def _quoted(state: _State) -> tuple[str, int]:
    """The text between quotation marks, and the N of `~N` after it."""
    start = state.at + 1
    end = QUOTES.search(state.text, start)
    if end is None:
        state.note("Lainausmerkki jäi sulkematta: lainaus luettiin haun loppuun.")
        state.at = len(state.text)
        return state.text[start:], 0
    state.at = end.end()
    slop = SLOP.match(state.text, state.at)
    if slop is None:
        return state.text[start : end.start()], 0
    state.at = slop.end()
    words = int(slop[1]) if slop[1].isascii() and slop[1].isdigit() and len(slop[1]) < 10 else -1
    if not 0 <= words <= MAX_SLOP:
        state.note(
            "Merkin ~ perään kuuluu luku 0–%(most)s: «~%(read)s» luettiin toisin.",
            most=MAX_SLOP,
            read=slop[1],
        )
    return state.text[start : end.start()], MAX_SLOP if words > MAX_SLOP else max(words, 0)


def _phrase(text: str, slop: int, within: Field | None) -> Node:
    section = within.query if within else ""
    found = tuple(Term(t.form, t.word, section) for t in analyse(text, "fi")[:MAX_CLAUSES])
    if len(found) < 2:
        return found[0] if found else All()
    return Phrase(found, slop, section)


def _words(state: _State, text: str, within: Field | None) -> Node:
    """A bare word: a prefix with `*`, several words where punctuation parts them, and hanging hyphens."""
    section = within.query if within else ""
    if text.endswith("*") and len(text.rstrip("*")) > 1:
        return Prefix(text.rstrip("*").lower(), section)
    if text.endswith("*"):
        state.note("Merkin * eteen tarvitaan vähintään kaksi kirjainta: haku jätettiin huomiotta.")
        return All()
    if text.endswith("~") and len(text.rstrip("~")) > 2:
        return Fuzzy(text.rstrip("~").lower(), section)
    if text.startswith("=") and len(text) > 1:
        exact = [Term(t.form, t.word, section, Precision.EXACT) for t in analyse(text[1:], "fi")]
        return _join(And, list(exact[:MAX_CLAUSES]))
    if text.endswith(":") and text[:-1].lower() in QUERYABLE:
        state.note("Kentältä «%(field)s» puuttuu arvo: se jätettiin huomiotta.", field=text[:-1])
        return All()
    if HANGING.search(text):
        text = text + _rest_of_hanging(state)
    tokens = [Term(t.form, t.word, section) for t in analyse(text, "fi")]
    return _join(And, list(tokens[:MAX_CLAUSES]))


def _rest_of_hanging(state: _State) -> str:
    """For «työllisyys-» the words up to the one that completes it: « ja sosiaalipalvelut»."""
    ahead = re.compile(r"[\s\u00a0]+(?:(?:ja|tai|sekä)\s+)?[\w-]+(?<!-)(?=[\s\u00a0)]|$)").match(
        state.text, state.at
    )
    if ahead is None:
        return ""
    state.at = ahead.end()
    return ahead.group()


def _optional_function_words(tree: Node) -> Node:
    """«mikä on digituki» asks for digituki: function words are not required beside other words."""
    if not isinstance(tree, And):
        return tree
    content = tuple(i for i in tree.items if not (isinstance(i, Term) and i.word.function))
    return _join(And, list(content)) if any(isinstance(i, (*SCORED, Or)) for i in content) else tree
