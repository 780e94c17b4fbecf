"""``python -m tabs.course CARD`` prints the answer of a card, from the checkpoints that are here."""

import sys

from tabs.course.answers import answer
from tabs.course.charts import records
from tabs.course.schema import course
from zoo.errors import ZooError


def main(names: list[str]) -> str:
    """The answer of the card called by the only one of ``names``, as text."""
    cards = course().cards()
    if len(names) != 1 or names[0] not in cards:
        raise ZooError(f"Name one card: python -m tabs.course CARD. There are {', '.join(cards)}.")
    card = cards[names[0]]
    given, lines = answer(card, records()), [card.title, card.question, ""]
    for chart in given.charts:
        lines += [chart.title, *(f"  {bar.label}: {bar.text} ({bar.beside})" for bar in chart.bars), chart.said, ""]
    return "\n".join([*lines, *(text for _, text in given.blocks)])


if __name__ == "__main__":
    try:
        print(main(sys.argv[1:]))
    except ZooError as error:
        sys.exit(str(error))
