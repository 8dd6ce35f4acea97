"""Which network addresses a fetch may connect to: public ones, and those a source allows."""

import errno
import socket
from collections.abc import Iterable
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)

Address = IPv4Address | IPv6Address
AddressInfo = tuple[
    int | socket.AddressFamily, int | socket.SocketKind, int, str, tuple[object, ...]
]

# IANA special-purpose registries (November 2026); `ipaddress.is_global` of Python 3.11 lets
# several of them through.
_NOT_PUBLIC_4 = tuple(
    IPv4Network(network)
    for network in (
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.88.99.0/24",
        "192.168.0.0/16",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",
        "240.0.0.0/4",
    )
)
_PUBLIC_6 = IPv6Network("2000::/3")
_NOT_PUBLIC_6 = tuple(
    IPv6Network(network) for network in ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")
)
_MAPPED = IPv6Network("::ffff:0:0/96")
_TRANSLATED = IPv6Network("64:ff9b::/96")

REFUSED = "not a public address"


class RefusedAddressError(OSError):
    """A connection to an address that is not public; an OSError, as the connector expects."""

    def __init__(self) -> None:
        super().__init__(errno.EACCES, REFUSED)


def is_public(address: Address) -> bool:
    """Tell whether an address belongs to the public internet.

    IPv4 inside IPv6 (mapped, or translated by NAT64) is judged as the IPv4 address it is.
    """
    if isinstance(address, IPv6Address):
        if address in _MAPPED or address in _TRANSLATED:
            return is_public(IPv4Address(int(address) & 0xFFFF_FFFF))
        return address in _PUBLIC_6 and not any(address in net for net in _NOT_PUBLIC_6)
    return not any(address in network for network in _NOT_PUBLIC_4)


class Guard:
    """Opens sockets to permitted addresses only; called at connect time, so after every DNS answer.

    Args:
        allowed: address ranges in CIDR notation that may be reached although they are not public.
    """

    def __init__(self, allowed: Iterable[str] = ()) -> None:
        self._allowed = [ip_network(network) for network in allowed]

    def permits(self, address: Address) -> bool:
        """Tell whether a connection to this address may be opened."""
        plain = getattr(address, "ipv4_mapped", None) or address
        return is_public(address) or any(
            plain.version == network.version and plain in network for network in self._allowed
        )

    def socket(self, info: AddressInfo) -> socket.socket:
        """Open a socket for a resolved address.

        Raises:
            RefusedAddressError: the address is not permitted.
        """
        family, kind, protocol, _, target = info
        if not self.permits(ip_address(str(target[0]).partition("%")[0])):
            raise RefusedAddressError
        return socket.socket(family=family, type=kind, proto=protocol)
