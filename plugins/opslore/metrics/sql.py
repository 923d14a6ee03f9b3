"""What SQL statements do: destroy, change, or only read."""

from __future__ import annotations

import re

# Strings and comments say nothing about what a statement does; a quoted name stays a name.
_SAID = re.compile(r"'(?:[^'\\]|''|\\.)*'|--[^\n]*|/\*.*?\*/", re.DOTALL)
_DROP = re.compile(
    r"\bDROP\s+(TABLE|DATABASE|SCHEMA|TABLESPACE|KEYSPACE|PARTITION|COLUMN|OWNED)\b", re.IGNORECASE
)
_TRUNCATE = re.compile(r"^TRUNCATE\s+(?:TABLE\s+)?[\w\"`$]", re.IGNORECASE)
_DELETE = re.compile(r"\bDELETE\s+FROM\s+[\w\"`$.]+", re.IGNORECASE)
_UPDATE = re.compile(r"^UPDATE\s+(?:ONLY\s+)?[\w\"`$.]+\s+SET\b", re.IGNORECASE)
_WHERE = re.compile(r"\b(?:WHERE|USING)\b", re.IGNORECASE)
_CHANGES = re.compile(
    r"^(?:INSERT\s+INTO|UPDATE|DELETE\s+FROM|ALTER|CREATE|DROP|GRANT|REVOKE|TRUNCATE|REINDEX"
    r"|VACUUM\s+FULL|CLUSTER|MERGE\s+INTO)\b|\bpg_(?:terminate|cancel)_backend\s*\(|^KILL\s+\d",
    re.IGNORECASE,
)
_PROMPT = re.compile(r"^[\w.:\[\]@-]*(?:=>|=#|-#|->|#|>)\s+")


def statements(text: str) -> list[str]:
    """Return the statements of a text without strings, comments and prompts."""
    plain = _SAID.sub(" ", text)
    return [
        cleaned for part in plain.split(";") if (cleaned := _PROMPT.sub("", " ".join(part.split())))
    ]


def destroys(text: str) -> str | None:
    """Return what the first destructive statement does; None if there is none."""
    for statement in statements(text):
        words = statement.upper().split()
        if words[0] == "EXPLAIN" and "ANALYZE" not in words[:4]:
            continue
        if match := _DROP.search(statement):
            return f"drops a {match[1].lower()}"
        if _TRUNCATE.match(statement):
            return "empties a table"
        if _DELETE.search(statement) and not _WHERE.search(statement):
            return "deletes every row of a table"
        if _UPDATE.match(statement) and not _WHERE.search(statement):
            return "overwrites every row of a table"
    return None


def changes(text: str) -> bool:
    """Whether a statement changes data, structure, rights or sessions."""
    return any(_CHANGES.search(statement) for statement in statements(text))
