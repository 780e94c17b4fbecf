"""Texts about MNIST's digits as those about another data set; ``assets/shared/wording.js`` does the same in a page."""

import re

from zoo.schema import DataSet

DIGIT = re.compile(r"(?<![\w-])(?:(an?) )?(?:handwritten )?(digit)(s?)(?![\w-])", re.IGNORECASE)
DRAWN = "scaled and centred like MNIST"  # what happens to a drawing
WHOLE = "the whole sheet, scaled down"  # what happens to that of a picture which is no digit


def worded(text: str, data: DataSet | None) -> str:
    """A text as it is for a model of this data: with its name for MNIST's, and with what its pictures show for digits.

    Words that are parts of names, such as ``digit_share_0``, stay.
    """
    if data is None:
        return text
    if data.noun != "digit":
        text = DIGIT.sub(lambda found: _noun(data.noun, *found.groups(default="")), text.replace(DRAWN, WHOLE))
    return text.replace("MNIST", data.name)


def _noun(noun: str, article: str, word: str, plural: str) -> str:
    said = noun.capitalize() if word[0].isupper() else noun
    if article:
        said = f"{article[0]}{'n' if noun[0] in 'aeiou' else ''} {said}"
    return said + plural
