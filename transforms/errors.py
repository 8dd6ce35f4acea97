"""Every error that claimstream raises on purpose: retry, set aside, or stop."""


class ClaimstreamError(Exception):
    """The root: says what was expected, what came, where, and what to do."""

    exit_code = 1


class RetryError(ClaimstreamError):
    """May work later without any change: a fetch that timed out, a lock that is held."""

    exit_code = 75


class BusyError(RetryError):
    """Somebody else is writing to the same warehouse."""


class SetAsideError(ClaimstreamError):
    """This one input is bad: it goes to quarantine under `reason`, its siblings go on.

    Args:
        reason: one of `transforms.contracts.operations.Reason`.
        detail: one sentence for a person: what was expected, what came.
    """

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason = reason
        self.detail = detail


class StopError(ClaimstreamError):
    """Going on would be wrong: configuration, contract or warehouse is broken."""


class ConfigError(StopError):
    """The configuration cannot be used as written."""

    exit_code = 2


class ContractError(StopError):
    """A frame does not have the columns, types or non-null values it promised."""
