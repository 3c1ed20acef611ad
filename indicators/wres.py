"""The Workforce Race Equality Standard as data: its nine indicators, in our own words."""

from decimal import Decimal

from django.apps import apps as installed

RANGE = {"target_lower": Decimal("0.80"), "target_upper": Decimal("1.25")}
RATIO = {"aim": "parity", "unit_of_measure": "ratio", **RANGE}
SURVEY = {"unit_of_measure": "percent", "source": "NHS Staff Survey of the autumn before"}

INDICATORS = [
    {
        "number": 1,
        "short_name": "Representation by pay band",
        "name": "Ethnic minority staff in each AfC pay band, medical grade and very senior role",
        "meaning": (
            "Headcounts of BME staff, White staff and staff whose ethnic group is not known, as "
            "a share of everyone in the same pay band. No single direction is better: compare "
            "the senior bands with the whole workforce."
        ),
        "sentence": "",
        "aim": "none",
        "unit_of_measure": "grid",
        "source": "Electronic Staff Record on 31 March",
    },
    {
        "number": 2,
        "numerator": "white",
        "short_name": "Recruitment",
        "name": "Appointment from shortlisting",
        "meaning": (
            "The rate at which shortlisted White applicants are appointed, divided by the rate "
            "for shortlisted BME applicants. Above 1, White applicants are more likely to be "
            "appointed. Parity is 1.00."
        ),
        "sentence": (
            "White applicants were {value} times as likely to be appointed from shortlisting "
            "as BME applicants."
        ),
        "source": "Recruitment system, year to 31 March",
        **RATIO,
    },
    {
        "number": 3,
        "numerator": "bme",
        "short_name": "Disciplinary",
        "name": "Entering the formal disciplinary process",
        "meaning": (
            "The rate at which BME staff enter the formal disciplinary process, divided by the "
            "rate for White staff. Above 1, BME staff are more likely to enter it. Parity is "
            "1.00."
        ),
        "sentence": (
            "BME staff were {value} times as likely to enter the formal disciplinary process "
            "as White staff."
        ),
        "source": "Employee relations case system, year to 31 March",
        **RATIO,
    },
    {
        "number": 4,
        "numerator": "white",
        "short_name": "Non-mandatory training",
        "name": "Access to non-mandatory training and continuing professional development",
        "meaning": (
            "The rate at which White staff take up non-mandatory training, divided by the rate "
            "for BME staff. Above 1, White staff are more likely to take it up. Parity is 1.00."
        ),
        "sentence": (
            "White staff were {value} times as likely to take up non-mandatory training as BME "
            "staff."
        ),
        "source": "Learning and development records, year to 31 March",
        **RATIO,
    },
    {
        "number": 5,
        "short_name": "Harassment from patients and public",
        "name": "Harassment, bullying or abuse from patients, relatives or the public",
        "meaning": (
            "The share of staff who said in the survey that patients, relatives or the public "
            "harassed, bullied or abused them in the last 12 months. Lower is better."
        ),
        "sentence": (
            "{bme} of BME staff and {white} of White staff said that patients, relatives or the "
            "public harassed, bullied or abused them."
        ),
        "aim": "lower",
        **SURVEY,
    },
    {
        "number": 6,
        "short_name": "Harassment from staff",
        "name": "Harassment, bullying or abuse from staff",
        "meaning": (
            "The share of staff who said in the survey that other staff harassed, bullied or "
            "abused them in the last 12 months. Lower is better."
        ),
        "sentence": (
            "{bme} of BME staff and {white} of White staff said that other staff harassed, "
            "bullied or abused them."
        ),
        "aim": "lower",
        **SURVEY,
    },
    {
        "number": 7,
        "short_name": "Equal opportunities for progression",
        "name": "Belief in equal opportunities for career progression or promotion",
        "meaning": (
            "The share of staff who said in the survey that the organisation gives equal "
            "opportunities for career progression or promotion. Higher is better."
        ),
        "sentence": (
            "{bme} of BME staff and {white} of White staff said that the organisation gives "
            "equal opportunities for progression."
        ),
        "aim": "higher",
        **SURVEY,
    },
    {
        "number": 8,
        "short_name": "Discrimination from manager or colleagues",
        "name": "Discrimination at work from a manager, team leader or colleagues",
        "meaning": (
            "The share of staff who said in the survey that a manager, a team leader or "
            "colleagues discriminated against them in the last 12 months. Lower is better."
        ),
        "sentence": (
            "{bme} of BME staff and {white} of White staff said that a manager or colleagues "
            "discriminated against them."
        ),
        "aim": "lower",
        **SURVEY,
    },
    {
        "number": 9,
        "short_name": "Board representation",
        "name": "Ethnic minority members of the board compared with the workforce",
        "meaning": (
            "The BME share of the board minus the BME share of the workforce, in percentage "
            "points. 0 means that the board is neither under- nor over-represented. Where only "
            "the board's share is held, a higher share counts as better."
        ),
        "sentence": "{bme} of board members were BME[, against {workforce} of the workforce].",
        "aim": "zero",
        "unit_of_measure": "points",
        "source": "Electronic Staff Record on 31 March",
    },
]


def add(apps=installed, using="default", **kwargs):
    """Make sure that the standard and its indicators are there; what is there stays as it is."""
    standard, _ = (
        apps.get_model("indicators", "Standard")
        .objects.using(using)
        .get_or_create(code="WRES", defaults={"name": "Workforce Race Equality Standard"})
    )
    indicators = apps.get_model("indicators", "Indicator").objects.using(using)
    for facts in INDICATORS:
        indicators.get_or_create(standard=standard, number=facts["number"], defaults=facts)
