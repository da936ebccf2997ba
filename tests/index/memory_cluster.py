"""Indexes in memory that take the requests `index.cluster` makes of OpenSearch, and keep a list of them.

No search engine: it knows what a generation is made with. `make test-cluster` tries the same on real nodes.
As there, what was written is counted and searched only after a refresh, a field that the mapping does not
have is refused, as is writing to an index with a block, and only what the mapping lists is given back.
"""

from __future__ import annotations

import fnmatch
import json
import re
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

from opensearchpy.exceptions import TransportError

Body = dict[str, Any]


def refuse(status: int, kind: str, params: Body | None = None) -> Body:
    """An error, as an answer where the request ignores its status."""
    error = {"error": {"type": kind, "reason": f"{kind} [x]"}, "status": status}
    if str((params or {}).get("ignore")) != str(status):
        raise TransportError(status, kind, error)
    return error


@dataclass
class Index:
    """An index: settings without «index.», mapping, documents as sent, with their numbers of change."""

    settings: Body
    mapping: Body
    docs: dict[str, tuple[Body, int]] = field(default_factory=dict)
    seen: dict[str, Body] = field(default_factory=dict)

    def given(self, name: str, wanted: str = "") -> Body:
        """What is given back of a document. wanted: fields stored beside `_source`, with commas."""
        kept, document = self.mapping.get("_source", {}).get("includes"), self.docs[name][0]
        fields = wanted.split(",") if wanted else []
        assert all(self.mapping["properties"][one]["store"] for one in fields)
        return {
            "_source": {key: value for key, value in document.items() if kept is None or key in kept},
            "fields": {one: [document[one]] for one in fields},
        }

    def check(self, document: Body) -> None:
        assert self.mapping["dynamic"] == "strict"
        if self.settings.get("blocks.write"):
            refuse(403, "cluster_block_exception")
        if document.keys() - self.mapping["properties"].keys():
            refuse(400, "strict_dynamic_mapping_exception")


class MemoryCluster:
    """The part of `opensearchpy.OpenSearch` that is used. asked: the requests, in order."""

    def __init__(self) -> None:
        self.all: dict[str, Index] = {}
        self.aliases: dict[str, set[str]] = {}
        self.asked: list[Any] = []
        self.health: list[Body] = []
        self.leases: list[int] = []
        self.changes = 0
        self.cluster = SimpleNamespace(health=self._health)
        self.indices = SimpleNamespace(
            get=self._get, exists=lambda index: index in self.all, create=self._create, clone=self._clone,
            delete=self._remove, refresh=self._refresh, forcemerge=self._merge, get_alias=self._alias,
            put_mapping=self._map, put_settings=self._set, update_aliases=self._lead, flush=self._flush,
            stats=self._stats,
        )  # fmt: skip

    def _named(self, index: str, params: Body | None = None) -> Index | Body:
        names = self.aliases.get(index, {index})
        there = [self.all[name] for name in names if name in self.all]
        return there[0] if there else refuse(404, "index_not_found_exception", params)

    def _of(self, index: str) -> Index:
        found = self._named(index)
        assert isinstance(found, Index)
        return found

    def _note(self, *request: Any) -> None:
        self.asked.append(json.loads(json.dumps([part for part in request if part is not None])))

    # Documents

    def info(self) -> Body:
        return {"version": {"distribution": "opensearch", "number": "2.19.0"}}

    def get(self, index: str, id: str, params: Body) -> Body:
        self._note("get", index, id, params)
        found = self._named(index, params)
        if not isinstance(found, Index):
            return found
        if id not in found.docs:
            assert params["ignore"] == 404
            return {"found": False}
        number = found.docs[id][1]
        return {"found": True, **found.given(id), "_seq_no": number, "_primary_term": 1}

    def mget(self, index: str, body: Body, params: Body | None = None) -> Body:
        self._note("mget", index, {**body, "ids": sorted(body["ids"])}, params)
        found = self._of(index)
        names = body["ids"]
        return {
            "docs": [
                {"found": True, **found.given(name, (params or {}).get("stored_fields", ""))}
                if name in found.docs
                else {"found": False}
                for name in names
            ]
        }

    def index(self, index: str, id: str, body: Body, params: Body | None = None) -> Body:
        params = params or {}
        self._note("index", index, id, sorted(body), params)
        assert params.keys() <= {"op_type", "if_seq_no", "if_primary_term", "ignore"}, (
            "as nodes refuse others"
        )
        assert ("if_seq_no" in params) == ("if_primary_term" in params), "as nodes refuse one of them alone"
        found, there = self._of(index), self._of(index).docs.get(id)
        if params.get("op_type") == "create" and there:
            return refuse(409, "version_conflict_engine_exception", params)
        if "if_seq_no" in params and (there is None or params["if_seq_no"] != there[1]):
            return refuse(409, "version_conflict_engine_exception", params)
        found.check(body)
        self.changes += 1
        found.docs[id] = json.loads(json.dumps(body)), self.changes
        return {"_seq_no": self.changes, "_primary_term": 1}

    def delete(self, index: str, id: str, params: Body) -> None:
        self._note("delete", index, id, params)
        assert self._of(index).docs.pop(id, None) or params["ignore"] == 404

    def bulk(self, body: bytes, index: str, params: Body) -> Body:
        lines, items = iter(map(json.loads, body.splitlines())), []
        found = self._of(index)
        for line in lines:
            ((action, about),) = line.items()
            name = about["_id"]
            self._note(action, index, name, params)
            if action == "delete":
                status = 200 if found.docs.pop(name, None) else 404
            else:
                document = next(lines)
                found.check(document)
                self.changes += 1
                found.docs[name], status = (document, self.changes), 201
            items.append({action: {"status": status}})
        return {"errors": any(s["status"] > 299 for i in items for s in i.values()), "items": items}

    def search(self, index: str, body: Body) -> Body:
        self._note("search", index, body)
        found, query, name = self._of(index), body["query"], "_id"
        for key, value in query.get("term", {}).items():
            hits = {one: doc for one, doc in found.seen.items() if doc[key] == value}
        if "bool" in query:
            ((without, gone),) = query["bool"]["must_not"]["terms"].items()
            name = query["bool"]["must"]["exists"]["field"]
            hits = {o: d for o, d in found.seen.items() if name in d and d[without] not in gone}
        after = body.get("search_after", [""])[0]
        chosen = [one for one in sorted(hits) if one > after][: body["size"]]
        wanted = body.get("docvalue_fields", [])
        assert all(found.mapping["properties"][key].get("doc_values", True) for key in wanted)
        shown = [{"_id": one, "fields": {key: [hits[one][key]] for key in wanted}} for one in chosen]
        return {"_shards": {"total": 1, "failed": 0}, "hits": {"hits": shown}}

    def count(self, index: str) -> Body:
        self._note("count", index)
        return {"count": len(self._of(index).seen), "_shards": {"total": 1, "failed": 0}}

    # Indexes

    def _create(self, index: str, body: Body, params: Body | None = None) -> None:
        meta = sorted(body["mappings"].get("_meta", ()))
        self._note("create", index, {**body, "mappings": {**body["mappings"], "_meta": meta}}, params)
        settings = body["settings"].get("index", body["settings"])
        self.all[index] = Index(dict(settings), dict(body["mappings"]))

    def _remove(self, index: str, params: Body | None = None) -> None:
        self._note("remove", index, params)
        if self.all.pop(index, None) is None and (params or {}).get("ignore_unavailable") != "true":
            refuse(404, "index_not_found_exception", params)
        for names in self.aliases.values():
            names.discard(index)

    def _clone(self, index: str, target: str, body: Body, params: Body) -> None:
        self._note("clone", index, target, body, params)
        old = self._of(index)
        assert old.settings["blocks.write"], "only an index that takes no more writing can be cloned"
        changed = {key.removeprefix("index."): value for key, value in body["settings"].items()}
        self.all[target] = Index({**old.settings, **changed}, old.mapping, dict(old.docs), dict(old.seen))

    def _get(self, index: str, params: Body) -> Body:
        self._note("indices", index, params)
        names = [one for one in self.all if fnmatch.fnmatch(one, index)] or list(self.aliases.get(index, ()))
        if not names and "*" not in index:
            return refuse(404, "index_not_found_exception", params)
        return {
            name: {"mappings": self.all[name].mapping, "settings": {"index": {"uuid": f"uuid of {name}"}}}
            for name in sorted(names)
        }

    def _refresh(self, index: str) -> None:
        self._note("refresh", index)
        found = self._of(index)
        found.seen = {name: document for name, (document, _) in found.docs.items()}

    def _flush(self, index: str) -> None:
        self._note("flush", index)

    def _stats(self, index: str, params: Body) -> Body:
        """Two shards, of which the second keeps what was sent as `leases` says, one after another."""
        self._note("stats", index, params)
        assert params == {"level": "shards"}, "without it a node tells of no shards"
        own = [9, 9], [9, self.leases.pop(0)]
        leases = ({"leases": [{"retaining_seq_no": number} for number in shard]} for shard in own)
        copies = ([{"seq_no": {"max_seq_no": 8}, "retention_leases": one}] for one in leases)
        shards = dict(zip("01", copies, strict=True))
        return {"indices": {index: {"shards": shards}}}

    def _merge(self, index: str, params: Body) -> None:
        self._note("forcemerge", index, params)

    def _map(self, index: str, body: Body) -> None:
        self._note("put_mapping", index, sorted(body["_meta"]))
        self._of(index).mapping.update(json.loads(json.dumps(body)))

    def _set(self, index: str, body: Body) -> None:
        self._note("put_settings", index, body)
        self._of(index).settings.update(body["index"])

    def _alias(self, name: str, params: Body) -> Body:
        self._note("get_alias", name, params)
        found = self.aliases.get(name)
        return {index: {} for index in sorted(found)} if found else refuse(404, "alias", params)

    def _lead(self, body: Body) -> None:
        self._note("update_aliases", body)
        for action in body["actions"]:
            ((kind, about),) = action.items()
            own = self.aliases.setdefault(about["alias"], set())
            (own.add if kind == "add" else own.remove)(about["index"])

    def _health(self, index: str, params: Body) -> Body:
        self._note("health", index, params)
        return self.health.pop(0) if self.health else {"status": "green"}


def plain(asked: list[Any]) -> list[str]:
    """Requests as lines, without digests, times and what the tests of documents look at."""
    lines = [json.dumps(one, ensure_ascii=False, sort_keys=True) for one in asked]
    return [re.sub(r"[0-9a-f]{8,}|1[0-9]{9}(\.[0-9]+)?", "#", line) for line in lines]
