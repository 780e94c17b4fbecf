"""Definitions of the files beside a checkpoint's weights, shared by the code that writes and the code that reads them.

Numbers are finite, and nothing is converted: "3" and true are not numbers. No torch, because the page imports this.
"""

from pydantic import BaseModel

from zoo.schema.effects import EFFECTS, MOST_LATENTS, MOST_NAMES, Effects, Genre, TextProperty
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
    "EFFECTS",
    "FILES",
    "GAP",
    "LARGEST_SHEETS",
    "LARGEST_TIMELINE",
    "MOST_DIRECTIONS",
    "MOST_LATENTS",
    "MOST_NAMES",
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
    "Effects",
    "File",
    "Genre",
    "Latents",
    "Lines",
    "Metrics",
    "Misfit",
    "Page",
    "Part",
    "Property",
    "Seeds",
    "Sheets",
    "TextProperty",
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
    EFFECTS: Effects,
    TRUNCATION: Truncation,
    SEEDS: Seeds,
    "lines.json": Lines,
    "cast.json": Cast,
    "vocabulary.json": Vocabulary,
}
