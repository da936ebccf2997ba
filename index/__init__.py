"""From files of descriptions to an index of them, and from its files back to postings.

The pipeline, in order of the rooms:

    files       `reader.files` finds them
    records     `formats` turns the bytes of a file into records, one a description
    projects    `reader` reads a record by a form of `templates` into a `model.project.Project`; `profiles`
                reads a row of a table
    privacy     `privacy` leaves the contact person out
    tokens      `analysis` cuts texts into words and analyses them
    postings    `indexing.batch_builder` makes arrays of the words of some projects
    equivalents `vocabulary` makes arrays of what means the same
    segments    `storage` writes these arrays, lists them in the table of contents, and opens them again

`indexing.index_writer` runs all of it and keeps an index in step with its sources. `model.project` has the
field table, which decides what is read, searched, filtered, counted and shown. Rooms use only those above
them in this list: `errors` and `numeric`, `model`, `templates`, `analysis`, `formats`, `reader`, `profiles`,
`privacy`, `durability`, `storage`, `vocabulary`, `indexing`, `upkeep`.
"""
