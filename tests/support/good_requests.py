"""One good request for each endpoint, as its arguments, and for each function that the page calls, by tab: what the
fuzzer spoils. All are small, so that what it leaves good is answered quickly."""

import base64

INK = bytes(255 * (row in (2, 3)) for row in range(8) for _ in range(8))
DIGIT = {"size": 8, "ink": base64.b64encode(INK).decode()}
PIXELS = [[float(10 <= row < 13) for _ in range(28)] for row in range(28)]
SMALL = base64.b64encode(bytes(255 * int(value) for row in PIXELS for value in row)).decode()
LATENTS = base64.b64encode(bytes(400)).decode()  # a hundred zeros
TABLES = {name: {"cells": [["1", "0"], ["0.5", "2"]], "list": False} for name in "QKV"}
CODE = [0.0] * 16  # of shakespeare-vae

ENDPOINTS = {
    "models": {"family": "vae", "figures": False},
    "sample": {"model": "cgan", "count": 2, "seed": 7, "truncation": 1.0, "digits": [3, 4]},
    "encode": {"model": "vae-2", "pixels": PIXELS},
    "decode": {"model": "vae-2", "latents": [0.5, -1.0]},
    "reconstruct": {"model": "rbm-25", "pixels": PIXELS},
    "interpolate": {"model": "gan", "start": {"seed": 7, "index": 12}, "end": {"latents": [0.1] * 100}, "steps": 2,
                    "digit": None, "truncation": None},
    "gibbs": {"model": "rbm-25", "steps": 2, "seed": 1, "start": "unit-3", "pixels": None, "hidden": None,
              "temperature": 1.0, "clamp": None, "every": 1, "forced": {"1": 1}, "chain": 1,
              "tempered": True},
    "free_energy": {"model": "rbm-25", "pixels": PIXELS},
    "generate": {"model": "shakespeare-vae", "seed": 1, "length": 3, "opening": "O", "temperature": 0.8, "top_k": 5,
                 "top_p": 0.9, "latents": CODE, "speaker": "", "play": "", "genre": ""},
    "twist": {"text": "Wherefore art thou?", "modernise": 1.0, "slang": 0.5, "shakespearise": 0.0, "seed": 1},
    "morph": {"model": "shakespeare-vae", "start": {"text": "O, what"}, "end": {"seed": 7}, "steps": 2, "length": 2,
              "seed": 1, "temperature": 0.8, "top_k": 5, "top_p": 0.9},
    "attention": {"q": [[1, 0]], "k": [[1, 0], [0, 1]], "v": [[1, 2], [3, 4]], "scale": True, "temperature": 1.0,
                  "mask": "padding", "keep": [True, False], "reading": ""},
}  # fmt: skip

CHOICE = {"model": "shakespeare-vae", "temperature": 0.8, "top_k": 5, "top_p": 0.9}
ATTENDED = {"tables": TABLES, "scale": True, "temperature": "1", "mask": "custom", "keep": [[1, 0], [1, 1]],
            "reading": ""}  # fmt: skip
HEADS = [{"query": [["1"], ["0"]], "key": [["0"], ["1"]], "value": [["1"], ["1"]], "output": [["1", "0.5"]]}] * 2
GATES = {name: [["1", "0.5", "0"]] for name in ("forget", "input", "output", "candidate")}
FUNCTIONS = {
    "vae": {
        "encode": {"model": "vae-2", "digit": DIGIT},
        "decode_many": {"model": "vae-2", "codes": [[0.5, -1.0]]},
        "draw": {"model": "vq-vae", "seed": 1},
        "gif": {"model": "vae-2", "codes": [[0.0, 0.0], [1.0, 1.0]], "milliseconds": 100},
        "denoise": {"model": "denoising-ae", "digit": DIGIT, "noise": "gaussian", "strength": 0.5, "seed": 1},
        "compare": {"left": "vae-2", "right": "ae-32", "digit": DIGIT, "seed": 1},
        "judge": {"pixels": SMALL},
        "judge_codes": {"model": "vae-2", "codes": [[0.5, -1.0]]},
        "mnist": {},
        "to_train": {},
    },
    "gan": {
        "samples": {"model": "cgan", "seed": 7, "first": 0, "count": 2, "truncation": 1.0, "digit": 3},
        "generate": {"model": "gan", "latents": LATENTS, "labels": None},
        "look": {"model": "gan", "latents": LATENTS, "label": None},
        "gif": {"size": 28, "frames": SMALL, "count": 1, "milliseconds": 100},
        "fool_question": {"model": "gan", "seed": 1, "round": 0},
        "fool_answer": {"model": "gan", "seed": 1, "round": 0},
        "fool_digit": {"model": "gan", "digit": DIGIT, "label": None},
        "fool_map": {"model": "gan", "digit": DIGIT, "latents": None, "label": None},
        "compare": {"left": "gan", "right": "vae-2"},
        "mnist": {},
        "tally": {"model": "gan", "seed": 1, "sheets": 1, "truncation": None},
        "look_at": {"pixels": SMALL},
        "tally_of": {"pixels": base64.b64encode(bytes(100 * 784)).decode()},
        "to_train": {},
    },
    "rbm": {
        "digit": {"model": "rbm-25", "digit": DIGIT},
        "judge": {"model": "rbm-25", "pixels": SMALL},
        "gif": {"frames": SMALL, "count": 1, "milliseconds": 100},
        "compare": {"left": "rbm", "right": "rbm-25"},
        "questions": {},
        "weights_of": {"name": "rbm-25"},
        "mnist": {},
        "to_train": {},
    },
    "shakespeare": {
        "code": {"model": "shakespeare-vae", "seed": 1},
        "write": CHOICE | {"seed": 1, "so_far": [], "count": 2, "latents": CODE, "opening": "O"},
        "texts": CHOICE | {"latents": [CODE], "luck": "own", "seed": 1, "count": 2},
        "read": {"model": "shakespeare-vae", "text": "O, what"},
        "neighbours": {"model": "shakespeare-vae", "text": "O, what", "latents": None, "count": 2},
        "following": {"model": "shakespeare-vae", "latents": [CODE], "opening": "O", "so_far": [], "count": 2},
        "twist": {"text": "Wherefore art thou?", "modernise": 1, "slang": 0.5, "shakespearise": 0, "seed": 1},
        "sounds": {"texts": ["Wherefore art thou Romeo?", "Why are you Romeo?"]},
    },
    "attention": {
        "compute": ATTENDED,
        "paste": {"text": "Q = [[1, 2], [3, 4]]", "into": "Q"},
        "export": ATTENDED | {"format": "latex"},
        "sentence": {"text": "to be or not", "seed": 1, "heads": 2, "positions": True, "causal": False, "head": 0},
        "several": {"tokens": [["1", "0"], ["0.5", "2"]], "heads": HEADS, "causal": True, "positions": "added"},
        "rotary": {"query": ["1", "0"], "key": ["0.5", "2"], "places": [1, 3]},
        "read": {"text": "O Romeo, Romeo!", "task": "genre"},
        "follow": {"model": "reader-lstm", "text": "O Romeo, Romeo!", "task": "genre", "unit": 0},
        "cell": {"inputs": ["1"], "hidden": ["0"], "cell": ["0.5"], "gates": GATES},
        "heads": {"model": "shakespeare-lm", "text": "To be", "side": "decoder", "layer": 0, "head": 0},
    },
}
