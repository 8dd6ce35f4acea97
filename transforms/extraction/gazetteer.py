"""Places, demonyms, titles and organisation words, as the names lexicon lists them."""

from dataclasses import dataclass
from functools import lru_cache

from transforms.extraction.lexicon import read_lexicon


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """What is known of names before a text is read.

    Attributes:
        countries: any name, adjective or capital of a country, in lower case, to its name.
        capitals: capitals by their lower case, to the country's name.
        places: places by their lower case, to the name under which they are kept.
        groups: peoples and parties by their lower case.
        adjectives: "british", "us": they describe, they do not name.
        given: given names in lower case, to "he" or "she".
    """

    countries: dict[str, str]
    capitals: dict[str, str]
    places: dict[str, str]
    groups: dict[str, str]
    adjectives: frozenset[str]
    titles: frozenset[str]
    honorifics: frozenset[str]
    before_title: frozenset[str]
    after_of: frozenset[str]
    envoys: frozenset[str]
    organisation_words: frozenset[str]
    organisation_names: frozenset[str]
    not_names: frozenset[str]
    female: frozenset[str]
    male: frozenset[str]
    given: dict[str, str]


@lru_cache(maxsize=1)
def gazetteer() -> Gazetteer:
    """Give the gazetteer of `lexicons/names.toml` and `lexicons/given_names.toml`."""
    tables = read_lexicon("names")
    given: dict[str, str] = read_lexicon("given_names")["given"]
    countries: dict[str, str] = {}
    capitals: dict[str, str] = {}
    groups = {name.lower(): name for name in tables["groups"]["list"].split(",")}
    places = {name.lower(): name for name in tables["places"]["list"].split(",")}
    adjectives: set[str] = set(tables["groups"]["adjectives"].split())
    for line in tables["countries"]["list"].strip().splitlines():
        name, adjective, people, capital, others = line.split("|")
        names = [name, *filter(None, others.split(","))]
        places.update({form.lower(): name for form in names})
        places.update({capital.lower(): capital} if capital else {})
        capitals.update({capital.lower(): name} if capital else {})
        groups.update({people.lower(): people} if people else {})
        adjectives.update({adjective.lower()} if adjective else ())
        forms = [*names, adjective, people, capital]
        countries.update({form.lower(): name for form in forms if form})
    return Gazetteer(
        countries=countries,
        capitals=capitals,
        places=places,
        groups=groups,
        adjectives=frozenset(adjectives),
        titles=_words(tables, "titles", "words"),
        honorifics=_words(tables, "titles", "honorifics"),
        before_title=_words(tables, "titles", "before"),
        after_of=_words(tables, "titles", "of"),
        envoys=_words(tables, "titles", "envoys"),
        organisation_words=_words(tables, "organisations", "words"),
        organisation_names=_words(tables, "organisations", "names"),
        not_names=_words(tables, "not_names", "words"),
        female=_words(tables, "titles", "female"),
        male=_words(tables, "titles", "male"),
        given={name: pronoun for pronoun, names in given.items() for name in names.split()},
    )


def _words(tables: dict[str, dict[str, str]], table: str, key: str) -> frozenset[str]:
    return frozenset(tables[table][key].split())
