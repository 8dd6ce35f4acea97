"""Where alerts are sent: one Prefect block per address of `[alerts]`."""

from collections.abc import Sequence
from typing import cast
from uuid import UUID

from apprise import Apprise
from prefect.blocks.notifications import AppriseNotificationBlock
from pydantic import SecretStr

from flows import environment
from transforms.errors import ConfigError

BLOCK_NAME = "claimstream-alerts"
_SECRET = "env:"  # noqa: S105 - how a setting says where its secret is


class AlertAddress(AppriseNotificationBlock):
    """Sends alerts to any address that Apprise knows: webhooks, e-mail, Slack and a hundred more.

    Prefect finds this class by the entry point `prefect.collections`.
    """

    _block_type_name = "Claimstream alert address"
    _block_type_slug = "claimstream-alert-address"


def addresses(written: Sequence[str]) -> list[str]:
    """Give the addresses of `[alerts] to`, those that stand in the environment looked up.

    Raises:
        ConfigError: a variable is not set, or an address is none that Apprise knows.
    """
    found = []
    for number, address in enumerate(written, start=1):
        where = f"[alerts] to, address {number}"
        if address.startswith(_SECRET):
            variable = address.removeprefix(_SECRET)
            looked_up = environment.secret(variable)
            if not looked_up:
                raise ConfigError(f"{where}: the environment variable {variable} is not set")
            address = looked_up  # noqa: PLW2901 - the same address, in full
        if not Apprise().add(address):
            raise ConfigError(f"{where}: not an address that Apprise knows, like json://host/path")
        found.append(address)
    return found


def save_blocks(found: Sequence[str]) -> list[UUID]:
    """Store addresses as blocks on the server, and give the ids of these."""
    AlertAddress.register_type_and_schema()
    ids = []
    for number, address in enumerate(found, start=1):
        block = AlertAddress(url=SecretStr(address))
        ids.append(cast("UUID", block.save(f"{BLOCK_NAME}-{number}", overwrite=True)))
    return ids
