"""The closed classes of words, and the small sets that several rules share."""

from zoo.twist.lists import each
from zoo.twist.verbs import AUXILIARIES

NOMINATIVE = each("i thou ye you he she it we they")
OBJECTS = each("me thee you him her it us them ye")
DETERMINERS = each("the a an my thy his her its our your their mine thine this these those no every each any some such")
PREPOSITIONS = each(
    "of in on to for with at by from upon into unto against about before after under over between through "
    "towards toward within without than like"
)
FUNCTION = (
    NOMINATIVE | OBJECTS | DETERMINERS | PREPOSITIONS | AUXILIARIES | each(
    "and or but if that which who whom whose what when where why how as so not nor there here then now hence "
    "thence all both than though till until ere thus too yes no ay nay o oh hither thither whither only"
)
)  # fmt: skip
MOTION = each(
    "go come get depart part part bear ride fly flee send carry convey drive remove banish haste run hie walk "
    "march stir take sail steal pack wend bring lead thrust away far"
)  # fmt: skip
TIMES = each("hour hours day days night nights week weeks month months year years minute minutes")
GLAD = each("noble glad well gracious royal worthy reverend welcome happy willing willingly sorry heavy")
HAVE = each("have has had hath hast hadst having")
