"""The page's texts about each text model, for readers who have never heard of one; and example texts."""

WRITER = (
    "It writes letter by letter. For each letter it looks back at the last {window} characters, gives each of its "
    "{tokens} letters and signs a probability to come next, and draws one. It has read about a million characters of "
    "Shakespeare's plays and nothing else: all it knows about words, verse and speakers comes from there."
)
PIECES = (
    "It writes in pieces of words. It knows {tokens} of them: a frequent word is one piece, a rare word several. For "
    "each piece it looks back at the last {window}, gives every piece a probability to come next, and draws one. It "
    "has read Shakespeare's plays and nothing else."
)
LEADS = {  # by the class's ``explanation``
    "text-vae": "A variational autoencoder of passages. "
    + WRITER
    + " Before it begins it is told a code, {latents} numbers called "
    "latents, which can say what the passage should be like; “Does it use its latent?” below measures how much they "
    "do. A second network, the encoder, learned to read such a code from a passage. Random codes, drawn from the "
    "prior, give new passages. Move a number and watch the text change.",
    "text-lm": "A language model, the yardstick for the VAE. " + WRITER + " It is told no code: what "
    "it writes depends only on the text so far and on chance.",
    "text-lstm": "A language model without attention, for comparison with the Transformers. It writes letter by "
    "letter. It never looks back at the text: it reads each letter once, and all that it remembers is a list of "
    "numbers, its state, which every letter changes. From its state it gives each of its {tokens} letters and signs a "
    "probability to come next, and draws one. It has read about a million characters of Shakespeare's plays and "
    "nothing else.",
    "subword-lm": "A language model. " + PIECES + " It is told no code: what it writes depends only on the text so far "
    "and on chance.",
    "pretrained-lm": "A language model that others have trained, as GPT-2 was, on texts of the web or of books. "
    "It writes in pieces of words: it knows {tokens} of them. For each piece it looks back at the last {window}, gives "
    "every piece a probability to come next, and draws one.",
    "subword-vae": "A variational autoencoder of speeches. "
    + PIECES
    + " Before it begins it is told a code, {latents} "
    "numbers called latents, which say what the speech should be like. A second network, the encoder, learned to read "
    "such a code from a speech. Random codes, drawn from the prior, give new speeches.",
    "word-vae": "The model of the lab sheet: a variational autoencoder of single words.{collapsed} It knows the "
    "{tokens} most frequent words and marks of Shakespeare's plays. It turns each into a code of {latents} numbers, "
    "and a random code "
    "back into a word. It never sees two words together, so each word is drawn on its own and they form no "
    "sentence. That is why there are models of whole passages.",
}
GENERAL = "A text model that learned from Shakespeare's plays."

EXAMPLES = [  # openings first, then passages
    "ROMEO:\n",
    "KING RICHARD III:\nMy lords, ",
    "O, what a ",
    "Once upon a time in the cloud, ",
    "But, soft! what light through yonder window breaks?\nIt is the east, and Juliet is the sun.\nArise, fair sun, and "
    "kill the envious moon,\nWho is already sick and pale with grief,",
    "Now is the winter of our discontent\nMade glorious summer by this sun of York;\nAnd all the clouds that lour'd "
    "upon our house\nIn the deep bosom of the ocean buried.",
    "First Citizen:\nWe are accounted poor citizens, the patricians good.\nWhat authority surfeits on would relieve "
    "us.",
    "GLOUCESTER:\nWhat news abroad?\n\nHASTINGS:\nNo news so bad abroad as this at home;\nThe King is sickly, weak and "
    "melancholy.",
    "The meeting is at ten. Please bring your laptop and the quarterly report.",
]


SILENT = 0.1  # nats of KL below which a code is said to tell next to nothing


def lead(explanation: str, facts: dict, figures: dict) -> str:
    """A few plain sentences that say what this model is, from what the page knows of it and from its ``figures``."""
    told = {"collapsed": collapsed(facts["latent_dim"], figures)} | {
        "window": facts["window"],
        "latents": facts["latent_dim"],
        "tokens": f"{facts['tokens']:,}",
    }
    return LEADS.get(explanation, GENERAL).format(**told)


def collapsed(latents: int, figures: dict) -> str:
    """That a model of words has learned to do without its code, as a sentence with its figures; "" if it has not."""
    kl, active = (figures.get(name, {}).get("value") for name in ("kl_per_word", "active_units"))
    if kl is None or active is None or kl > SILENT or active:
        return ""
    return (
        f" It has collapsed: a code tells {kl:.2f} nats about its word, next to nothing, and none of its {latents} "
        "numbers depends on the word."
    )


def why_collapsed(figures: dict) -> str:
    """Why a model of words does without its code, from what the code saves and costs; "" if that is not measured, or if
    it costs no more than it saves."""
    names = ("nats_per_word_counted", "reconstruction_per_word", "kl_per_word")
    counted, reconstruction, kl = (figures.get(name, {}).get("value") for name in names)
    if counted is None or reconstruction is None or kl is None or counted - reconstruction >= kl:
        return ""
    return (
        "Why the word hardly matters: in training the model had to give back the word that it read, not the next one. "
        "Its code could have told it which word that was, but every nat that a code tells is added to the loss as KL. "
        f"To know how often each word occurs, without any code, takes {counted:.3f} nats a word. With its code this "
        f"model takes {reconstruction:.3f}, so the code saves {counted - reconstruction:.3f} and costs {kl:.3f}. A "
        "code that told more would cost more too: for single words, nothing beats how often they occur. So the code "
        "stayed all but empty, and what comes next is a frequent word, whatever word was read."
    )
