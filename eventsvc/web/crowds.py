"""How many registrations come from one network: kept in the memory of each web process, so that it costs no write (spec: security 4).

A lecture hall behind one address sends three hundred forms at once and nobody is turned away; a program that sends for ever gets one
in two seconds. Who asks from an address that is not of the internet (a proxy of ours that PROXY_COUNT leaves out, this machine) is
somebody we cannot tell from others, and is not counted.
"""

import ipaddress
import threading
from dataclasses import dataclass, field
from datetime import timedelta
from functools import lru_cache

from flask import Flask, current_app, request

from eventsvc.core import clock, limits
from eventsvc.core.errors import TooMany
from eventsvc.settings import Settings

AT_ONCE = 300
SPAN = timedelta(minutes=10)
MOST_NETWORKS = 20_000


@dataclass
class Crowds:
    """A bucket a network: `at_once` fit in, and it is empty again after `span`. Kept is the instant at which it will be empty."""

    at_once: int
    span: timedelta
    empty_at: dict[str, float] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def check(self, network: str) -> None:
        """Count one, or raise TooMany with the instant from which the next one is taken."""
        now, one = clock.now().timestamp(), self.span.total_seconds() / self.at_once
        with self.lock:
            after = max(self.empty_at.get(network, now), now) + one
            over = after - now - self.span.total_seconds()
            if 0 < over <= self.span.total_seconds():  # more than that: the clock was set back, and nobody waits for it
                raise TooMany(clock.now() + timedelta(seconds=over))
            self.empty_at[network] = min(after, now + self.span.total_seconds())
            if len(self.empty_at) > MOST_NETWORKS:
                self._forget(now)

    def _forget(self, now: float) -> None:
        """Drop the empty ones; if that is not enough, all but the fullest."""
        kept = sorted(((at, network) for network, at in self.empty_at.items() if at > now), reverse=True)[: MOST_NETWORKS // 2]
        self.empty_at = {network: at for at, network in kept}


@lru_cache(maxsize=4096)
def whose(address: str) -> str | None:
    """The network of an address of the internet; None: it says nothing about who asks."""
    try:
        found = ipaddress.ip_address(address.split("%", 1)[0])
    except ValueError:
        return None
    mapped = getattr(found, "ipv4_mapped", None)
    return limits.network(address) if (mapped or found).is_global else None


def check() -> None:
    """Called before a stranger's form writes something. Raises TooMany, whose page keeps what was typed."""
    network = whose(request.remote_addr or "")
    if network is not None:
        current_app.extensions["crowds"].check(network)


def install(app: Flask) -> None:
    """One tally for this process. Each process lets a whole hall in, because a proxy may send all to one of them; after that they
    share what comes."""
    settings: Settings = app.extensions["settings"]
    app.extensions["crowds"] = Crowds(AT_ONCE, SPAN * settings.web_processes)
