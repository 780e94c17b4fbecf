"""What a GAN's run leaves beside its weights, as training writes it and the page reads it. No torch here."""

FILE = "timeline.png"
LARGEST = 1_000_000  # bytes of it
ROWS, COLUMNS, GAP = 3, 10, 2  # of a frame, in images and in pixels between them; with ten classes a column each
COUNT = ROWS * COLUMNS  # images of a frame
CRITIC = "critic.json"
PERCENTILES = 101  # of the critic's scores: the 0th to the 100th


def sheet(frames: int, size: int) -> tuple[int, int]:
    """Width and height of ``timeline.png``: so many frames one below the other, of images of ``size`` a side."""
    pitch = size + GAP
    return COLUMNS * pitch - GAP, frames * (ROWS * pitch - GAP)
