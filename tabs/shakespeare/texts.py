"""What the page says of each text model, for somebody who never heard of one, and texts to begin with."""

WRITER = (
    "It writes letter by letter. For each it looks back at the {window} characters before, gives every one of its "
    "{characters} letters and signs a probability to come next, and draws one. It read about a million characters of "
    "Shakespeare's plays and nothing else: all it knows of words, verse and who speaks, it found there."
)
LEADS = {  # by the explanation that a class says it shares
    "text-vae": "A variational autoencoder of passages. "
    + WRITER
    + " Before it begins it is told a code, {latents} numbers called "
    "latents, of what the passage is to be like. A second network, the encoder, learned to read such a code from a "
    "passage, and codes drawn at random, from the prior, make new ones: move a number and watch the text change.",
    "text-lm": "A language model, the honest yardstick for the VAE beside it. " + WRITER + " It is told no code: what "
    "it writes depends on what stands there already and on chance alone.",
    "word-vae": "The model of the lab sheet: a variational autoencoder of single words. It knows the {words} most "
    "frequent words and marks of Shakespeare's plays, makes a code of {latents} numbers of each, and turns a code that "
    "is drawn at random back into a word. It never sees two words together, so each is drawn for itself and no "
    "sentence comes of it. That is why the models of whole passages exist.",
}
GENERAL = "A model of text that learned from Shakespeare's plays."

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


def lead(sort: str, config: dict) -> str:
    """A few plain sentences on what this model is."""
    told = {"window": config.get("window"), "characters": len(config.get("vocabulary", "")),
            "latents": config.get("latent_dim"), "words": f"{config.get('words', 0):,}"}  # fmt: skip
    return LEADS.get(sort, GENERAL).format(**told)
