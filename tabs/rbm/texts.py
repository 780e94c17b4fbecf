"""The page's texts about each machine, for readers who have never heard of one."""

RBM = (
    "A restricted Boltzmann machine has {visible} visible units, the pixels, and {hidden} hidden ones. Each hidden "
    "unit knows one pattern: the more of it there is in the picture, the more probably the unit switches on. Each "
    "pixel then switches on with a probability set by the hidden units that are on. Going back and forth like this is "
    "Gibbs sampling. Watch it: the machine dreams."
)
DBN = (
    "A deep belief network is a stack of machines: {sizes} units, the pixels first. Only the top two layers dream, "
    "going back and forth. What they dream is passed down layer by layer until it is a picture."
)
CHAINS = (
    " In training, {chains} chains of dreams ran on from one batch to the next and were never restarted. So "
    "the machine could unlearn what it dreams far from any digit."
)
STEPS = " In training it dreamt for {steps} from each digit, and learned to prefer the digit to the dream."
UPPER_STEPS = (
    " In training its upper machine dreamt for {steps} from what the layers below made of each digit, and learned to "
    "prefer that to the dream."
)
TIED = " Its upper machine started as the lower one upside down, so its top layer began as a picture again."
UNTIED = (
    " It was then trained as a whole, alternately on digits and on its dreams. The weights that read a digit (upward) "
    "and those that draw one (downward) are no longer the same."
)


def lead(config: dict) -> str:
    """Two or three plain sentences that say what this model is."""
    visible = config["image_size"] ** 2
    if "hidden_dim" in config:
        text = RBM.format(visible=visible, hidden=config["hidden_dim"])
    else:
        text = DBN.format(sizes=", ".join(str(size) for size in (visible, *config["hidden"])))
    if config.get("untied"):
        return text + UNTIED
    if config.get("chains"):
        return text + CHAINS.format(chains=config["chains"])
    if config.get("tied_start"):
        return text + TIED
    steps = config.get("steps", 1)
    told = STEPS if "hidden_dim" in config else UPPER_STEPS
    return text + told.format(steps="one step" if steps == 1 else f"{steps} steps")
