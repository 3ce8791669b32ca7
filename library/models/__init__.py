from library.models.atom import ContentAtom, Embedding, TermFrequency
from library.models.catalogue import CatalogueTitle
from library.models.source import Ingestion, Source
from library.models.structure import Page, Section, StructureNode

__all__ = [
    "CatalogueTitle",
    "ContentAtom",
    "Embedding",
    "Ingestion",
    "Page",
    "Section",
    "Source",
    "StructureNode",
    "TermFrequency",
]
