"""Folders of other people's documents: what is there, and the front matter it could have.

`survey` reads a folder, `propose` says what each file is and what it states; `tell` puts that
into words. Nothing here writes a file.
"""

from __future__ import annotations

from opslore.adopt.facts import Given
from opslore.adopt.model import Action, Note, Proposal
from opslore.adopt.propose import propose
from opslore.adopt.survey import Survey, survey

__all__ = ["Action", "Given", "Note", "Proposal", "Survey", "propose", "survey"]
