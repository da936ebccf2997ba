"""Flask pages and JSON API over a search engine.

The way of a page: `server` runs the application that `app` makes; `pages` and `api` are the views; `urls`
(with `ranges`) reads an address into a `Request` and writes it back; `service` is the seam to
the engine; `search_view` (with `filter_view` and `pager`), `statistics_view`, `project_view` (with
`outcomes`, `scores` and `text`) and `help_view` make plain data of an answer, in the words of `format`; the
templates only loop over it. `pictures` makes bars and the map of `regions`, `drawing` their SVG. `errors` has
one shape for every error, `caching` says which answers are still good, `compress` packs them.

For programs: `api` declares its addresses, which `openapi` (with `schema`) reads and describes; `export`
gives files, `feeds` what other programs look for on a site.

Around them: `settings` (with `setting_types` and `options`) says what can be set, `limits` what is refused;
`health`, `access` and `metrics` tell who runs it.
"""
