"""Why does it match? Marks, snippets, hits, explanations."""
