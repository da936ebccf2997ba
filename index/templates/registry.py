"""The forms of description, in the order in which a text is tried for them."""

from __future__ import annotations

from index.model.template import Template
from index.templates.eura2007 import EURA2007
from index.templates.eura2014 import EURA2014
from index.templates.eura2014_swedish import EURA2014_SWEDISH

TEMPLATES: tuple[Template, ...] = (EURA2014, EURA2014_SWEDISH, EURA2007)
"""A text is of the first form whose first heading it has."""
