"""An answer as the JSON of the API and of `hankehaku search --json`."""

from __future__ import annotations

from typing import Any

from search.request import Answer, Hit


def answer_json(answer: Answer) -> dict[str, Any]:
    """Plain JSON values; in `html` only `<mark>` is markup."""
    return {
        "query": answer.query,
        "total": answer.total,
        "took_ms": answer.took_ms,
        "partial": answer.partial,
        "precision": dict(answer.precision),
        "notes": list(answer.notes),
        "hits": [hit_json(hit) for hit in answer.hits],
        "facets": {
            name: [{"value": v.value, "label": v.label, "count": v.count} for v in values]
            for name, values in answer.facets.items()
        },
    }


def hit_json(hit: Hit) -> dict[str, Any]:
    """A hit with its short values under their last JSON key: `applicant` is the applicant's name."""
    facts = hit.facts
    return {
        "code": hit.code,
        "title": hit.title,
        "score": hit.score,
        "partial": hit.partial,
        "missing": list(hit.missing),
        "fund": facts["fund"],
        "priority_axis": facts["priority_axis"],
        "specific_objective": facts["specific_objective"],
        "status": facts["status"],
        "authority": facts["authority"],
        "applicant": facts["applicant.name"],
        "regions": facts["regions"],
        "starts": facts["starts"],
        "ends": facts["ends"],
        "eu_state_granted": facts["funding.eu_state_granted"],
        "eu_state_paid": facts["funding.eu_state_paid"],
        "snippets": [{"field": s.field, "label": s.label, "html": s.html} for s in hit.snippets],
    }
