"""Writes claims as linked data: schema.org Claims with W3C Web Annotation selectors."""

from collections.abc import Iterable, Mapping
from typing import Any

CONTEXT: Mapping[str, Any] = {
    "@vocab": "https://schema.org/",
    "oa": "http://www.w3.org/ns/oa#",
    "claimstream": "urn:claimstream:terms:",
}
"""Self-contained: nobody has to fetch another context to read the file."""

Node = dict[str, Any]
_RELATIONS = {"repeats": "claimstream:repeats", "same": "claimstream:mayBeSame"}


def urn(id_: str) -> str:
    """Name a thing by its stable id."""
    return f"urn:uuid:{id_}"


def claim_node(
    claim: Mapping[str, Any],
    mentions: Iterable[Mapping[str, Any]],
    links: Iterable[Mapping[str, Any]],
) -> Node:
    """Write one claim with all places where it stands.

    Args:
        claim: a row of `mart.claims`.
        mentions: its occurrences, the first published first, each with `article_id`, `url`,
            `title`, `outlet`, `published_at`, `content`, `content_start`, `content_stop`,
            `prefix`, `suffix`, `version_id`, `mention_id` and `cue`.
        links: `relation` (repeats, same or contradicts) and `claim_id` of the other claim.

    Returns:
        A schema.org `Claim`: its appearances are articles, its annotations say where it stands in
        each, by position and by quotation (https://www.w3.org/TR/annotation-model/). Positions
        are code points into the text that claimstream took from the article.
    """
    told = list(mentions)
    node: Node = {
        "@id": urn(claim["claim_id"]),
        "@type": "Claim",
        "text": claim["content"],
        "additionalType": claim["kind"],
        "claimstream:status": claim["status"],
        "claimstream:independentReports": claim["n_independent"],
    }
    if claim["speaker"]:
        node["author"] = {
            "@id": urn(claim["speaker_id"]) if claim["speaker_id"] else None,
            "@type": {"person": "Person", "organisation": "Organization"}.get(
                claim["speaker_kind"], "Thing"
            ),
            "name": claim["speaker"],
        }
    if told:
        node["firstAppearance"] = _article(told[0])
        articles = {row["article_id"]: _article(row) for row in told}
        node["appearance"] = list(articles.values())
        node["claimstream:annotation"] = [_annotation(row, node["@id"]) for row in told]
    for link in links:
        relation = _RELATIONS.get(link["relation"], "claimstream:contradicts")
        node.setdefault(relation, []).append({"@id": urn(link["claim_id"])})
    found: Node = _without_nulls(node)
    return found


def _article(row: Mapping[str, Any]) -> Node:
    return {
        "@id": urn(row["article_id"]),
        "@type": "NewsArticle",
        "url": row["url"],
        "headline": row["title"],
        "datePublished": row["published_at"].isoformat() if row["published_at"] else None,
        "publisher": {"@type": "Organization", "name": row["outlet"]} if row["outlet"] else None,
    }


def _annotation(row: Mapping[str, Any], claim: str) -> Node:
    return {
        "@id": urn(row["mention_id"]),
        "@type": "oa:Annotation",
        "oa:motivatedBy": {"@id": "oa:identifying"},
        "oa:hasBody": {"@id": claim},
        "claimstream:cue": row["cue"],
        "oa:hasTarget": {
            "@type": "oa:SpecificResource",
            "oa:hasSource": {"@id": urn(row["article_id"])},
            "claimstream:version": {"@id": urn(row["version_id"])},
            "oa:hasSelector": [
                {
                    "@type": "oa:TextPositionSelector",
                    "oa:start": row["content_start"],
                    "oa:end": row["content_stop"],
                },
                {
                    "@type": "oa:TextQuoteSelector",
                    "oa:prefix": row["prefix"],
                    "oa:exact": row["content"],
                    "oa:suffix": row["suffix"],
                },
            ],
        },
    }


def _without_nulls(value: Any) -> Any:  # noqa: ANN401 - any JSON value
    if isinstance(value, dict):
        return {key: _without_nulls(item) for key, item in value.items() if item is not None}
    return [_without_nulls(item) for item in value] if isinstance(value, list) else value


def spans_of(node: Mapping[str, Any]) -> list[tuple[str, int, int, str]]:
    """Read a claim's places back: version, start, stop and words of each."""
    found = []
    for annotation in node.get("claimstream:annotation", []):
        target = annotation["oa:hasTarget"]
        position, quote = target["oa:hasSelector"]
        version = target["claimstream:version"]["@id"].removeprefix("urn:uuid:")
        found.append((version, position["oa:start"], position["oa:end"], quote["oa:exact"]))
    return found
