"""Where the words of a text are, and what in it is no prose: addresses, markup, verse numbers, speakers' names."""

import re
from collections.abc import Iterator

from nltk.tokenize import RegexpTokenizer

from zoo.twist.lists import each

PIECE = 50_000

# A letter or digit with its combining accents, so that no rule matches part of what people read as one word. An
# underscore is none: plain-text books write _italics_ with it.
LETTER = r"(?:[^\W_]|[\u0300-\u036f])"
# Words that lose their beginning or end to an apostrophe; any other apostrophe at an edge is a quotation mark. An
# elided word may touch the next one, as in the First Folio: "th'earth", "i'th'sun", "t'attend".
BEFORE = (
    r"['’](?i:tis|twas|twere|twill|twould|twixt|tween|gainst|mongst|fore|bove|bout|em|scaped?|gins?|longs|greed|zounds|sblood|havior"
    r"|t(?!['’]))"
)
AFTER = (
    r"[Tt][Hh]['’](?!(?:art|are|hast|hadst|wert|wast|wilt)\b)(?=\s?\w)|[Hh]a['’](?=\s\w)|[Ww]i['’](?=\s\w|th['’])"
    r"|[aA]['’](?=\s(?:will|shall|would|was|were|had|has|speak)\b)|[aA]['’](?=th['’])"
    r"|[iI]['’](?=\s?(?:the|th|faith|fecks|troth|sooth|my|your|thy|his|her|our|this|that|good|god|shall|earth|devil)\b)"
    r"|[oO]['’](?=\s?(?:the|th|my|your|thy|his|her|our|both|that|this|door|fire|mind|nights|us|me|mine)\b)"
    r"|[Tt]['’](?=[aeiou]\w|\s(?:the|th|me|him|her|us|them|thee|you)\b)(?!['’]other)"
)
# What people follow or type and do not read: web and mail addresses, handles, paths, names of files and of variables.
KINDS = "com|org|net|edu|gov|info|io|uk|de|fr|txt|py|js|md|html?|pdf|docx?|csv|tsv|json|ya?ml|png|jpe?g"
ADDRESS = (
    r"(?i:(?:https?|ftp|file)://|www\.|mailto:)[^\s<>\"“”]+"
    r"|[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+|[@#](?=[^\W\d])\w+"
    rf"|[\w-]+(?:\.[\w-]+)*\.(?:{KINDS})(?![\w'’])(?:/[^\s<>\"“”]*)?"
    r"|[A-Za-z]:\\\S+|(?<![\w./<])[.~]{0,2}/\w[\w./-]*"
    r"|[^\W_]+(?:_+[^\W_]+)+(?!_)(?=\W|$)"
)
MARKUP = re.compile(r"<[A-Za-z/!][^<>\n]{0,300}>|[_*]")
# The only use of nltk: its regular-expression tokeniser, for the spans of words. Its taggers are trained on today's
# English and its trained tokenisers are downloads; the rules need neither, and the page works without a network.
WORDS = rf"{BEFORE}(?!{LETTER})|(?<!{LETTER})(?:{AFTER})|{LETTER}+(?:['’]{LETTER}+)*"
TOKENS = RegexpTokenizer(WORDS, flags=re.UNICODE)
FOREIGN = re.compile(rf"<[A-Za-z/!][^<>\n]{{0,300}}>|(?<![\w@])(?:{ADDRESS})")

NAME = r"[A-Z][^\W\d_]*(?:['’-][^\W\d_]+)*\.?"
SPEAKER = re.compile(
    rf"^(?:\A|(?<=\n\n)|(?<=\n\r\n)){NAME}(?:[ ](?:{NAME}|of|the|and|to|in|with|\d+)){{0,5}}:[ \t]*(?=\r?$)"
    r"|^[A-Z][A-Z .'’-]{1,40}:",
    re.MULTILINE,
)
# A single capital word before a colon may open a verse: "Thus:", "Hear me:".
NO_NAMES = each(
    "thou thee thy ye you he she it we they i this that these those thus then there here now what why how where when "
    "who and but or so if for hear behold lo see look come go say speak know mark o oh ay yes no nay art hath doth my "
    "your his her our their the a an"
)
# Numbers of verses and lines: before a sentence, glued to its capital, or far out at the end of a line.
LABEL = re.compile(
    r"(?:^|(?<=[.!?:;,][ ])|(?<=[.!?:;,]))[ \t]*(?:[\[({]\d{1,3}(?:[:.]\d{1,3})?[\])}]|\d{1,3}(?:[:.]\d{1,3})?[.:]?)"
    r"(?=[ \t]*[\"“‘'(_*]{0,3}[A-Z])"
    r"|(?:\t|[ ]{3,})\d{1,4}(?=[ \t]*\r?$)",
    re.MULTILINE,
)


def spans(text: str) -> Iterator[tuple[int, int, bool]]:
    """The words of ``text`` as (start, end, whether it is an address); speakers, labels and tags are left out."""
    skipped = sorted([*_speakers(text), *(match.span() for match in LABEL.finditer(text))])
    foreign = [match.span() for match in FOREIGN.finditer(text)]
    skip, at = 0, 0
    for start, end in _words(text):
        while skip < len(skipped) and skipped[skip][1] <= start:
            skip += 1
        while at < len(foreign) and foreign[at][1] <= start:
            at += 1
        if skip < len(skipped) and skipped[skip][0] <= start:
            if end > skipped[skip][1]:  # "31Comest": the word begins behind its number
                yield skipped[skip][1], end, False
        elif at < len(foreign) and foreign[at][0] < end:
            if text[foreign[at][0]] != "<" and foreign[at][0] <= start:
                yield (*foreign[at], True)
                at += 1
        elif not at or foreign[at - 1][1] <= start:
            yield start, end, False


def _speakers(text: str) -> Iterator[tuple[int, int]]:
    for match in SPEAKER.finditer(text):
        first = re.match(r"[^\W\d_]+", match[0])
        if match[0].isupper() or not first or first[0].lower() not in NO_NAMES:
            yield match.span()


def _words(text: str) -> Iterator[tuple[int, int]]:
    """The words' spans, found piece by piece, because NLTK stops a search after five seconds."""
    start = 0
    while start < len(text):
        ends = [text.find(mark, start + PIECE) for mark in ("\n", " ")]
        end = min([at for at in ends if at >= 0], default=len(text))
        for first, last in list(TOKENS.span_tokenize(text[start:end])):
            yield start + first, start + last
        start = end
