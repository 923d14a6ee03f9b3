"""The MkDocs plugins of opslore: thin adapters around the library, the only importer of mkdocs."""

from __future__ import annotations
