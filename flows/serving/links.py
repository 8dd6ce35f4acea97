"""Where in Prefect's pages the things that matter are; it has no menu entry for most of them."""

PAGES = {
    "runs": "runs",
    "ingest report": "artifacts/key/ingest-report",
    "deployments": "deployments",
    "disagreements": "artifacts/key/disagreements",
}


def links(api_url: str) -> dict[str, str]:
    """Give the addresses of the pages that matter, by what they show.

    Args:
        api_url: the address of the API, `…/api` included.
    """
    pages = api_url.removesuffix("/").removesuffix("/api")
    return {what: f"{pages}/{path}" for what, path in PAGES.items()}


def link_lines(api_url: str) -> list[str]:
    """Give the same as lines for a terminal."""
    return [f"  {what:<14} {address}" for what, address in links(api_url).items()]
