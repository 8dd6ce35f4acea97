"""Texts here are strings of invented words: what matters is who shares how much with whom."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from random import Random

import polars as pl
import pytest
from article_versions import article_version
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from transforms.contracts.articles import ARTICLE_VERSIONS, ArticleVersion
from transforms.contracts.copies import COPY_EDGES, COPY_GROUPS, COPY_MEMBERSHIPS, SHINGLES
from transforms.copy_state import Copies, KnownCopies, learn
from transforms.errors import ContractError
from transforms.evaluation.clusters import score_clusters
from transforms.identifiers import stable_id
from transforms.near_duplicates import fingerprint, group_copies

DAY = datetime(2025, 10, 26, tzinfo=UTC)
_SYLLABLES = [a + b for a in "bdfgklmnprstvz" for b in ("a", "e", "i", "o", "u")]


def story(seed: int, words: int = 300) -> list[str]:
    """Words that no other seed strings together."""
    rng = Random(seed)  # noqa: S311 - repeatable samples
    return ["".join(rng.choices(_SYLLABLES, k=3)) for _ in range(words)]


def edited(words: list[str], seed: int, *, changed: float = 0.03) -> list[str]:
    """Change single words here and there, and cut up to a fifth from the end."""
    rng = Random(seed)  # noqa: S311 - repeatable samples
    kept = words[: len(words) - rng.randrange(len(words) // 5)]
    return [rng.choice(_SYLLABLES) * 3 if rng.random() < changed else word for word in kept]


def version(name: str, words: Iterable[str] | str, **given: object) -> ArticleVersion:
    text = words if isinstance(words, str) else " ".join(words)
    differing = {
        "content_hash": stable_id("test-content", str(given.get("title")), text),
        "source_id": stable_id("test-source"),
    }
    return article_version(name, text, DAY, **(differing | given))


def grouped(*batches: Iterable[ArticleVersion], outlets: pl.DataFrame | None = None) -> Copies:
    """Group batch after batch, each knowing all before it, and give all that was decided."""
    known, found = KnownCopies.nothing(), []
    for batch in batches:
        versions = ARTICLE_VERSIONS.frame(batch)
        shingles = fingerprint(versions)
        found.append(group_copies(versions, shingles, known=known, outlets=outlets))
        known = learn(known, versions, shingles, found[-1])
    return Copies(
        pl.concat([part.groups for part in found]).unique("copy_group_id", keep="last"),
        known.memberships,
        pl.concat([part.edges for part in found]),
    )


def partition(copies: Copies) -> set[frozenset[str]]:
    rows = copies.memberships.group_by("copy_group_id").agg("version_id")
    return {frozenset(members) for members in rows["version_id"]}


def names(*members: str) -> frozenset[str]:
    return frozenset(stable_id("version", member) for member in members)


def relations(copies: Copies) -> dict[str, str]:
    return dict(copies.memberships.select("version_id", "relation").iter_rows())


@pytest.mark.parametrize("changed", [0.0, 0.03, 0.06])
def test_sixty_edited_copies_of_one_story_in_a_day_are_one_group(changed: float) -> None:
    original = story(1)
    copies = [
        version(
            f"copy {n}",
            edited(original, n, changed=changed),
            published_at=DAY + timedelta(minutes=n),
        )
        for n in range(60)
    ]
    others = [version(f"other {n}", story(1000 + n)) for n in range(20)]
    found = partition(grouped([*copies, *others]))
    assert names(*(f"copy {n}" for n in range(60))) in found
    assert len(found) == 21


def test_sixty_copies_that_come_in_six_batches_are_one_group_too() -> None:
    original = story(1)
    batches = [
        [version(f"c{n}", edited(original, n)) for n in range(k, k + 10)] for k in range(0, 60, 10)
    ]
    assert partition(grouped(*batches)) == {names(*(f"c{n}" for n in range(60)))}


def test_sixty_copies_that_come_one_by_one_are_one_group_too() -> None:
    original = story(1, 200)
    batches = [[version(f"c{n}", edited(original, n))] for n in range(60)]
    assert partition(grouped(*batches)) == {names(*(f"c{n}" for n in range(60)))}


@pytest.mark.parametrize("words", [200, 300, 800])
def test_the_same_footer_of_150_words_on_forty_stories_bridges_nothing(words: int) -> None:
    footer = story(7, 150)
    pages = [version(f"page {n}", story(100 + n, words) + footer) for n in range(40)]
    assert len(partition(grouped(pages))) == 40


def test_copies_are_found_although_each_stands_in_another_papers_frame() -> None:
    original = story(3, 350)
    frames = {paper: story(50 + paper, 150) for paper in range(8)}
    pages = [
        version(f"{paper}/{n}", story(1000 + 10 * paper + n, 250) + frames[paper])
        for paper in frames
        for n in range(6)
    ]
    copies = [version(f"copy {paper}", original + frames[paper]) for paper in frames]
    found = partition(grouped([*pages, *copies]))
    assert names(*(f"copy {paper}" for paper in frames)) in found
    assert len(found) == len(pages) + 1


@pytest.mark.parametrize("arrival", ["first", "last", "between"])
def test_a_round_up_of_three_stories_bridges_nothing(arrival: str) -> None:
    parts = [story(n, 200) for n in range(3)]
    papers = [
        version(f"{n}{paper}", edited(part, 10 * n + at), published_at=DAY + timedelta(hours=n))
        for n, part in enumerate(parts)
        for at, paper in enumerate("abc")
    ]
    hour = {"first": -1, "between": 1.5, "last": 9}[arrival]
    roundup = version(
        "round-up",
        [word for part in parts for word in part],
        published_at=DAY + timedelta(hours=hour),
    )
    found = partition(grouped([*papers, roundup]))
    assert all(
        len({n for n in range(3) if group & names(*(f"{n}{p}" for p in "abc"))}) <= 1
        for group in found
    )
    assert sum(len(group - names("round-up")) == 3 for group in found) == 3


def test_a_round_up_that_comes_last_is_alone_and_has_an_edge_to_each_of_its_parts() -> None:
    parts = [story(n, 200) for n in range(2)]
    papers = [version(f"{n}", part) for n, part in enumerate(parts)]
    roundup = version(
        "round-up", [word for part in parts for word in part], published_at=DAY + timedelta(hours=1)
    )
    copies = grouped([*papers, roundup])
    assert names("round-up") in partition(copies)
    contains = copies.edges.filter(pl.col("relation") == "contains")
    assert set(contains["version_id_l"]) == names("0", "1")
    assert set(contains["version_id_r"]) == names("round-up")


def test_nothing_joins_a_round_up_later_either() -> None:
    parts = [story(n, 200) for n in range(2)]
    first = [version(f"{n}", part) for n, part in enumerate(parts)]
    roundup = [
        version(
            "round-up",
            [word for part in parts for word in part],
            published_at=DAY + timedelta(hours=1),
        )
    ]
    later = [version("later", edited(parts[0], 5), published_at=DAY + timedelta(hours=2))]
    assert names("round-up") in partition(grouped(first, roundup, later))


def test_a_long_quotation_is_an_edge_and_not_a_copy() -> None:
    speech = story(1, 150)
    found = grouped([version("a", story(2, 500) + speech), version("b", speech + story(3, 500))])
    assert len(partition(found)) == 2
    assert found.edges["relation"].to_list() == ["shares_passage"]


def test_a_text_cut_to_a_third_is_a_copy_and_one_cut_to_a_tenth_is_contained() -> None:
    original = story(1, 900)
    third = grouped([version("all", original), version("third", original[:300])])
    tenth = grouped([version("all", original), version("tenth", original[:90])])
    assert partition(third) == {names("all", "third")}
    assert partition(tenth) == {names("all"), names("tenth")}
    assert tenth.edges["relation"].to_list() == ["contains"]


def test_different_stories_have_neither_groups_nor_edges_in_common() -> None:
    found = grouped([version(f"{n}", story(n)) for n in range(30)])
    assert len(partition(found)) == 30
    assert found.edges.is_empty()


def test_very_short_items_are_copies_only_of_what_is_exactly_the_same() -> None:
    found = grouped(
        [
            version("a", "Rail strike called off"),
            version("b", "Rail strike called off"),
            version("c", "Rail strike called off again"),
        ]
    )
    assert partition(found) == {names("a", "b"), names("c")}
    assert sorted(relations(found).values()) == ["exact", "origin", "origin"]


def test_the_same_words_a_year_later_are_no_copy() -> None:
    words = story(1)
    year = DAY + timedelta(days=365)
    later = version("later", words, published_at=year, fetched_at=year)
    assert len(partition(grouped([version("first", words), later]))) == 2
    assert len(partition(grouped([version("first", words)], [later]))) == 2


def test_a_version_without_a_publication_date_counts_from_when_it_was_fetched() -> None:
    undated = version("undated", story(1), published_at=None, fetched_at=DAY + timedelta(days=2))
    found = grouped([undated, version("dated", edited(story(1), 1))])
    assert relations(found)[stable_id("version", "dated")] == "origin"
    assert found.memberships["seen_at"].max() == DAY + timedelta(days=2)


def test_a_new_version_stays_with_its_article_even_when_its_text_is_another() -> None:
    article = stable_id("article", "a")
    second = version("a2", story(2), article_id=article, version_no=2)
    together = grouped([version("a", story(1)), version("b", edited(story(1), 3)), second])
    apart = grouped([version("a", story(1)), version("b", edited(story(1), 3))], [second])
    assert partition(together) == partition(apart) == {names("a", "b", "a2")}
    assert relations(apart)[second.version_id] == "version"


def test_two_groups_that_a_later_text_shows_to_be_one_are_merged_into_the_earlier() -> None:
    words = story(1, 600)
    first = version("first", words[:340])
    second = version("second", words[240:], published_at=DAY + timedelta(hours=1))
    whole = version("whole", words, published_at=DAY + timedelta(hours=2))
    assert len(partition(grouped([first], [second]))) == 2
    found = grouped([first], [second], [whole])
    assert partition(found) == {names("first", "second", "whole")}
    merged = found.groups.drop_nulls("merged_into")
    assert merged["merged_into"].to_list() == [stable_id("copy_group", first.version_id)]
    assert relations(found)[second.version_id] == "near"


def test_the_group_is_named_after_the_earliest_and_every_version_has_one_membership() -> None:
    versions = [
        version(f"{n}", edited(story(1), n), published_at=DAY - timedelta(hours=n))
        for n in range(5)
    ]
    found = grouped(versions)
    founder = stable_id("version", "4")
    assert found.groups["copy_group_id"].to_list() == [stable_id("copy_group", founder)]
    assert found.groups["founding_version_id"].to_list() == [founder]
    assert relations(found)[founder] == "origin"
    assert found.memberships["version_id"].n_unique() == found.memberships.height == 5
    assert found.memberships["similarity"].is_between(0, 1).all()


def test_what_is_known_already_changes_nothing() -> None:
    versions = ARTICLE_VERSIONS.frame([version(f"{n}", edited(story(1), n)) for n in range(5)])
    shingles = fingerprint(versions)
    first = group_copies(versions, shingles, known=KnownCopies.nothing())
    known = learn(KnownCopies.nothing(), versions, shingles, first)
    again = group_copies(versions, shingles, known=known)
    assert again.groups.is_empty()
    assert again.memberships.is_empty()
    assert again.edges.is_empty()


def test_nothing_in_gives_nothing_out_with_the_same_columns() -> None:
    empty = ARTICLE_VERSIONS.empty()
    found = group_copies(empty, fingerprint(empty), known=KnownCopies.nothing())
    assert found.groups.equals(COPY_GROUPS.empty())
    assert found.memberships.equals(COPY_MEMBERSHIPS.empty())
    assert found.edges.equals(COPY_EDGES.empty())


def test_an_empty_text_gets_a_group_of_its_own() -> None:
    found = grouped([version("a", "", title="One"), version("b", "", title="Two")])
    assert partition(found) == {names("a"), names("b")}


def test_frames_that_are_not_versions_are_refused() -> None:
    with pytest.raises(ContractError, match="missing columns"):
        group_copies(pl.DataFrame({"x": [1]}), SHINGLES.empty(), known=KnownCopies.nothing())


def _small_stream() -> list[ArticleVersion]:
    stream = [
        version(
            f"{n}{paper}",
            edited(story(n, 150), 10 * n + at),
            published_at=DAY + timedelta(minutes=7 * n + 50 * at),
        )
        for n in range(6)
        for at, paper in enumerate("abcd"[: 1 + n % 4])
    ]
    exact = version("again", stream[0].text, published_at=DAY + timedelta(hours=5))
    return [*stream, exact]


@settings(max_examples=10, deadline=None)
@given(st.permutations(_small_stream()))
def test_the_order_of_the_rows_does_not_matter(stream: list[ArticleVersion]) -> None:
    expected, found = grouped(_small_stream()), grouped(stream)
    assert found.memberships.equals(expected.memberships)
    assert found.edges.equals(expected.edges)


@settings(max_examples=10, deadline=None)
@given(st.lists(st.integers(1, 8), min_size=1, max_size=6))
def test_one_batch_or_many_give_the_same_groups(sizes: list[int]) -> None:
    stream = sorted(_small_stream(), key=lambda row: (row.published_at or DAY, row.version_id))
    batches, at = [], 0
    for size in sizes:
        batches.append(stream[at : at + size])
        at += size
    assert partition(grouped(*batches, stream[at:])) == partition(grouped(stream))


def _day_of_news() -> list[ArticleVersion]:
    """Twenty-five stories, some in many papers, each paper with its own frame; one round-up."""
    frames = [story(900 + paper, 40) for paper in range(6)]
    stream = [
        version(
            f"{n}/{at}",
            edited(story(n), 10 * n + at) + frames[(n + at) % 6],
            published_at=DAY + timedelta(minutes=11 * n + 40 * at),
        )
        for n in range(25)
        for at in range(1 + n % 5)
    ]
    return [
        *stream,
        version("round-up", story(3) + story(8) + story(9), published_at=DAY + timedelta(days=1)),
    ]


@settings(max_examples=5, deadline=None, phases=[Phase.generate])
@given(st.randoms(use_true_random=False), st.integers(5, 40))
def test_any_order_of_arrival_in_any_batches_comes_to_nearly_the_same_groups(
    rng: Random, size: int
) -> None:
    stream = _day_of_news()
    papers = {f"{n}/{at}": f"paper {(n + at) % 6}" for n in range(25) for at in range(1 + n % 5)}
    ids = [stable_id("version", name) for name in papers]
    outlets = pl.DataFrame({"version_id": ids, "outlet_id": list(papers.values())})
    together = grouped(stream, outlets=outlets).memberships
    expected = dict(together.select("version_id", "copy_group_id").iter_rows())
    rng.shuffle(stream)
    batches = [stream[at : at + size] for at in range(0, len(stream), size)]
    placed = grouped(*batches, outlets=outlets).memberships
    found = dict(placed.select("version_id", "copy_group_id").iter_rows())
    ids = sorted(expected)
    scores = score_clusters([expected[one] for one in ids], [found[one] for one in ids])
    assert scores.bcubed_f1 >= 0.98


_BRIEFS = [
    version(
        f"{n}/{at}",
        edited(story(n, 60 + 10 * (n % 5)), 10 * n + at) + story(900 + (n + at) % 4, 30),
        published_at=DAY + timedelta(minutes=11 * n + 40 * at),
    )
    for n in range(10)
    for at in range(1 + n % 4)
]
_PAPERS = pl.DataFrame(
    {
        "version_id": [brief.version_id for brief in _BRIEFS],
        "outlet_id": [f"paper {(n + at) % 4}" for n in range(10) for at in range(1 + n % 4)],
    }
)


@settings(max_examples=8, deadline=None, phases=[Phase.generate])
@given(st.permutations(_BRIEFS), st.lists(st.integers(1, 6), min_size=1))
def test_briefs_under_footers_in_any_order_and_small_batches_keep_most_of_their_groups(
    stream: list[ArticleVersion], sizes: list[int]
) -> None:
    together = grouped(_BRIEFS, outlets=_PAPERS).memberships
    expected = dict(together.select("version_id", "copy_group_id").iter_rows())
    batches, at = [], 0
    for size in sizes:
        batches.append(stream[at : at + size])
        at += size
    found = grouped(*batches, stream[at:], outlets=_PAPERS)
    placed = dict(found.memberships.select("version_id", "copy_group_id").iter_rows())
    ids = sorted(expected)
    scores = score_clusters([expected[one] for one in ids], [placed[one] for one in ids])
    assert scores.bcubed_f1 >= 0.85  # three of four orders give 1, the worst of sixty .92


@settings(max_examples=10, deadline=None)
@given(st.lists(st.sampled_from(range(14)), max_size=12))
def test_duplicates_delivered_again_change_nothing(again: list[int]) -> None:
    stream = _small_stream()
    versions = ARTICLE_VERSIONS.frame(stream)
    shingles = fingerprint(versions)
    first = group_copies(versions, shingles, known=KnownCopies.nothing())
    known = learn(KnownCopies.nothing(), versions, shingles, first)
    once_more = ARTICLE_VERSIONS.frame([stream[n] for n in again])
    found = group_copies(once_more, fingerprint(once_more).unique(), known=known)
    assert found.groups.is_empty()
    assert found.memberships.is_empty()
    assert found.edges.is_empty()


def test_a_version_that_comes_late_but_is_earlier_becomes_the_origin() -> None:
    early = version("early", edited(story(1), 1), published_at=DAY - timedelta(hours=5))
    found = grouped([version("late", story(1))], [early])
    assert partition(found) == {names("early", "late")}
    assert relations(found) == {
        early.version_id: "origin",
        stable_id("version", "late"): "near",
    }


def test_the_agency_that_others_credit_is_the_origin_although_it_came_second() -> None:
    words = " ".join(story(1))
    paper = version("paper", f"OSLO (Nordic Wire) - {words}")
    wire = version("wire", words, published_at=DAY + timedelta(hours=2))
    versions = ARTICLE_VERSIONS.frame([paper, wire])
    shingles = fingerprint(versions)
    agencies = pl.DataFrame({"version_id": [wire.version_id], "agency": ["Nordic Wire"]})
    nothing = KnownCopies.nothing()
    credited = group_copies(versions, shingles, known=nothing, agencies=agencies)
    assert relations(credited) == {wire.version_id: "origin", paper.version_id: "near"}
    known = learn(nothing, versions, shingles, credited)
    third = ARTICLE_VERSIONS.frame([version("third", edited(story(1), 3))])
    after = group_copies(third, fingerprint(third), known=known)
    assert relations(after) == {stable_id("version", "third"): "near"}


def test_a_live_blog_stays_one_report_as_it_grows_and_a_copy_of_any_state_joins_it() -> None:
    blog = stable_id("article", "blog")
    words = story(1, 900)
    states = [
        version(f"state {n}", words[: 150 * n], article_id=blog, version_no=n) for n in range(1, 7)
    ]
    copy = version("copy", edited(words[:600], 5), published_at=DAY + timedelta(hours=3))
    found = grouped(*([state] for state in states), [copy])
    assert partition(found) == {names(*(f"state {n}" for n in range(1, 7)), "copy")}
    assert set(relations(found).values()) == {"origin", "version", "near"}


def test_a_new_headline_over_the_same_text_is_a_version_of_the_same_report() -> None:
    article = stable_id("article", "a")
    first = version("first", story(1), title="Strike ends", article_id=article)
    corrected = version(
        "corrected", story(1), title="Strike goes on", article_id=article, version_no=2
    )
    found = grouped([first], [corrected])
    assert partition(found) == {names("first", "corrected")}
    assert relations(found)[corrected.version_id] == "version"


def test_a_translated_copy_is_kept_apart() -> None:
    german = {word: f"{word}ung" for word in story(1)}
    translated = version("b", [german[word] for word in story(1)], lang="de")
    assert partition(grouped([version("a", story(1)), translated])) == {names("a"), names("b")}


def test_titles_alone_are_copies_only_word_for_word() -> None:
    title = "Rail strike called off after talks"
    same = version("a", title), version("b", title)
    other = version("c", f"{title} in Oslo")
    assert partition(grouped([*same, other])) == {names("a", "b"), names("c")}


def of_one_outlet(*versions: ArticleVersion) -> pl.DataFrame:
    ids = [version.version_id for version in versions]
    return pl.DataFrame({"version_id": ids, "outlet_id": stable_id("test-outlet")})


@pytest.mark.parametrize("size", [1, 3, 12])
def test_furniture_longer_than_its_stories_makes_no_copies_within_one_outlet(size: int) -> None:
    frame = story(77, 400)
    pages = [
        version(f"page {n}", story(200 + n, 100) + frame, published_at=DAY + timedelta(hours=n))
        for n in range(12)
    ]
    batches = [pages[at : at + size] for at in range(0, 12, size)]
    found = partition(grouped(*batches, outlets=of_one_outlet(*pages)))
    assert len(found) == (12 if size >= 3 else 11)


def test_two_briefs_under_one_footer_are_two_reports_once_a_third_page_shows_the_footer() -> None:
    footer = story(77, 120)
    briefs = [version(f"brief {n}", story(200 + n, 40) + footer) for n in range(2)]
    third = version("third", story(300, 50) + footer)
    outlets = of_one_outlet(*briefs, third)
    assert len(partition(grouped([*briefs, third], outlets=outlets))) == 3


def test_copies_of_a_brief_are_found_under_the_footers_of_their_papers() -> None:
    brief = story(5, 60)
    pages, outlets = [], []
    for paper in range(3):
        footer = story(70 + paper, 120)
        texts = [story(100 * paper + n + 500, 60) for n in range(3)]
        mine = [version(f"{paper}/{n}", text + footer) for n, text in enumerate(texts)]
        mine.append(version(f"copy {paper}", brief + footer))
        pages += mine
        ids = [each.version_id for each in mine]
        outlets.append(pl.DataFrame({"version_id": ids, "outlet_id": f"paper {paper}"}))
    found = partition(grouped(pages, outlets=pl.concat(outlets)))
    assert names(*(f"copy {paper}" for paper in range(3))) in found
    assert len(found) == 10


def test_updates_of_one_story_by_one_outlet_stay_one_report() -> None:
    words = story(1, 600)
    updates = [
        version(f"update {n}", words[: 300 + 60 * n], published_at=DAY + timedelta(hours=n))
        for n in range(5)
    ]
    outlets = of_one_outlet(*updates)
    assert len(partition(grouped(updates, outlets=outlets))) == 1
    assert len(partition(grouped(*([each] for each in updates), outlets=outlets))) == 1


def test_furniture_of_an_unknown_outlet_is_taken_for_the_report_a_known_limit() -> None:
    frame = story(77, 400)
    pages = [version(f"page {n}", story(200 + n, 100) + frame) for n in range(12)]
    assert len(partition(grouped(pages))) == 1
