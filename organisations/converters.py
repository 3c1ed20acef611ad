"""The organisation's code in an address."""


class OdsCode:
    """Three to six capitals and digits, so that /admin/ and /accounts/ stay clear of it."""

    regex = "[A-Z0-9]{3,6}"

    def to_python(self, value):
        return value

    def to_url(self, value):
        return value


class QuarterSlug:
    """A quarter of a financial year, such as 2025-Q4."""

    regex = "20(?:[0-8][0-9]|9[0-8])-Q[1-4]"  # the years of `actions.quarters.Quarter`

    def to_python(self, value):
        return value

    def to_url(self, value):
        return value
