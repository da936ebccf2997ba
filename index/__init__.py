"""Description text → `Project` → Finnish tokens → Whoosh index.

The pipeline, in order: `sources` finds files, `read` reads one, `parse` makes a `project.Project` of it,
`privacy` takes the contact person out, `analysis` (with `morphology` and `swedish`) makes tokens, `batch`
groups them into arrays, `segment` writes and maps those, `codec` shows them to Whoosh, `build` keeps an index
in step with its sources (`worker` on all cores), `store` opens one. `fields` and `project` are the field
table.
"""
