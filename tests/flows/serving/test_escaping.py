"""Nothing that a feed delivers becomes markup, a script or a link of its own in Prefect's pages."""

import json
from typing import Any
from urllib.request import Request, urlopen

import polars as pl
import pytest

from flows.reports.markdown import as_markdown
from flows.reports.reviewing import as_review
from flows.reports.tables import disagreement_rows
from warehouse.day_reports import DayReport
from warehouse.run_reports import RunReport

pytestmark = pytest.mark.prefect

BARE = "http://evil.example/bare"
PLAIN = "http://press.example/article"
PAYLOADS = (
    "<script>window.caught=1</script>",
    "<img src=x onerror=window.caught=1>",
    "<svg onload=window.caught=1>",
    "<svg><script>window.caught=1</script></svg>",
    "<iframe src=javascript:window.caught=1></iframe>",
    "<body onload=window.caught=1>",
    "<a href=javascript:window.caught=1>press</a>",
    "<details open ontoggle=window.caught=1>",
    "<input autofocus onfocus=window.caught=1>",
    "<video><source onerror=window.caught=1></video>",
    "<style>@import 'http://evil.example/x.css';</style>",
    "<link rel=stylesheet href=http://evil.example/x.css>",
    "<meta http-equiv=refresh content='0;url=http://evil.example/'>",
    "<base href=http://evil.example/>",
    "<form action=http://evil.example/><button>go</button></form>",
    "<object data=http://evil.example/x></object>",
    "<embed src=http://evil.example/x>",
    "<math><mtext></mtext><script>window.caught=1</script></math>",
    "<!--><script>window.caught=1</script>-->",
    "<![CDATA[<script>window.caught=1</script>]]>",
    "</td></tr></table><script>window.caught=1</script>",
    "</code></pre><script>window.caught=1</script>",
    "[press](javascript:window.caught=1)",
    "[press](JaVaScRiPt:window.caught=1)",
    "[press](data:text/html,<script>window.caught=1</script>)",
    "[press](vbscript:window.caught=1)",
    "[press](file:///etc/passwd)",
    "![x](http://evil.example/pixel.png)",
    "![x](javascript:window.caught=1)",
    "[ref]: http://evil.example/ 'x'",
    "[press][ref]",
    "<http://evil.example/auto>",
    BARE,
    "www.evil.example",
    "someone@evil.example",
    "`x`<script>window.caught=1</script>`",
    "```\n<script>window.caught=1</script>\n```",
    "a | b | <script>window.caught=1</script> | c",
    "&lt;script&gt;window.caught=1&lt;/script&gt;",
    "{{constructor.constructor('window.caught=1')()}}",
    "${window.caught=1}",
    "\\<script>window.caught=1\\</script>",
    "# heading\n\n---\n\n* item",
    "<scr\u0000ipt>window.caught=1</script>",
)
TOTALS = dict.fromkeys(
    (
        *("n_sources", "n_documents", "n_known", "n_failed", "n_not_due", "n_seen", "n_new"),
        *("n_updated", "n_unchanged", "n_duplicate", "n_quarantined", "n_copies", "n_events"),
        *("n_attributed", "n_narrated", "n_disagreements"),
    ),
    1,
)
EVENTS = pl.DataFrame(
    {"event_id": ["e"] * len(PAYLOADS), "title": PAYLOADS, "link_status": PAYLOADS}
).with_columns(from_on=pl.lit(None), n_articles=pl.lit(1), n_independent=pl.lit(1))
LOOK = """JSON.stringify({
    caught: window.caught || null,
    links: [...document.querySelectorAll('main a, article a, .markdown-renderer a, table a')]
        .map(a => a.href),
    foreign: document.querySelectorAll(
        '[src*="evil"], [href*="evil"], [action*="evil"], [data*="evil"], iframe, embed, object'
    ).length,
    text: document.body.innerText,
})"""


def rows(**columns: list[Any]) -> pl.DataFrame:
    return pl.DataFrame({"kind": ["number"] * len(PAYLOADS), **columns}).with_columns(
        event_id=pl.lit("e"), run_id=pl.lit("r"), compatible=pl.lit(False)
    )


def hostile() -> tuple[RunReport, DayReport]:
    """Give a report every text of which is a payload."""
    said = list(PAYLOADS)
    names = ("outlet_l", "text_l", "outlet_r", "text_r", "explanation")
    urls = [PLAIN if address == BARE else address for address in said]
    disputed = rows(**dict.fromkeys(names, said), url_l=urls, url_r=urls)
    nothing = pl.DataFrame()
    report = RunReport(
        run_id="r",
        totals=TOTALS,
        sources=nothing,
        disagreements=disputed,
        claim_changes=nothing,
        events=EVENTS,
        claims=nothing,
        copies=nothing,
        trouble=nothing,
    )
    totals = {"n_runs": 1, "n_failed": 0, "n_new": 1, "n_disagreements": 1}
    days = pl.DataFrame({n: [1] for n in ("day", "n_runs", "n_articles", "n_disagreements")})
    return report, DayReport(totals, disputed, days, nothing)


def shown(served: Any, page: Any, key: str, kind: str, data: str) -> dict[str, Any]:
    body = json.dumps({"key": key, "type": kind, "data": data}).encode()
    request = Request(  # noqa: S310 - loopback
        f"{served.api_url}/artifacts/", body, {"Content-Type": "application/json"}
    )
    with urlopen(request, timeout=30) as reply:  # noqa: S310 - loopback
        artifact = json.load(reply)
    page.asked.clear()
    page.open(f"{served.api_url.removesuffix('/api')}/artifacts/artifact/{artifact['id']}")
    page.wait_for("window.caught=1", "bare")
    return dict(json.loads(page.value(LOOK)))


@pytest.mark.parametrize("what", ["report", "review", "table"])
def test_forty_payloads_are_shown_and_not_obeyed(
    served: Any, page: Any, what: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("flows.reports.wording.SHOWN", len(PAYLOADS))
    report, day = hostile()
    kind = "table" if what == "table" else "markdown"
    data = {
        "report": lambda: as_markdown(report, day),
        "review": lambda: as_review(report),
        "table": lambda: json.dumps(disagreement_rows(report)),
    }[what]()

    found = shown(served, page, f"escape-{what}", kind, data)

    pages = served.api_url.removesuffix("/api")
    assert found["caught"] is None
    assert page.dialogs == []
    assert found["foreign"] == 0
    assert {link for link in found["links"] if not link.startswith(pages)} <= {PLAIN}
    assert [url for url in page.asked if not url.startswith((pages, "data:", "blob:"))] == []
