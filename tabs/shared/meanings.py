"""What each metric is called on the page, what it means in plain words, and whether higher or lower is better."""

PLAIN = {  # by name: title and meaning
    "elbo": (
        "Evidence lower bound (ELBO)",
        "a lower bound on the log-likelihood: minus the sum of the next two; higher is better",
    ),
    "elbo_reconstruction": ("Reconstruction", "what redrawing the digit from its code costs"),
    "elbo_kl": ("KL divergence", "what the code of a digit costs; it tells no more about the digit than this"),
    "log_likelihood": (
        "Log-likelihood, exact",
        "how probable a new digit is, summed over all states of the hidden units; higher is better",
    ),
    "log_likelihood_ais": (
        "Log-likelihood",
        "how probable a new digit is, by an estimate that tends to be too high; higher is better",
    ),
    "log_likelihood_ais_reverse": (
        "Log-likelihood, from the other side",
        "the same, estimated from the model's own chains: on average too low, but only if these are true samples; "
        "higher is better",
    ),
    "log_likelihood_bound": (
        "Log-likelihood, lower bound",
        "about how probable a new digit is at least: an estimate of a lower bound, on average too high; higher is "
        "better",
    ),
    "log_likelihood_bound_reverse": (
        "Log-likelihood, lower bound from the other side",
        "the same bound, estimated from the model's own chains: on average too low, but only if these are true "
        "samples; higher is better",
    ),
    "pseudo_likelihood": (
        "Log pseudo-likelihood",
        "how well each pixel of a new digit can be guessed from all others, summed over the pixels; higher is better",
    ),
    "log_partition": (
        "Log partition function",
        "log Z: subtract it from minus the free energy to get the log-likelihood",
    ),
    "code_cost": ("Cost of the codes", "how surprised the learned prior is by the codes of a new digit"),
    "nll_iw": (
        "Negative log-likelihood",
        "how surprised the model is by a new digit, by a tighter bound; lower is better",
    ),
    "bits_per_image": ("Size of the code", "bits it takes to write down the code of a digit"),
    "bce_per_pixel": ("Cross-entropy per pixel", "how surprised the model is by each pixel; lower is better"),
    "squared_error": ("Squared error", "difference between digit and reconstruction; lower is better"),
    "noisy_error_gaussian": ("Gaussian noise, strength 50 %", "squared error of the noisy digits"),
    "denoised_error_gaussian": ("Gaussian noise, removed", "squared error of the cleaned digits; lower is better"),
    "noisy_error_masking": ("Masking noise, strength 50 %", "squared error of the noisy digits"),
    "denoised_error_masking": ("Masking noise, removed", "squared error of the cleaned digits; lower is better"),
    "nats_per_character": (
        "Surprise per character",
        "how surprised it is by each character of text it never saw, in nats; guessing blindly among 65 would be 4.17; "
        "lower is better",
    ),
    "nats_per_character_iw": (
        "Surprise per character, tighter bound",
        "the same by a bound that comes nearer to the truth; lower is better",
    ),
    "nats_per_character_window": (
        "Surprise per character, longer blocks",
        "the same where it has read up to 256 words and pieces of words before, not up to 256 characters; lower is "
        "better",
    ),
    "nats_per_character_strided": (
        "Surprise per character, after much text",
        "the same where it has always read at least half as many; lower is better",
    ),
    "nats_per_word": ("Surprise per word", "how surprised it is by each word of text it never saw; lower is better"),
    "nats_per_word_iw": (
        "Surprise per word, tighter bound",
        "the same by a bound that comes nearer to the truth; lower is better",
    ),
    "nats_per_word_counted": (
        "Surprise per word, by counting",
        "the surprise for a model that knows only how often each word occurs; no model of single words can be lower "
        "but by chance",
    ),
    "reconstruction_per_word": (
        "Reconstruction per word",
        "the part of the surprise that is left once the code of the word is known",
    ),
    "kl_per_word": (
        "KL divergence per word",
        "what the code of a word costs; it tells no more than this: near 0 it has collapsed",
    ),
    "reconstruction_per_character": (
        "Reconstruction per character",
        "the part of the surprise that is left once the code of the passage is known",
    ),
    "nats_far_context": (
        "Told by characters far back",
        "how much less surprised it is by a character when it knows some 240 before it instead of some 110; higher "
        "means that it uses what is further back",
    ),
    "kl_per_passage": (
        "KL divergence per passage",
        "what the code of a passage costs; it tells no more about the passage than this",
    ),
    "mutual_information": ("Mutual information", "how much the code tells about its passage, on average"),
    "character_accuracy": (
        "Characters guessed",
        "share of the next characters that its best guess gets right, given the code of the passage; higher is better",
    ),
    "character_accuracy_other": (
        "Characters guessed with another code",
        "the same given the code of another passage: the loss shows how much the code helped",
    ),
    "read_back": (
        "Codes read back",
        "share of 200 codes that the encoder recognises, among all 200, in the texts written from them; chance is "
        "0.005; higher is better",
    ),
    "same_z_overlap": ("Words shared, same code", "how many words two texts share that were written from one code"),
    "other_z_overlap": ("Words shared, other codes", "the same for texts written from different codes"),
    "overlap_gain": (
        "Words shared, same code over other codes",
        "how many times as many words two texts of one code share as those of two; 1 where the code says nothing; "
        "higher is better",
    ),
    "nats_per_character_lm": (
        "Surprise per character without a code",
        "the surprise of the language model that it began as, by the same texts",
    ),
    "nats_above_lm": (
        "Surprise that the code costs",
        "how much higher its surprise per character, by the tighter bound, is than without a code; lower is better, "
        "and below 0 the code pays",
    ),
    "known_words": (
        "Known words",
        "share of the words it writes that occur in the text it learned from; higher is better",
    ),
    "distinct_2": ("Distinct pairs of words", "share of different pairs among all pairs of neighbouring words"),
    "copied_8": (
        "Copied",
        "share of the eight-word sequences it writes that occur in the text it learned from; real text that it never "
        "saw has some, too",
    ),
    "repetition": ("Repetition", "share of the four-word sequences that occur earlier in the same text"),
    "known_words_cool": (
        "Known words at temperature 0.8",
        "the same at the page's initial temperature: a cooler model invents fewer words; higher is better",
    ),
    "copied_8_cool": ("Copied at temperature 0.8", "share of eight-word sequences from the text it learned from"),
    "distinct_2_cool": ("Distinct pairs at temperature 0.8", "share of different pairs among all pairs of words"),
    "repetition_cool": ("Repetition at temperature 0.8", "share of four-word sequences that it repeats"),
    "judged_perplexity": (
        "Surprise of a reader of two plays",
        "how many words, as it were, a simple reader of two plays that the model has not seen wavers between at each "
        "word; best is what real text has, which is given beside it",
    ),
    "judged_perplexity_cool": (
        "The same at temperature 0.8",
        "a cooler model writes more frequent words, so this may be less than real text has",
    ),
    "judged_perplexity_plays": (
        "Surprise of a reader of 35 plays",
        "the same for a reader who knows more words, but is not surprised by what the model copied from these plays",
    ),
    "judged_perplexity_plays_cool": ("The same at temperature 0.8", "for the reader of 35 plays"),
    "active_units": ("Active units", "numbers of the code that depend on what is encoded"),
    "codebook_use": ("Code book in use", "share of its entries that some test digit uses"),
    "codebook_perplexity": (
        "Perplexity of the codes",
        "the effective number of entries in use; rarely used entries count less",
    ),
    "frechet": ("Fréchet distance", "how far generated digits are from real ones, as a whole; lower is better"),
    "score": ("Score", "whether each generated digit is clear and all ten occur: 1 at worst, 10 at best"),
    "judged_sure": (
        "Digits that can be named",
        "share of the generated digits that another network names with more than 90 % certainty; it is sure of mere "
        "noise, too, so look at the Fréchet distance first; higher is better",
    ),
    "no_digit": (
        "Like no digit",
        "share of the generated pictures that a network trained to refuse takes for no digit at all; lower is better",
    ),
    "refused_digits": ("Digits refused", "share of real test digits that it takes for no digit; lower is better"),
    "refused_letters": ("Letters refused", "share of letters, in fonts it has not seen; higher is better"),
    "refused_scribbles": ("Scribbles refused", "share of random lines that it takes for no digit; higher is better"),
    "refused_noise": ("Noise refused", "share of pictures of noise that it takes for no digit; higher is better"),
    "refused_blends": ("Blends refused", "share of pairs of digits over each other; higher is better"),
    "refused_jumbles": ("Jumbles refused", "share of digits cut into squares in another order; higher is better"),
    "refused_shapes": ("Shapes refused", "share of discs, boxes, crosses and dots; higher is better"),
    "density": (
        "Density",
        "about 1 if generated digits are as dense as real ones; above 1, a model keeps to typical digits",
    ),
    "coverage": ("Coverage", "share of the real digits that have a generated one near them; higher is better"),
    "digit_kl": (
        "Unevenness of the digits",
        "0 if all ten digits are generated equally often; real ones are not quite equally frequent; lower is better",
    ),
    "digits_in_200": (
        "Digits in 200 steps",
        "how many different digits a chain shows in 200 steps from a real one; half of twenty chains show as many or "
        "more",
    ),
    "digits_in_1000": ("Digits in 1,000 steps", "the same in 1,000 steps; one that gets around shows most of the ten"),
    "digits_in_200_tempered": (
        "Digits in 200 steps, tempered",
        "the same with four warmer copies beside each chain, with which it swaps what it holds: five times the work",
    ),
    "digits_in_1000_tempered": ("Digits in 1,000 steps, tempered", "the same in 1,000 steps"),
    "nearest_training": (
        "Distance to the nearest training image",
        "how far a generated digit is from the most similar training image; a much smaller distance than that of new "
        "real digits would mean copying",
    ),
    "copied": (
        "Near copies",
        "share of the generated digits that are nearer to a training image than 99 % of new real digits are; "
        "digits that copy nothing have about 0.01",
    ),
    "background": (
        "Brightness of the background",
        "how bright generated digits are where real ones are black: 0 is black, 1 is white",
    ),
    "blank": (
        "Empty pictures",
        "share of the generated digits with less ink than any training image; it should be 0",
    ),
    "label_agreement": (
        "Agreement with the digit asked for",
        "share of the generated digits in which another network reads the digit that was asked for; higher is better",
    ),
    "genre_accuracy": ("Kind of play, right", "share of speeches of other plays whose kind it names; higher is better"),
    "play_accuracy": ("Play, right", "share of new speeches, names hidden, whose play it names; higher is better"),
    "play_named_accuracy": ("Play with names, right", "share of new speeches whose play it names; higher is better"),
    "style_accuracy": ("Whose English, right", "share of passages whose kind of English it names; higher is better"),
    "accuracy": ("Accuracy", "share of test digits it reads correctly; higher is better"),
    "cross_entropy": ("Cross-entropy", "how surprised it is by the true label; lower is better"),
}
BETTER = {  # names without an entry are facts about a model, neither good nor bad
    "elbo": "higher", "nll_iw": "lower", "bce_per_pixel": "lower", "squared_error": "lower", "frechet": "lower",
    "score": "higher", "coverage": "higher", "judged_sure": "higher", "no_digit": "lower", "refused_digits": "lower",
    **{f"refused_{kind}": "higher" for kind in ("letters", "scribbles", "noise", "blends", "jumbles", "shapes")},
    "accuracy": "higher", "cross_entropy": "lower",
    **{f"{task}_accuracy": "higher" for task in ("genre", "play", "play_named", "style")},
    "denoised_error_gaussian": "lower", "denoised_error_masking": "lower", "log_likelihood": "higher",
    "log_likelihood_ais": "higher", "log_likelihood_ais_reverse": "higher", "log_likelihood_bound": "higher",
    "log_likelihood_bound_reverse": "higher", "pseudo_likelihood": "higher", "label_agreement": "higher",
    "digit_kl": "lower", "nats_per_character": "lower", "nats_per_character_iw": "lower", "nats_per_word": "lower",
    "nats_per_character_window": "lower", "nats_per_character_strided": "lower",
    "nats_per_word_iw": "lower", "character_accuracy": "higher", "read_back": "higher", "overlap_gain": "higher",
    "nats_above_lm": "lower", "nats_far_context": "higher", "known_words": "higher", "known_words_cool": "higher",
}  # fmt: skip
