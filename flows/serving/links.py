"""Where in Prefect's pages the things that matter are; it has no menu entry for most of them."""

LATEST = "latest"
"""Below this our own server leads to the newest artifact; see `flows.serving.latest`."""

_VERSIONS = "artifacts/key"


def links(api_url: str, *, ours: bool = True) -> dict[str, str]:
    """Give the addresses of the pages that matter, by what they show.

    Args:
        api_url: the address of the API, `…/api` included.
        ours: whether the server is one of ours; of another one an artifact's list of versions is
            the nearest page.
    """
    pages = api_url.removesuffix("/").removesuffix("/api")
    artifacts = f"{pages}/{LATEST if ours else _VERSIONS}"
    return {
        "runs": f"{pages}/runs",
        "ingest report": f"{artifacts}/ingest-report",
        "deployments": f"{pages}/deployments",
        "disagreements": f"{artifacts}/disagreements",
    }


def link_lines(api_url: str, *, ours: bool = True) -> list[str]:
    """Give the same as lines for a terminal."""
    return [f"  {what:<14} {address}" for what, address in links(api_url, ours=ours).items()]
