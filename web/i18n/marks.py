"""Marked text of the engine in the language of the page: why a word is marked stands in its tag, in Finnish.

The words themselves are the description's.
"""

from __future__ import annotations

import re

from markupsafe import Markup

from search.contract.results import Reason
from web.i18n.language import OWN, gettext, language

_TAG = re.compile(r"<mark [^>]*>")
_REASON = re.compile(f'(?<=: )(?:{"|".join(filter(None, Reason))})(?=")')


def marked(html: str) -> Markup:
    """Escaped HTML whose only markup is `<mark>`, its reasons in the language of the page."""
    if language() == OWN:
        return Markup(html)
    return Markup(_TAG.sub(lambda tag: _REASON.sub(lambda why: gettext(why.group()), tag.group()), html))
