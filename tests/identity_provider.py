"""A real OpenID Connect provider, run by Node from tests/provider, and a person who uses it."""

import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urljoin

import requests

from tests.browser.server import free_port
from tests.patience import PATIENCE

HERE = Path(__file__).parent / "provider"
CALLBACK = "http://testserver/accounts/identity/trust/callback/"
LONGEST_WAY = 10  # redirects between the provider's own pages


class IdentityProvider:
    """The running provider. `who` says who signs in next, and what goes wrong in between."""

    def __init__(self, port):
        self.url = f"http://127.0.0.1:{port}"

    def who(self, sub="kit", **wanted):
        """Kit signs in next. `claims` are what the provider says of them, `token` forges claims."""
        requests.post(f"{self.url}/control", json={"sub": sub, **wanted}, timeout=PATIENCE)

    def configured(self, **facts):
        """How this installation knows the provider."""
        return {
            "provider_id": "trust",
            "name": "Riverside sign-in",
            "client_id": "wres",
            "secret": "a secret of the tests only",
            "settings": {"server_url": self.url, "second_factor": []} | facts,
        }

    def visit(self, address):
        """Follow the provider's pages in a browser of one's own; the address that leads back."""
        with requests.Session() as browser:
            for _ in range(LONGEST_WAY):
                answer = browser.get(address, allow_redirects=False, timeout=PATIENCE)
                address = urljoin(address, answer.headers["Location"])
                if address.startswith(CALLBACK):
                    return address
        raise AssertionError(f"The provider did not lead back: {address}")


@contextmanager
def running(callback=CALLBACK):
    port = free_port()
    node = str(Path(sys.executable).parent / "node")
    command = [node, str(HERE / "provider.mjs"), str(port), callback]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        try:
            if process.stdout.readline().strip() != b"ready":
                raise RuntimeError("The provider did not start: is tests/provider installed?")
            yield IdentityProvider(port)
        finally:
            process.terminate()
