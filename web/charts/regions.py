"""Finland's 19 regions as a map of equal tiles, each in its true place to the others.

Part of the pictures. A region that is not here, of an older division or another country, has no tile and
stands only in the table of the picture.
"""

from __future__ import annotations

TILES: dict[str, tuple[int, int, str]] = {
    "Lappi": (3, 0, "Lappi"),
    "Keski-Pohjanmaa": (2, 1, "K-Pohjanmaa"),
    "Pohjois-Pohjanmaa": (3, 1, "P-Pohjanmaa"),
    "Kainuu": (4, 1, "Kainuu"),
    "Pohjanmaa": (1, 2, "Pohjanmaa"),
    "Etelä-Pohjanmaa": (2, 2, "E-Pohjanmaa"),
    "Keski-Suomi": (3, 2, "K-Suomi"),
    "Pohjois-Savo": (4, 2, "P-Savo"),
    "Pohjois-Karjala": (5, 2, "P-Karjala"),
    "Satakunta": (1, 3, "Satakunta"),
    "Pirkanmaa": (2, 3, "Pirkanmaa"),
    "Päijät-Häme": (3, 3, "Päijät-Häme"),
    "Etelä-Savo": (4, 3, "E-Savo"),
    "Ahvenanmaa": (0, 4, "Ahvenanmaa"),
    "Varsinais-Suomi": (1, 4, "V-Suomi"),
    "Kanta-Häme": (2, 4, "Kanta-Häme"),
    "Uusimaa": (3, 4, "Uusimaa"),
    "Kymenlaakso": (4, 4, "Kymenlaakso"),
    "Etelä-Karjala": (5, 4, "E-Karjala"),
}
"""Region → column from the west, row from the north, and the name that fits on a tile."""

COLUMNS = 1 + max(column for column, _, _ in TILES.values())
ROWS = 1 + max(row for _, row, _ in TILES.values())
