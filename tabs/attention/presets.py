"""Four small computations to start from, each with what it shows."""

EXERCISE = [["0.8", "0.5", "0.21"]], [["0.1", "0.62", "0.73"]], [["0.6", "0.2", "0.9"]]

PRESETS = [
    {
        "name": "Three tokens",
        "about": "Self-attention on three tokens: each queries all three, itself included. The width dₖ is 4, "
        "so √dₖ is a round 2 and every number can be checked by hand.",
        "tables": {
            "Q": {"cells": [["1", "0", "1", "0"], ["0", "2", "0", "1"], ["1", "1", "0", "-1"]]},
            "K": {"cells": [["1", "1", "0", "0"], ["0", "1", "1", "2"], ["2", "0", "1", "-1"]]},
            "V": {"cells": [["1", "0", "0.5"], ["0", "2", "1"], ["3", "1", "0"]]},
        },
    },
    {
        "name": "The exercise",
        "about": "Query [0.8, 0.5, 0.21], Key [0.1, 0.62, 0.73], Value [0.6, 0.2, 0.9]: calculate A(Q, K, V). "
        "Three plain lists, and that is the catch.",
        "tables": {name: {"cells": cells, "list": True} for name, cells in zip("QKV", EXERCISE, strict=True)},
    },
    {
        "name": "Causal",
        "about": "A language model reads from left to right: token i may look at tokens 1 to i, never at the future. "
        "The mask in step 4 hides the rest.",
        "mask": "causal",
        "tables": {
            "Q": {"cells": [["1", "0", "1", "0"], ["0", "1", "0", "1"], ["1", "1", "0", "0"], ["0", "1", "1", "1"]]},
            "K": {"cells": [["1", "0", "0", "1"], ["0", "1", "1", "0"], ["1", "0", "1", "0"], ["0", "2", "0", "1"]]},
            "V": {"cells": [["1", "0"], ["0", "1"], ["1", "1"], ["2", "-1"]]},
        },
    },
    {
        "name": "Needle",
        "about": "One query searches six keys; only key 4 points the same way. It takes almost all of the weight, "
        "so the output is almost exactly its value.",
        "tables": {
            "Q": {"cells": [["2", "-1", "3", "1"]]},
            "K": {
                "cells": [
                    ["0.5", "1", "-0.3", "0.2"],
                    ["-1", "0.4", "0.8", "0.1"],
                    ["0.2", "0.9", "0.1", "-0.7"],
                    ["2", "-1", "3", "1"],
                    ["1", "1", "-1", "0.5"],
                    ["-0.6", "-0.2", "0.4", "0.3"],
                ]
            },
            "V": {"cells": [["1", "0"], ["0", "1"], ["-1", "0"], ["7", "7"], ["0", "-1"], ["1", "1"]]},
        },
    },
]

SENTENCES = [
    "The animal didn't cross the street because it was too tired.",
    "Der Hund beißt den Mann, und der Mann beißt den Hund.",
    "吾輩は猫である。名前はまだ無い。",
]
