"""Pictures of every page: `python -m tests.web.screenshots DIR --index DIR [--only NAME …]`.

Each page at 1920, 1280 and 390 pixels, light and dark, full length.

`python -m tests.web.screenshots docs --readme` makes the README's one picture, from the sample descriptions.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

from flask import Flask

from tests.conftest import CORPUS
from tests.web.chromium import chromium
from tests.web.live import serving

PAGES = {
    "etusivu": "/",
    "kaikki": "/hankkeet",
    "haku": "/?q=digituki",
    "rajattu": "/?q=hanke&maakunta=Kainuu&maakunta=Lappi&vuosi=2019..2022",
    "osittain": "/?q=digituki+biokaasu+taimitarha",
    "tyhja": "/?q=xyzzy+foobar&maakunta=Kainuu&rahasto=ESR",
    "kunta": "/?q=hanke&nayta=kunta",
    "tilastot": "/tilastot",
    "tilastot-eurot": "/tilastot?mitta=eurot&lajittelu=myonnetty",
    "tilastot-rajattu": "/tilastot?q=digituki&maakunta=Lappi",
    "hanke": "/hanke/S29902?q=luontolähtöinen+kuntoutus&sija=1",
    "hanke-lyhyt": "/hanke/S29910",
    "organisaatio": "/organisaatio/9036426-1",
    "organisaatiota-ei-ole": "/organisaatio/koulutuskuntayhtymä",
    "hakija": "/?q=hanke&nayta=hakija",
    "hanke-ruotsi": "/hanke/S29911",
    "rinnakkain": "/rinnakkain?hanke=S29902&hanke=A89910&hanke=S29903",
    "viite": "/viite?q=digituki&hetki=2020-01-01T00:00:00Z&hankkeita=90",
    "ohje": "/haku-ohje",
    "rajapinta": "/api",
    "saavutettavuus": "/saavutettavuus",
    "vertaa": "/vertaa",
    "tarkoititko": "/?q=hanke&maakunta=Kainu",
    "virhe": "/hanke/X123",
    "haku-sv": "/sv/?q=digituki&maakunta=Lappi",
    "etusivu-en": "/en/",
    "hanke-en": "/en/hanke/S29902?q=luontolähtöinen+kuntoutus&sija=1",
}
WIDTHS = (1920, 1280, 390)
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
README_PAGE = "/?q=digituki"
README_SIZE = (1280, 720)
"""Pixels of the README's picture: what a reader sees without scrolling, and a file below 200 kB."""


def take(app: Flask, folder: Path, pages: dict[str, str] = PAGES) -> list[Path]:
    """Save every page at every width in both colour schemes; the files made."""
    folder.mkdir(parents=True, exist_ok=True)
    made: list[Path] = []
    with serving(app) as address, chromium() as browser:
        for width in WIDTHS:
            for scheme in SCHEMES:
                context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
                page = context.new_page()
                for name, path in pages.items():
                    page.goto(address + path)
                    made.append(folder / f"{name}-{width}-{scheme}.png")
                    page.screenshot(path=made[-1], full_page=True)
                context.close()
    return made


def take_for_readme(app: Flask, folder: Path) -> Path:
    """Save the picture of the README as `screenshot.png`."""
    width, height = README_SIZE
    with serving(app) as address, chromium() as browser:
        page = browser.new_page(viewport={"width": width, "height": height}, color_scheme="light")
        page.goto(address + README_PAGE)
        page.screenshot(path=folder / "screenshot.png")
    return folder / "screenshot.png"


def main() -> None:
    """Build what is missing, and take the pictures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--index", type=Path, help="the index folder to show")
    parser.add_argument("--only", nargs="+", choices=PAGES, default=list(PAGES), help="these pages")
    parser.add_argument("--readme", action="store_true", help="only the picture of the README")
    options = parser.parse_args()
    if not (options.index or options.readme):
        parser.error("give the index folder to show: --index DIR")
    from index.indexing.index_writer import build
    from web.app import create_app

    if options.readme:
        with TemporaryDirectory() as temporary:
            build(Path(temporary) / "index", [CORPUS])
            print(take_for_readme(create_app(Path(temporary) / "index"), options.folder))
        return
    wanted = {name: PAGES[name] for name in options.only}
    for path in take(create_app(options.index), options.folder, wanted):
        print(path)


if __name__ == "__main__":
    main()
