import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.redaction import public_url, restored, withheld


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://example.org/feed", "https://example.org/feed"),
        ("https://ann:pw@example.org:8443/feed", "https://example.org:8443/feed"),
        ("https://example.org/f?key=abc&page=2", "https://example.org/f?key=***&page=2"),
        ("https://example.org/f?API_KEY=abc", "https://example.org/f?API_KEY=***"),
        ("https://example.org/f?accessToken=abc", "https://example.org/f?accessToken=***"),
        ("https://example.org/f?X-Amz-Signature=abc", "https://example.org/f?X-Amz-Signature=***"),
        ("https://example.org/f?feed%5Ftoken=abc", "https://example.org/f?feed%5Ftoken=***"),
        ("https://example.org/f#access_token=abc", "https://example.org/f"),
        ("https://example.org/@desk/feed", "https://example.org/@desk/feed"),
        ("https://example.org/f?keyword=peace&monkey=1", "https://example.org/f?keyword=peace&monkey=1"),
        ("https://ann:p/w@example.org/f", "https://***"),
        ("https://[ann:pw@example.org/f", "https://***"),
    ],
)  # fmt: skip
def test_a_url_is_shown_without_its_secrets(url: str, shown: str) -> None:
    assert public_url(url) == shown


@given(
    user=st.text(alphabet="abc[]:%", max_size=6),
    name=st.sampled_from(["token", "api-key", "password", "sig", "jwt"]),
    path=st.text(alphabet="xyz/?&=;%.", max_size=12),
)
def test_no_password_and_no_token_survives(user: str, name: str, path: str) -> None:
    shown = public_url(f"https://{user}:CANARY@example.org/{path}?{name}=CANARY")
    assert ":CANARY" not in shown
    assert f"{name}=CANARY" not in shown or "%" in path


def test_a_withheld_url_comes_back_and_any_other_text_stays() -> None:
    url = "https://ann:pw@example.org/feed?token=abc#here"

    assert withheld(url) == "https://example.org/feed?token=***"
    assert restored(withheld(url)) == url
    assert withheld("reports/a?token=1.txt") == "reports/a?token=1.txt"
    assert restored("https://example.org/other") == "https://example.org/other"
