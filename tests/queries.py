"""Golden queries on the sample library: what a person would want to see first.

`leading` is the kind that stands first, on the site and in a terminal, and `first` are the three
documents that stand first of it (fewer where there are fewer), in a terminal in this order.
"""

from __future__ import annotations

from typing import NamedTuple


class Query(NamedTuple):
    """What somebody types, and what he should see."""

    words: str
    leading: str
    first: tuple[str, ...]


QUERIES = (
    Query(
        "connection pool exhaustion",
        "Runbooks",
        (
            "payments-api/connection-pool",
            "courier-api/connection-pool",
            "booking-api/connection-exhaustion",
        ),
    ),
    Query(
        "pool exhausted",
        "Runbooks",
        (
            "payments-api/connection-pool",
            "booking-api/connection-exhaustion",
            "courier-api/connection-pool",
        ),
    ),
    Query(
        "expired certificate",
        "Runbooks",
        (
            "edge-gateway/certificate-renewal",
            "payments-api/processor-credential-rotation",
            "payments-api/processor-outage",
        ),
    ),
    Query(
        "who do I page for payments",
        "On-call policies",
        ("payments", "shipping"),
    ),
    Query(
        "rollback",
        "Runbooks",
        ("booking-api/rollback", "edge-gateway/config-rollback", "courier-api/kill-feature-flag"),
    ),
    Query(
        "restore the ledger",
        "Runbooks",
        ("payments-api/restore-ledger", "settlement/rerun-batch", "payments-api/processor-outage"),
    ),
    Query(
        "disk full",
        "Runbooks",
        ("label-service/spool-disk-full", "event-bus/broker-disk-full"),
    ),
    Query(
        "kafka broker disk",
        "Runbooks",
        (
            "event-bus/broker-disk-full",
            "event-bus/under-replicated-partitions",
            "label-service/spool-disk-full",
        ),
    ),
    Query(
        "clock skew",
        "Runbooks",
        ("scan-ingest/hub-clock",),
    ),
    Query(
        "PaymentsPoolExhausted",
        "Runbooks",
        ("payments-api/connection-pool",),
    ),
    Query(
        "HikariPool-1 - Connection is not available",
        "Runbooks",
        (
            "payments-api/connection-pool",
            "booking-api/connection-exhaustion",
            "courier-api/connection-pool",
        ),
    ),
    Query(
        "remaining connection slots are reserved",
        "Runbooks",
        (
            "booking-api/connection-exhaustion",
            "payments-api/connection-pool",
            "courier-api/connection-pool",
        ),
    ),
    Query(
        "nextval: reached maximum value of sequence",
        "Postmortems",
        ("2026-11-10-payments-event-id-overflow",),
    ),
    Query(
        "2026-05-28-payments-webhook-retry-storm",
        "Postmortems",
        ("2026-05-28-payments-webhook-retry-storm", "2026-10-06-identity-jwks-thundering-herd"),
    ),
    Query(
        "payments-api",
        "Services",
        ("payments-api", "event-bus", "booking-api"),
    ),
    Query(
        "Payments",
        "On-call policies",
        ("payments", "shipping"),
    ),
    Query(
        "outage of a card processor",
        "Runbooks",
        (
            "payments-api/processor-outage",
            "payments-api/processor-credential-rotation",
            "payments-api/connection-pool",
        ),
    ),
    Query(
        "near miss clock",
        "Near misses",
        ("2026-09-14-ivrene-clock", "2026-08-25-fennmark-clock", "2026-10-01-corvane-clock"),
    ),
    Query(
        "onboarding",
        "Onboarding paths",
        ("incident-commander", "on-call-engineer"),
    ),
)
