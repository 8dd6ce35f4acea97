from warehouse.schema_docs import TARGET, main, schema_markdown


def test_the_schema_documentation_is_up_to_date() -> None:
    assert TARGET.read_text(encoding="utf-8") == schema_markdown(), (
        "run python -m warehouse.schema_docs"
    )
    assert main(["--check"]) == 0
