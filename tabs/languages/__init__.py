"""The page in other languages: collects its English texts, and keeps the tables of ``assets/languages`` up to date.

An English text is the key of its translation, as in gettext: whoever writes a text for the page writes plain English
and nothing else.
"""
