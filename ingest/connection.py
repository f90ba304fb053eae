"""Connections to public addresses only (against server-side request forgery, OWASP SSRF).

A name is looked up once for each connection and the connection goes to the very address that was checked, so neither a
redirect, nor a name that points inwards, nor one that changes between check and use leads into the operator's network.
"""

import ipaddress
import socket
from collections.abc import Callable

import httpx

Resolve = Callable[[str, int], list[str]]
"""(host, port) -> its IP addresses."""
NAT64 = ipaddress.ip_network("64:ff9b::/96")


class AddressRefused(httpx.TransportError):
    """A host that lies on a private network, or on this machine."""


def resolve(host: str, port: int) -> list[str]:
    """By the system's resolver.

    Raises:
        httpx.ConnectError: the name does not exist.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise httpx.ConnectError(f"värdnamnet {host} finns inte i DNS ({error})") from error
    return [str(entry[4][0]) for entry in found]


def is_public(address: str) -> bool:
    """Whether an IP address can be reached by anyone; addresses that wrap another (mapped, 6to4, NAT64) count as that one."""
    found = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(found, ipaddress.IPv6Address):
        inner = found.ipv4_mapped or found.sixtofour
        if found in NAT64:
            inner = ipaddress.IPv4Address(found.packed[-4:])
        if inner:
            return is_public(str(inner))
    return found.is_global and not found.is_multicast


class CheckedTransport(httpx.BaseTransport):
    """An HTTP transport that connects to the address that it has checked."""

    def __init__(self, allow_private: bool = False, resolve: Resolve = resolve) -> None:
        self.allow_private = allow_private
        self.resolve = resolve
        self.inner = httpx.HTTPTransport(limits=httpx.Limits(max_keepalive_connections=8, keepalive_expiry=30))

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        host = request.url.host
        port = request.url.port or (443 if request.url.scheme == "https" else 80)
        addresses = self.resolve(host, port)
        private = [address for address in addresses if not is_public(address)]
        if private and not self.allow_private:
            raise AddressRefused(
                f"{host} ligger på det egna nätet ({private[0]}) och hämtas inte. Är det avsikten: --allow-private."
            )
        request.url = request.url.copy_with(host=addresses[0])  # the Host header is set already
        request.extensions = {**request.extensions, "sni_hostname": host}  # the certificate is checked against the name
        return self.inner.handle_request(request)

    def close(self) -> None:
        self.inner.close()
