"""The form of a deployment in Prefect's pages: only what an editor fills in, in plain words."""

from collections.abc import Collection
from typing import Any, get_type_hints

from prefect.deployments.runner import RunnerDeployment
from prefect.flows import Flow
from pydantic.fields import FieldInfo

FOR_COMMANDS = frozenset({"config", "warehouse"})
"""Parameters that `claimstream up` sets for all runs; nobody fills them in."""


def shape_form(
    deployment: RunnerDeployment, what: Flow[..., Any], *, hidden: Collection[str] = FOR_COMMANDS
) -> None:
    """Give the fields of a form the titles and descriptions that the flow's parameters state.

    Prefect itself titles a field with the name of the parameter and keeps a pattern, a range and
    a list of choices.

    Args:
        deployment: its form is changed.
        what: the flow whose parameters are annotated.
        hidden: parameters to leave out.
    """
    schema = deployment._parameter_openapi_schema  # noqa: SLF001 - Prefect derives it from the flow and takes no other
    schema.properties = {n: f for n, f in schema.properties.items() if n not in hidden}
    schema.required = [name for name in schema.required if name not in hidden]
    hints = get_type_hints(what.fn, include_extras=True)
    for name, field in schema.properties.items():
        for said in getattr(hints[name], "__metadata__", ()):
            if isinstance(said, FieldInfo):
                field["title"] = said.title or name
                field["description"] = said.description


def suggest(deployment: RunnerDeployment, parameter: str, values: Collection[str]) -> None:
    """Name values in the description of a field that takes others, too."""
    field = deployment._parameter_openapi_schema.properties[parameter]  # noqa: SLF001 - as above
    field["description"] = f"{field['description']} Configured: {', '.join(values)}."
