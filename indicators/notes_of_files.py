"""What the notes sheet of a file to fill in says. No line is a header that could be read."""

COMMON = [
    "Fill in the sheet of figures. The first rows hold what is recorded now: they load as no "
    "change. The rows below them, of the next year, are for you. Delete those you do not need.",
    "Columns are found by their names, so leave the header as it is. Columns may be moved.",
    "A year is the reporting round of 31 March of that year.",
    "A blank cell means that nothing is held. It is never taken for 0.",
    "Write “suppressed” for a group too small to show, “not collected” for what nobody asked.",
    "BME is the name that the Workforce Race Equality Standard gives to a group in its data: "
    "Black and minority ethnic staff.",
    "The source period is free text, such as April 2024 to March 2025.",
    "Nothing is saved when the file is chosen: you first see what would change.",
]
SHAPES = {
    "long": [
        "One row for each indicator and year.",
        "Enter a ratio under value, such as 1.79, or “not calculable” for a group without events. "
        "Enter percentages from 0 to 100.",
    ],
    "counts": [
        "One row for each indicator, year and ethnic group: how many of how many.",
        "The numerator is how many, such as those appointed, and the denominator of how many, such "
        "as those shortlisted. Of a survey: those who said so, and all who answered.",
        "Ratios, percentages and their intervals are worked out from the counts.",
    ],
    "bands": [
        "One row for each pay band of a staff group, with headcounts on 31 March.",
        "Unknown are those whose ethnic group is unknown or not stated.",
        "Medical staff have grades instead of bands. Leave out totals.",
    ],
    "board": [
        "One row for each kind of membership, with the number of members on 31 March.",
        "Voting and non-voting members are together the whole board, and so are executive and "
        "non-executive members: both must add up to the same.",
        "Under workforce enter the BME percentage of all staff, or leave it blank: then it is "
        "worked out from the pay bands where their headcounts are held.",
        "Enter 0 where there are no members of a group.",
    ],
}


def of(shape: str) -> list[list[str]]:
    """A row for each line of the notes."""
    return [[line] for line in (*SHAPES[shape], *COMMON)]
