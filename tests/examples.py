"""How many examples a property is tried on: those it asks for, and fewer with the profile of `make quick`."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

PATIENT = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
"""What all profiles share: no test fails because the machine is busy."""
USUAL = 100
"""The examples of a property that asks for no number, in Hypothesis's own profiles."""
FEWEST = 5


def examples(count: int) -> int:
    """`count`, in the proportion that the profile in use keeps of the usual number.

    A number written in `settings` holds in every profile, so `make quick` would take as many as `make test`.
    """
    usual = settings.default.max_examples if settings.default else USUAL
    return min(count, max(FEWEST, count * usual // USUAL))
