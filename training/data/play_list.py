"""The 37 plays of the MIT edition."""

from dataclasses import dataclass

COMEDY, HISTORY, TRAGEDY = "comedy", "history", "tragedy"


@dataclass(frozen=True)
class Play:
    """A play's title, its kind, and the SHA-256 of its page."""

    title: str
    genre: str
    sha256: str


# In the order and of the kinds of the edition's index, which counts Cymbeline, Pericles, Troilus and Cressida and The
# Winter's Tale among the comedies. (The First Folio has the first and third of these among the tragedies, and not the
# second.)
PLAYS = {
    "allswell": Play(
        "All's Well That Ends Well", COMEDY, "94ea943a80448b6a818961290dcf42ffb15d5ffc8d98be8f52351d89f67b4eed"
    ),
    "asyoulikeit": Play("As You Like It", COMEDY, "848c6b7fccdb87aeb8d0fb1e461fcc2c6ff5958195f6d4364cdeb9df5acb8ec7"),
    "comedy_errors": Play(
        "The Comedy of Errors", COMEDY, "b5283e52606d57f7c09c86049a9965be08cd22fe2ff22d775e39a69addb04a81"
    ),
    "cymbeline": Play("Cymbeline", COMEDY, "6aa008979f3875d51caa7e1e3fb541b2565b97c3e4bab6019e34a7020f2dcb94"),
    "lll": Play("Love's Labour's Lost", COMEDY, "0b159db8f20f4c6c8de92dd2db96457f6affe1e7dd137389dbbdc4970f2deb36"),
    "measure": Play("Measure for Measure", COMEDY, "77e3b622779e3829502c8dcdb6b697ae7021675161bb26ccb263339b7d1adb44"),
    "merry_wives": Play(
        "The Merry Wives of Windsor", COMEDY, "658f66c0387579df3ca2d25ed85fcf8851ccaac16deee1a00d9c4dbf9f1e2389"
    ),
    "merchant": Play(
        "The Merchant of Venice", COMEDY, "39cb40b75efbef5b23df3cb984dda2db2914c2d4f77ba72d1978ae463a2e0d00"
    ),
    "midsummer": Play(
        "A Midsummer Night's Dream", COMEDY, "b6a1f8fd3099cfc1f8d4199907ebcc9ad7a673d8a154a08904eda95f18fb547e"
    ),
    "much_ado": Play(
        "Much Ado About Nothing", COMEDY, "edd3c781d777b1a6abca76e15b6c3f4b8a79fd7d9e63b920d16588d53051d1be"
    ),
    "pericles": Play(
        "Pericles, Prince of Tyre", COMEDY, "89622d8a3e1d283e5d5061882617f7f71c515dc2552eeb15044cbf7ed5fb0b32"
    ),
    "taming_shrew": Play(
        "The Taming of the Shrew", COMEDY, "88b2885c14bf5068135b166fc7ace8d1b7e0bbb3a70d2abe0f77abd315a616c8"
    ),
    "tempest": Play("The Tempest", COMEDY, "c3ed4bec5e1f07801ac9ef0ee0ae93e892ded38796bda443d51a5c78b76c3440"),
    "troilus_cressida": Play(
        "Troilus and Cressida", COMEDY, "78983aa2bbc300416c2dc14edf5eb00e595693cb01bbe1d8de1db91ec719dd05"
    ),
    "twelfth_night": Play("Twelfth Night", COMEDY, "0b738f028caa2541d96838a859c14152d690272970649cb82f428ce1dfcc7106"),
    "two_gentlemen": Play(
        "The Two Gentlemen of Verona", COMEDY, "3cedd433df03b617c9b5d66481b3e778970a3e1306da4a147ba997311c6bfeb0"
    ),
    "winters_tale": Play(
        "The Winter's Tale", COMEDY, "09ec2501fc25dc9fad5061513be93ffaaf051fe14f04e59e430da77af745b34b"
    ),
    "1henryiv": Play("Henry IV, Part 1", HISTORY, "69e80265106424a7656f404f3c236e1bf513d9e39c71b871c0dfcd043473e405"),
    "2henryiv": Play("Henry IV, Part 2", HISTORY, "bbdaf77467c5c97e6135332d13ef7375fb470cce88cf06741e1221ace3d016e1"),
    "henryv": Play("Henry V", HISTORY, "4bd0c2a2a3fecdadc82ba335d9070d8f583369a9596174958f1b73a2302a9650"),
    "1henryvi": Play("Henry VI, Part 1", HISTORY, "7cd9c35e008d40015550ac77ebce372f1fea940a3d6cb0ed29bf74194af1cebd"),
    "2henryvi": Play("Henry VI, Part 2", HISTORY, "4614f8eee4b97ea46150122926f43404648197f9cb1408a684b7ab4e604d0279"),
    "3henryvi": Play("Henry VI, Part 3", HISTORY, "8b24bb4b26f5e5d0cb7d0d9489fa8635149431625e86f7d5dc3a92067c75e26a"),
    "henryviii": Play("Henry VIII", HISTORY, "65d22870ab8e8eb7596f0b00a34ddfbdd92257820d871e264c137af032a00573"),
    "john": Play("King John", HISTORY, "a95f79d4881e06ee9cc52133dafc7bbf582107cff8d522f03f6c50f08ef47a22"),
    "richardii": Play("Richard II", HISTORY, "b3fa97338c61e9c9e67fcbdcda21c11bea21470aeda672cf6ced8a4b2422d373"),
    "richardiii": Play("Richard III", HISTORY, "4656be3b262028ece67f2ae60efcfcd11aea4401cb58706b994deee09b307b39"),
    "cleopatra": Play(
        "Antony and Cleopatra", TRAGEDY, "cb4e5a1e4edb60c73eb7921fa2c4433be4f3e95416cdcfe317f8856638b42742"
    ),
    "coriolanus": Play("Coriolanus", TRAGEDY, "5110948dc73dd582138d7ebf1b8dc0ecb964943d135b3d83f3782344768efb6d"),
    "hamlet": Play("Hamlet", TRAGEDY, "f677d3c9a7ccb82b5f9ec20f9327fdc6e357e2311366a16ad64d656517d82866"),
    "julius_caesar": Play("Julius Caesar", TRAGEDY, "1b820bfeedb45303ab059f4c6c1bce3b9d7ce130a2422116aa0bc4581ee031fa"),
    "lear": Play("King Lear", TRAGEDY, "fe7f83c3a54308b73b3221e928b850352a647c2f1bb555646bf644b873f293bc"),
    "macbeth": Play("Macbeth", TRAGEDY, "d1489188f81c4f0ff4b8ed8df5154df76a79ccb0ec8328a577a3fbf89bd113b7"),
    "othello": Play("Othello", TRAGEDY, "ea95d7b751d67809b2cd8792ad3ca55a36aa8c8d7979165e53c9f34d8036a08d"),
    "romeo_juliet": Play(
        "Romeo and Juliet", TRAGEDY, "0cf9083fdc2ba5f1b1a88700c8429742a3734379038fa4d7698323224d1bc9dd"
    ),
    "timon": Play("Timon of Athens", TRAGEDY, "3616850447512323a3ae813c1437da9a19457b1f34a549b03ff39c1402c50c11"),
    "titus": Play("Titus Andronicus", TRAGEDY, "80ee75a49de4b4560343fea4e514749a6506f7811ef9e27ab68896ff5bf67d57"),
}
