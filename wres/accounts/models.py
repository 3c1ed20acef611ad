"""Who: organisations, their units, people and what each may do where."""

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Exists, OuterRef
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone

from wres.accounts import names
from wres.accounts.access import ROLE_PERMISSIONS, SEE_FEW, Role
from wres.accounts.system_user import SYSTEM_EMAIL
from wres.audit.kinds import Kind
from wres.audit.models import Tracked, TrackedQuerySet

ODS_CODE = r"[A-Z0-9]{3,6}"


def plain_name(name: str) -> None:
    """Refuse what cannot be the name of a person, in words."""
    if problem := names.problem(name):
        raise ValidationError(problem)


class OrganisationQuerySet(models.QuerySet):
    def seen_by(self, user):
        """Organisations in which the person has an active membership."""
        return self.filter(memberships__user=user, memberships__is_active=True)


class Organisation(models.Model):
    """An NHS organisation, known by its ODS code."""

    code = models.CharField(
        "ODS code",
        max_length=6,
        primary_key=True,
        validators=[
            RegexValidator(rf"^{ODS_CODE}\Z", "Enter an ODS code: 3 to 6 capitals and digits")
        ],
    )
    name = models.CharField(max_length=200)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        ordering = ["name"]

    def __str__(self):
        return self.name

    def somebody_like(self, name: str, *, email: str) -> str:
        """Somebody else here, now, before or invited, whose name looks like this one; or "".

        Asked where a name is given, inside a change: people who are there already keep theirs.
        """
        there = self.memberships.exclude(user__email=email).values_list("user__name", flat=True)
        invited = self.invitations.open().exclude(email=email).values_list("name", flat=True)
        wanted = names.looks(name)
        return next((each for each in [*there, *invited] if wanted & names.looks(each)), "")


class Unit(models.Model):
    """A part of an organisation that has figures of its own: a division or a department."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="units")
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                "organisation",
                Lower("name"),
                name="unit_name_once",
                violation_error_message="There is already a unit of this name",
            )
        ]

    def __str__(self):
        return self.name


class UserManager(BaseUserManager):
    def create_user(self, email, name, password=None, **extra):
        """A person who signs in with this address; without a password, not until one is set."""
        user = self.model(email=self.normalize_email(email).lower(), name=name, **extra)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email, name, password=None, **extra):
        return self.create_user(email, name, password, is_staff=True, is_superuser=True, **extra)

    def system(self):
        """The named user as which seeds and migrations act."""
        return self.get(email=SYSTEM_EMAIL)


class User(AbstractBaseUser, PermissionsMixin):
    """A person. People are deactivated, never deleted: the trail names them."""

    email = models.EmailField("email address", unique=True)
    name = models.CharField("full name", max_length=names.LONGEST, validators=[plain_name])
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField("platform staff", default=False)
    ways_in = models.PositiveIntegerField(
        default=0, help_text="Raised when a way in changes: sessions opened before then end"
    )

    objects = UserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        ordering = ["name"]

    def __str__(self):
        return self.name

    def _get_session_auth_hash(self, secret=None):
        """What a session must bear: it follows from the password and from the other ways in."""
        return f"{super()._get_session_auth_hash(secret)}.{self.ways_in}"

    def may_come_in(self) -> bool:
        """Whether there is a page of ours that the person may open, or an invitation to one."""
        invited = Invitation.objects.open().filter(email=self.email)
        has_role = self.memberships.filter(is_active=True)
        return self.is_active and (self.is_staff or has_role.exists() or invited.exists())

    def get_full_name(self):
        return self.name

    def get_short_name(self):
        return self.name


class MembershipQuerySet(TrackedQuerySet):
    def active(self):
        return self.filter(is_active=True, user__is_active=True)

    def administrators(self):
        return self.active().filter(role=Role.ADMINISTRATOR)

    def for_list(self):
        """Everyone, active people first, with what the list shows of them."""
        return self.select_related("user").order_by("-is_active", "user__name", "pk")


class Membership(Tracked):
    """What one person may do in one organisation."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="memberships")
    user = models.ForeignKey(User, models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=20, choices=Role.choices)
    is_active = models.BooleanField("can sign in to this organisation", default=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "user"],
                name="membership_once",
                violation_error_message="This person already has a role here",
            ),
            models.CheckConstraint(
                condition=models.Q(role__in=Role.values),
                name="membership_role_known",
                violation_error_message="Choose a role from the list",
            ),
        ]

    def __str__(self):
        return f"{self.user}, {self.get_role_display()}"

    def get_absolute_url(self):
        return reverse("person", args=[self.organisation_id, self.pk])

    @property
    def role_words(self) -> str:
        """The role within a sentence: "staff network or Freedom to Speak Up guardian"."""
        words = self.get_role_display()
        return words[:1].lower() + words[1:]

    def may(self, permission: str) -> bool:
        """Whether the role allows it; particular things are asked themselves."""
        return permission in ROLE_PERMISSIONS[self.role]

    @property
    def hides_below(self) -> int:
        """How many people a number must be of to be shown to the person; 0 where all are."""
        return 0 if self.may(SEE_FEW) else settings.SUPPRESS_BELOW

    def is_last_administrator(self) -> bool:
        others = self.organisation.memberships.administrators().exclude(pk=self.pk)
        return self.role == Role.ADMINISTRATOR and self.is_active and not others.exists()


class InvitationQuerySet(TrackedQuerySet):
    def open(self):
        """Neither accepted nor withdrawn; it may have expired."""
        return self.filter(state=Invitation.OPEN)

    def for_list(self):
        tried = Letter.objects.filter(invitation=OuterRef("pk"), tries__gt=0)
        rows = self.open().annotate(was_not_sent_yet=Exists(tried))
        return rows.select_related("invited_by").order_by("email", "pk")


class Invitation(Tracked):
    """A letter with a link, by which one address gets one role: the membership waits for it.

    The link's key is known to its letter only. Sent again, it has another key and another week.
    """

    OPEN, ACCEPTED, WITHDRAWN = "open", "accepted", "withdrawn"
    STATES = [(OPEN, "Waiting"), (ACCEPTED, "Accepted"), (WITHDRAWN, "Withdrawn")]

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="invitations")
    email = models.EmailField("email address")
    name = models.CharField("full name", max_length=names.LONGEST, validators=[plain_name])
    role = models.CharField(max_length=20)  # of access.Role: a form chooses it
    leads = models.JSONField(default=list)  # the numbers of the leads they will act for
    state = models.CharField(max_length=10, choices=STATES, default=OPEN)
    invited_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    accepted_by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True)
    key_hash = models.CharField(max_length=64, unique=True)  # SHA-256, in hexadecimal digits
    sent_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    objects = InvitationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "email"],
                condition=models.Q(state="open"),
                name="invitation_once",
                violation_error_message="This address is invited already",
            )
        ]

    def trail_kind(self, history_type):
        return Kind.INVITED if history_type == "+" else super().trail_kind(history_type)

    def __str__(self):
        return f"{self.email}, invited to {self.organisation_id}"

    def get_role_display(self) -> str:
        return Role(self.role).label

    def has_expired(self, now) -> bool:
        return now >= self.expires_at


class LetterQuerySet(models.QuerySet):
    def due(self):
        """Those to send now, the one that waits longest first."""
        return self.filter(due_at__lte=timezone.now()).order_by("due_at", "pk")


class Letter(models.Model):
    """A letter that waits to be sent: whom it is for and why, never what it says nor a link.

    One for nobody is of a password that was forgotten at an address that nobody has. A worker that
    takes a letter puts off when it is due, so that another one goes on should it die.
    """

    purpose = models.CharField(max_length=60)
    person = models.ForeignKey(User, models.PROTECT, related_name="+", null=True)
    invitation = models.ForeignKey(Invitation, models.CASCADE, related_name="letters", null=True)
    email = models.CharField(
        max_length=254, blank=True, help_text="Where it goes, if not to where the person is now"
    )
    facts = models.JSONField(default=dict, help_text="Numbers and names of what it is about")
    at = models.DateTimeField(auto_now_add=True)
    due_at = models.DateTimeField(default=timezone.now, db_index=True)
    tries = models.PositiveSmallIntegerField(default=0)

    objects = LetterQuerySet.as_manager()

    def __str__(self):
        return f"{self.purpose} {self.pk}"

    def is_wanted(self) -> bool:
        """Whether the invitation can still be accepted, and the person still come in."""
        if self.invitation is not None:
            is_open = self.invitation.state == Invitation.OPEN
            return is_open and not self.invitation.has_expired(timezone.now())
        return self.person is None or self.person.may_come_in()


class SigningInRule(Tracked):
    """What an organisation asks of its people beyond what everyone must do to sign in."""

    organisation = models.OneToOneField(
        Organisation, models.PROTECT, related_name="signing_in_rule"
    )
    second_factor_for_all = models.BooleanField("everyone needs a second factor", default=False)

    class Meta:
        verbose_name = "rule for signing in"

    def __str__(self):
        return f"{self.organisation}: {self.words}"

    def get_absolute_url(self):
        return reverse("signing_in_rule", args=[self.organisation_id])

    @property
    def words(self) -> str:
        who = "everyone needs" if self.second_factor_for_all else "only administrators need"
        return f"{who} a second factor"
