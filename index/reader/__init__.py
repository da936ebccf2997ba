"""How does a text become a project? Files, headings, sections, values."""
