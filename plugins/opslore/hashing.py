"""BLAKE2 without OpenSSL, which `hashlib` loads whether anybody needs it or not."""

from __future__ import annotations

try:
    from _blake2 import blake2b
except ImportError:  # pragma: no cover - another implementation of Python
    from hashlib import blake2b

__all__ = ["blake2b"]
