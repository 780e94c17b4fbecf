"""Definitions of the files beside a checkpoint's weights, shared by the code that writes and the code that reads them.

Numbers are finite, and nothing is converted: "3" and true are not numbers. No torch, because the page imports this.
"""

from pydantic import BaseModel

from zoo.schema.page import Capabilities, Decoder, Page
from zoo.schema.parts import VERSION, File, Misfit, Part
from zoo.schema.runs import (
    COLUMNS,
    COUNT,
    GAP,
    LARGEST_SHEETS,
    LARGEST_TIMELINE,
    SEEDS,
    SHEETS,
    TIMELINE,
    Metrics,
    Seeds,
    Sheets,
    Training,
    sheet,
)
from zoo.schema.viewers import (
    CRITIC,
    DIRECTIONS,
    MOST_DIRECTIONS,
    PERCENTILES,
    TRUNCATION,
    Cast,
    Critic,
    Directions,
    Latents,
    Lines,
    Property,
    Truncation,
    Units,
    Vocabulary,
)

__all__ = [
    "COLUMNS",
    "COUNT",
    "CRITIC",
    "DIRECTIONS",
    "FILES",
    "GAP",
    "LARGEST_SHEETS",
    "LARGEST_TIMELINE",
    "MOST_DIRECTIONS",
    "PERCENTILES",
    "SEEDS",
    "SHEETS",
    "TIMELINE",
    "TRUNCATION",
    "VERSION",
    "Capabilities",
    "Cast",
    "Critic",
    "Decoder",
    "Directions",
    "File",
    "Latents",
    "Lines",
    "Metrics",
    "Misfit",
    "Page",
    "Part",
    "Property",
    "Seeds",
    "Sheets",
    "Training",
    "Truncation",
    "Units",
    "Vocabulary",
    "sheet",
]

FILES: dict[str, type[BaseModel]] = {
    "page.json": Page,
    "metrics.json": Metrics,
    "training.json": Training,
    "latents.json": Latents,
    "units.json": Units,
    CRITIC: Critic,
    DIRECTIONS: Directions,
    TRUNCATION: Truncation,
    SEEDS: Seeds,
    "lines.json": Lines,
    "cast.json": Cast,
    "vocabulary.json": Vocabulary,
}
