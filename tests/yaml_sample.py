"""One front matter with every kind of value, for the tests of the reader."""

from __future__ import annotations

YAML = """\
type: runbook  # a comment
services: [a, "b c"]
params:
  - name: x
    pattern: '[a-z]+'
  - name: y
text: |
  one
  two

empty:
"quoted key": 'it''s'
nested:
  deep: {a: 1, b: [1, 2.5]}
  # a comment
folded: >-
  three
  four
list:
- a
- [b]
long: five
  six
none: ~
last: "é😀" # c
"""
