"""Parses a page for the tests: is it well-formed, and which links, headings and texts does it have?"""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = frozenset({"meta", "link", "input", "br", "img", "hr"})
FIELDS = frozenset({"input", "select", "textarea"})


@dataclass
class Page(HTMLParser):
    """A page read by the standard library's parser; `faults` names what is wrong with it."""

    faults: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    headings: list[int] = field(default_factory=list)
    fields: list[dict[str, str]] = field(default_factory=list)
    labels: set[str] = field(default_factory=set)
    open: list[str] = field(default_factory=list)
    text: str = ""

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        if len(found) < len(attrs):
            self.faults.append(f"<{tag}> has an attribute twice")
        if tag not in VOID:
            self.open.append(tag)
        self.links += [found[name] for name in ("href", "src", "action") if name in found]
        self.ids += [found["id"]] if "id" in found else []
        if len(tag) == 2 and tag[0] == "h" and tag[1].isdigit():
            self.headings.append(int(tag[1]))
        if tag == "label" and "for" in found:
            self.labels.add(found["for"])
        if tag in FIELDS and found.get("type") != "hidden":
            self._field(tag, found)
        self._forbidden(tag, found)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"</{tag}> closes something else at {self.getpos()}")

    def handle_data(self, data: str) -> None:
        self.text += data

    def _field(self, tag: str, found: dict[str, str]) -> None:
        self.fields.append(found)
        if "label" not in self.open and "id" not in found:
            self.faults.append(f"<{tag} name={found.get('name')}> has no label")

    def _forbidden(self, tag: str, found: dict[str, str]) -> None:
        inline = [name for name in found if name.startswith("on") or name == "style"]
        if inline or tag == "style" or (tag == "script" and "src" not in found):
            self.faults.append(f"<{tag}> holds inline code or style: {inline}")
        if tag == "img" and "alt" not in found:
            self.faults.append("<img> without alt")


def read_page(html: str) -> Page:
    """A page, read whole, with its faults named."""
    page = Page()
    page.feed(html)
    page.close()
    page.faults += [f"<{tag}> is not closed" for tag in page.open]
    page.faults += [f"id {one} twice" for one in sorted({i for i in page.ids if page.ids.count(i) > 1})]
    missing = {found["id"] for found in page.fields if "id" in found} - page.labels
    page.faults += [f"no label for {one}" for one in sorted(missing)]
    if page.headings[:1] == [] or page.headings.count(1) != 1:
        page.faults.append(f"not one h1: {page.headings}")
    steps = zip([0, *page.headings], page.headings, strict=False)
    page.faults += [f"heading h{b} after h{a}" for a, b in steps if b > a + 1]
    return page
