"""What the tests of the search read of its results."""

from __future__ import annotations

GROUPS = """() => [...document.querySelectorAll('.ol-results h2')].map((heading) => [
  heading.firstChild.textContent,
  [...heading.nextElementSibling.querySelectorAll('a.ol-hit-link:not(.ol-hit-jump)')]
    .map((link) => new URL(link.href).pathname),
])"""
