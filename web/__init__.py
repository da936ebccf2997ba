"""Pages, API and files over the search engine. Each folder («room») answers one question.

The path of a request: `server` runs gunicorn, whose processes each have the Flask application that `app` puts
together. `middleware` checks the request first: its host, rate and size, whether the client has the answer
already, and whether the page is in the cache. `i18n` finds the language of the page. A view in `pages`, `api`
or `downloads` has `routing` read the address into a `Request`, asks the engine, and makes plain data of the
answer; `charts` draws it, `i18n` writes numbers, days and texts, and `routing` writes the links. Templates
only loop over that data. Afterwards `middleware` adds headers to the answer, compresses and caches it; it
also formats every error. `config` says what can be set.

Imports go one way: config, i18n → routing → charts, middleware → api, downloads → pages → app → server, where
each may import those before it.
"""
