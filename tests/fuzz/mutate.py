"""A small mutator, for where atheris is not installed: the same seed makes the same cases everywhere."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence

LENGTHS = (200, 500, 500, 1_000, 1_000, 2_000, 20_000)
"""How far cases grow, at random: most faults need little, and a long case takes the time of a hundred short
ones. What length itself does is measured by `growth.py`."""
TOKENS: tuple[bytes, ...] = tuple(
    token.encode("utf-8", "surrogatepass")
    for token in (
        *"\0\t\n\r\x0b\x0c\x1b\x7f\x85\xa0\xad\u200b\u2028\u202e\ufeff\u0301\U0001f600İßſ﷽\ud800\udfff"
        "\"'«»”()[]{}<>&;:,.-–~*=/\\%@#+|^$?!",
        *(
            "<script>alert(1)</script>",
            "</mark>",
            "&lt;",
            "{{7*7}}",
            "%00",
            "&#x0;",
            "javascript:",
            "]]>",
            "'--",
        ),
        *(
            "TAI",
            " JA ",
            "EI ",
            "NOT ",
            " OR ",
            "maakunta:",
            "vuosi:",
            "nimi:",
            "~99999999999",
            "..",
            ":>",
            "(at)",
        ),
        *("9" * 30, "-1", "1e999", "0x1", "NaN", "31.2.2020", "2020-13-45", "١٢٣", "²", "½", "99999999"),
        *(
            "7.3 Uusi\n\n",
            "3 Hankkeen kuvaus\n",
            "Hankekoodi: S99999\n",
            "\n\n",
            "Kyllä",
            "Yhteyshenkilön:",
            "a:",
        ),
        *(
            "040 123 4567",
            "a@b.fi",
            " at ",
            "+358 ",
            "www.",
            "http://",
            "a" * 300,
            "ä-" * 50,
            "sivu=",
            "&q=",
            "=",
        ),
    )
)


def cases(seeds: Sequence[bytes], seed: int, count: int) -> Iterator[bytes]:
    """Cases that begin as the seeds do and go astray from there."""
    chance = random.Random(seed)
    pool = list(seeds)
    for number in range(count):
        made = chance.choice(pool)
        most = max(len(made), chance.choice(LENGTHS))
        for _ in range(chance.choice((1, 1, 2, 4, 8, 16))):
            made = chance.choice(STEPS)(chance, made, pool)[:most]
        if number % 50 == 0:
            pool[len(seeds) :] = [*pool[len(seeds) :], made][-40:]
        yield made


def _insert(chance: random.Random, data: bytes, pool: Sequence[bytes]) -> bytes:
    at = chance.randint(0, len(data))
    return data[:at] + chance.choice(TOKENS) + data[at:]


def _repeat(chance: random.Random, data: bytes, pool: Sequence[bytes]) -> bytes:
    at = chance.randint(0, len(data))
    return data[:at] + chance.choice(TOKENS) * chance.choice((2, 2, 3, 10, 10, 70, 300)) + data[at:]


def _remove(chance: random.Random, data: bytes, pool: Sequence[bytes]) -> bytes:
    at = chance.randint(0, len(data))
    return data[:at] + data[at + chance.choice((1, 1, 3, 20, 500)) :]


def _double(chance: random.Random, data: bytes, pool: Sequence[bytes]) -> bytes:
    at, size = chance.randint(0, len(data)), chance.choice((3, 30, 300))
    return data[: at + size] + data[at:]


def _move(chance: random.Random, data: bytes, pool: Sequence[bytes]) -> bytes:
    one, other = sorted(chance.randint(0, len(data)) for _ in range(2))
    return data[one:other] + data[:one] + data[other:]


def _cross(chance: random.Random, data: bytes, pool: Sequence[bytes]) -> bytes:
    other = chance.choice(pool)
    return data[: chance.randint(0, len(data))] + other[chance.randint(0, len(other)) :]


def _flip(chance: random.Random, data: bytes, pool: Sequence[bytes]) -> bytes:
    at = chance.randint(0, len(data))
    return data[:at] + bytes([chance.randrange(256)]) + data[at + 1 :]


STEPS = (_insert, _insert, _insert, _repeat, _remove, _double, _move, _cross, _flip)
"""What may be done to a case."""
