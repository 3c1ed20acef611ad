"""Passwords that anyone who knows this product, the trust or the person would try."""

import re

from django.core.exceptions import ValidationError

# Of the product and of where it is used; longer ones first, since one may hold another.
WORDS = ["workforce", "inclusion", "equality", "password", "standard", "tracker", "trust"]
WORDS += ["race", "wres", "nhs"]
NO_LETTER = re.compile(r"[\W\d_]")
NAME = re.compile(r"\w{3,}")
LEAST_OF_THEIR_OWN = 8  # letters that must be left without such words


class ContextValidator:
    """Refuse a password that is little more than such words, names of the person, and digits."""

    def validate(self, password, user=None):
        typed = left = password.casefold()
        for word in [*_names(user), *WORDS]:
            left = left.replace(word, "")
        if left != typed and len(NO_LETTER.sub("", left)) < LEAST_OF_THEIR_OWN:
            raise ValidationError(self.get_help_text(), code="password_of_the_context")

    def get_help_text(self):
        return (
            "Choose a password with at least 8 letters besides your name, digits and words such "
            "as NHS, trust, WRES or password"
        )


def _names(user):
    """The names in the person's name and address, the longest first."""
    known = f"{getattr(user, 'name', '')} {getattr(user, 'email', '')}".casefold()
    return sorted((word for word in NAME.findall(known)), key=len, reverse=True)
