"""Files to statements with exact positions."""

from symgrad.document.statements import Bound, Document, Section, Statement, of_blocks, read_document

__all__ = ["Bound", "Document", "Section", "Statement", "of_blocks", "read_document"]
