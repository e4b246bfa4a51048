"""The readable end of an address, made from a title: never empty, never a fixed page's name, never taken twice."""

import re
import unicodedata
from collections.abc import Container

LENGTH = 60
RESERVED = frozenset({
    "about", "accessibility", "account", "admin", "agenda", "api", "app", "apply", "archive", "assets", "brand", "busy", "cal",
    "calendar", "contact", "create", "de", "delete", "desk", "dev", "door", "e", "edit", "embed", "en", "error", "event", "events",
    "favicon", "feed", "feedback", "feeds", "health", "healthz", "help", "home", "imprint", "index", "invoice", "j", "join", "legal",
    "login", "logout", "mail", "me", "metrics", "my", "new", "offer", "org", "organisation", "organisations", "page", "pay", "payment",
    "pool", "preview", "privacy", "qr", "r", "register", "registration", "review", "robots", "s", "search", "series", "settings",
    "sign-in", "sign-out", "signin", "signout", "sitemap", "static", "subscribe", "t", "ticket", "tickets", "transfer", "unsubscribe",
    "user", "users", "waitlist", "webhook", "webhooks", "well-known", "withdraw", "www",
})  # fmt: skip
_NAMELESS = "talk"
_LATIN = {
    "ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa", "æ": "ae", "œ": "oe", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i",
    "ħ": "h",
}  # fmt: skip
_GREEK = {
    "α": "a", "β": "v", "γ": "g", "δ": "d", "ε": "e", "ζ": "z", "η": "i", "θ": "th", "ι": "i", "κ": "k", "λ": "l", "μ": "m", "ν": "n",
    "ξ": "x", "ο": "o", "π": "p", "ρ": "r", "σ": "s", "τ": "t", "υ": "y", "φ": "f", "χ": "ch", "ψ": "ps", "ω": "o",
}  # fmt: skip
_CYRILLIC = {
    "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ж": "zh", "з": "z", "и": "i", "й": "y", "к": "k", "л": "l", "м": "m",
    "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ф": "f", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh",
    "щ": "shch", "ъ": "", "ы": "y", "ь": "", "э": "e", "ю": "yu", "я": "ya", "ґ": "g", "є": "ye", "і": "i", "ї": "yi",
}  # fmt: skip
_LETTERS = str.maketrans(_LATIN | _GREEK | _CYRILLIC | dict.fromkeys("'’‘ʼ`´", ""))


def slug(title: str, taken: Container[str]) -> str:
    """The first free one of `title`, `title-2`, `title-3`, …"""
    stem = _stem(title) or _NAMELESS
    if stem not in RESERVED and stem not in taken:
        return stem
    count = 2
    while (found := f"{stem}-{count}") in taken:
        count += 1
    return found


def _stem(title: str) -> str:
    written_out = unicodedata.normalize("NFKC", title).casefold().translate(_LETTERS)  # ä is ae only while it is one letter
    bare = "".join(char for char in unicodedata.normalize("NFKD", written_out) if unicodedata.category(char) != "Mn")
    words = re.findall("[a-z0-9]+", bare.translate(_LETTERS))
    stem = "-".join(words)
    while len(stem) > LENGTH and len(words) > 1:
        words.pop()
        stem = "-".join(words)
    return stem[:LENGTH].strip("-")
