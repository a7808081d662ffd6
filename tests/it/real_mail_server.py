"""A real mail server on loopback: STARTTLS and a login are required. Prints its port, then a line for each message;
ends with its standard input. Arguments: certificate, key, folder for the messages."""

import asyncio
import pathlib
import ssl
import sys

from aiosmtpd.smtp import SMTP, AuthResult


class Keep:
    def __init__(self, folder):
        self.folder, self.count = pathlib.Path(folder), 0

    async def handle_DATA(self, server, session, envelope):
        self.count += 1
        (self.folder / f"{self.count}.eml").write_bytes(envelope.content)
        print(envelope.rcpt_tos[0], flush=True)
        return "250 2.0.0 kept"


def known(server, session, envelope, mechanism, data):
    # Not handled: the server itself answers a wrong password.
    right = data.login == b"quadratura" and data.password == b"parola d'ordine"
    return AuthResult(success=right, handled=False)


async def main():
    certificate, key, folder = sys.argv[1:]
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    keep = Keep(folder)
    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: SMTP(keep, hostname="localhost", tls_context=context, require_starttls=True,
                     auth_required=True, authenticator=known),
        "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await loop.run_in_executor(None, sys.stdin.read)


asyncio.run(main())
