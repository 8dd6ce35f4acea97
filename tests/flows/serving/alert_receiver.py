"""Receives alerts as the world outside would: a webhook, a mail server, and Slack behind a proxy.

    python tests/flows/serving/alert_receiver.py FOLDER

Listens on loopback until it is ended. Writes `ports.json` and `ca.pem` when it can be reached, and
a line of JSON per alert into `alerts.jsonl`. Slack has an address of its own that no setting
changes; so its host is reached through a proxy that answers in its name, with a certificate that
the sender is told to trust.
"""

import asyncio
import json
import ssl
import sys
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.policy import default
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

SLACK = "hooks.slack.com"


class Receiver:
    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._tls = certified(folder)

    def _note(self, by: str, **told: object) -> None:
        with (self._folder / "alerts.jsonl").open("a", encoding="utf-8") as file:
            file.write(json.dumps({"by": by, **told}) + "\n")

    async def webhook(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        _, body = await request(reader)
        told = json.loads(body)
        self._note("webhook", subject=told["title"], text=told["message"])
        await answer(writer, b"{}")

    async def proxy(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked, _ = await request(reader)
        writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
        await writer.drain()
        await writer.start_tls(self._tls)
        line, body = await request(reader)
        self._note("slack", host=asked.split()[1], path=line.split()[1], text=body.decode())
        await answer(writer, b"ok")

    async def mail(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 here\r\n")
        while line := (await reader.readline()).strip():
            if line.upper().startswith(b"DATA"):
                writer.write(b"354 go on\r\n")
                message = message_from_bytes(
                    await reader.readuntil(b"\r\n.\r\n"),
                    policy=default,  # type: ignore[arg-type] - typeshed knows one policy only
                )
                body = message.get_body(("plain", "html"))
                text = body.get_content() if body else ""
                self._note("mail", subject=message["subject"], to=message["to"], text=text)
            writer.write(b"221 bye\r\n" if line.upper().startswith(b"QUIT") else b"250 fine\r\n")
        writer.close()


async def request(reader: asyncio.StreamReader) -> tuple[str, bytes]:
    """Give the first line and the body of an HTTP request."""
    head = (await reader.readuntil(b"\r\n\r\n")).decode()
    lengths = [line for line in head.lower().splitlines() if line.startswith("content-length:")]
    return head, await reader.readexactly(int(lengths[0].split(":")[1]) if lengths else 0)


async def answer(writer: asyncio.StreamWriter, body: bytes) -> None:
    length = str(len(body)).encode()
    writer.write(b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: " + length)
    writer.write(b"\r\n\r\n" + body)
    await writer.drain()
    writer.close()


def certified(folder: Path) -> ssl.SSLContext:
    """Make a certificate in Slack's name, for who trusts `ca.pem`."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, SLACK)])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(SLACK)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    plain = (serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (folder / "ca.pem").write_bytes(certificate.public_bytes(pem))
    (folder / "key.pem").write_bytes(key.private_bytes(pem, *plain))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "ca.pem", folder / "key.pem")
    return context


async def main(folder: Path) -> None:
    receiver = Receiver(folder)
    ports = {}
    for name in ("webhook", "mail", "proxy"):
        server = await asyncio.start_server(getattr(receiver, name), "127.0.0.1", 0)
        ports[name] = server.sockets[0].getsockname()[1]
    (folder / "ports.json").write_text(json.dumps(ports))
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1])))
