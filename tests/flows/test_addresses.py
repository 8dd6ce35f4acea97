from ipaddress import ip_address

import pytest

from flows.addresses import Guard, RefusedAddressError, is_public


@pytest.mark.parametrize(
    "address",
    [
        "0.0.0.0",  # noqa: S104 - an address that is refused, nothing binds to it
        "10.1.2.3",
        "100.64.0.1",
        "127.0.0.1",
        "169.254.169.254",
        "172.31.0.1",
        "192.0.0.8",
        "192.168.1.1",
        "198.18.0.1",
        "224.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::127.0.0.1",
        "::ffff:10.0.0.1",
        "64:ff9b::a00:1",
        "64:ff9b:1::1",
        "100::1",
        "2001::1",
        "2001:db8::1",
        "2002:7f00:1::",
        "fc00::1",
        "fd12::1",
        "fe80::1",
        "fec0::1",
        "ff02::1",
    ],
)
def test_an_address_with_a_special_purpose_is_not_public(address: str) -> None:
    assert not is_public(ip_address(address))
    with pytest.raises(RefusedAddressError):
        Guard().socket((2, 1, 6, "", (address, 80)))


@pytest.mark.parametrize(
    "address", ["1.1.1.1", "93.184.216.34", "2606:4700::1111", "::ffff:1.1.1.1", "64:ff9b::101:101"]
)
def test_an_address_of_the_public_internet_is_public(address: str) -> None:
    assert is_public(ip_address(address))


def test_a_source_may_allow_a_range_and_nothing_beside_it() -> None:
    guard = Guard(["10.1.0.0/16", "fd00::/8"])
    assert guard.permits(ip_address("10.1.255.1"))
    assert guard.permits(ip_address("::ffff:10.1.0.1"))
    assert guard.permits(ip_address("fd00::7"))
    assert not guard.permits(ip_address("10.2.0.1"))
    assert not guard.permits(ip_address("fe80::7"))


def test_an_address_with_a_zone_is_judged_without_it() -> None:
    with pytest.raises(RefusedAddressError):
        Guard().socket((10, 1, 6, "", ("fe80::1%eth0", 80, 0, 2)))
