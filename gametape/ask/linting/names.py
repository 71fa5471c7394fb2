"""Does a message say who writes it? People shorten names: "Dana @ lakeside", "your Lakeside crew", "Lakeside R.V."."""

import re
import unicodedata

_FORMS = {
    "inc",
    "llc",
    "ltd",
    "co",
    "corp",
    "corporation",
    "company",
    "gmbh",
    "plc",
    "group",
    "the",
    "and",
    "of",
    "at",
    "dealership",
    "incorporated",
    "limited",
    "sons",
    "bros",
    "brothers",
}


def _folded(text: str) -> str:
    bare = "".join(letter for letter in unicodedata.normalize("NFKD", text) if not unicodedata.combining(letter))
    return bare.casefold().replace("&", " and ")


def _words(text: str) -> list[str]:
    return re.findall(r"[a-z0-9]+", re.sub(r"(?<=\b\w)\.(?=\w\b)", "", re.sub(r"'s\b", "", _folded(text))))


def says_person(text: str, sender: str) -> bool:
    """First name, last name or a short form of at least three letters; nothing to look for counts as said."""
    names, said = _words(sender), set(_words(text))
    return not names or any(
        name in said
        or any(len(word) >= 3 and (name.startswith(word) or word.startswith(name)) for word in said if len(name) >= 3)
        for name in names
    )


def says_business(text: str, business: str) -> bool:
    """The name, its telling words ("Lakeside" of "Lakeside RV, Inc."), its initials, or it run together."""
    names = _words(business)
    telling = [name for name in names if name not in _FORMS] or names
    if not telling:
        return True
    said = _words(text)
    joined = "".join(said)
    initials = "".join(name[0] for name in telling)
    return (
        telling[0] in said
        or "".join(telling) in joined
        or (len(initials) >= 3 and initials in said)
        or any(name in said for name in telling if len(name) >= 6)
    )
