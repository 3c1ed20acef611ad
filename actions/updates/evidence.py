"""Evidence of an action: kept, withdrawn, and read back as a download.

What is withdrawn is no longer served to anyone; its row, its reason and its bytes stay.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from actions.models import Evidence, EvidenceFile
from actions.updates.file_kinds import media_type_of
from wres.accounts.access import UPDATE_ANY
from wres.audit import changes
from wres.audit.verification import CHUNK
from wres.files import reader
from wres.files.names import safe_name
from wres.files.uploads import read_upload

TITLE_LIMIT = Evidence._meta.get_field("title").max_length


@dataclass(frozen=True)
class Brought:
    """A file that a person brings, once it is known to be what it says."""

    name: str
    media_type: str
    data: bytes

    @classmethod
    def read(cls, upload) -> "Brought":
        """RefusedError, in words, for what evidence may not be."""
        name, data = safe_name(upload.name), read_upload(upload)
        return cls(name, reader.read(media_type_of, name, data), data)

    @cached_property
    def sha256(self) -> str:
        return hashlib.sha256(self.data).hexdigest()


def keep_file(action, brought, *, by, today, title="", update=None):
    """The file as evidence, inside an open `trail.change`; the same file twice is one."""
    if earlier := standing(action).filter(sha256=brought.sha256).first():
        return earlier
    evidence = Evidence(
        action=action,
        update=update,
        title=title or brought.name[:TITLE_LIMIT],
        file_name=brought.name,
        media_type=brought.media_type,
        size=len(brought.data),
        sha256=brought.sha256,
        added_by=by,
        added_on=today,
    )
    evidence.save()
    changes.current().freeze([EvidenceFile(evidence=evidence, data=brought.data)])
    return evidence


def keep_link(action, link, *, by, today, title):
    """The link as evidence, inside an open `trail.change`; the same link twice is one."""
    if earlier := standing(action).filter(link=link).first():
        return earlier
    evidence = Evidence(action=action, title=title, link=link, added_by=by, added_on=today)
    evidence.save()
    return evidence


def withdraw(evidence, *, reason, today):
    """Serve it no longer, inside an open `trail.change` that has the reason."""
    evidence.withdrawn_on, evidence.withdrawn_reason = today, reason
    evidence.save()
    tell(evidence.action)


def tell(action):
    """Let the action know whether it has evidence; it is saved only when that has changed."""
    has = standing(action).exists() or action.updates.exclude(evidence_link="").exists()
    if has != action.has_evidence:
        action.has_evidence = has
        action.save()


def standing(action):
    """Its evidence that is not withdrawn."""
    return action.evidence.filter(withdrawn_on=None)


def of_page(action):
    """All its evidence with who added it, the newest first."""
    return list(action.evidence.select_related("added_by").order_by("-added_on", "-pk"))


def may_withdraw(evidence, membership) -> bool:
    """Inclusion leads may withdraw any evidence, others what they added themselves."""
    return membership.may(UPDATE_ANY) or evidence.added_by_id == membership.user_id


def problems() -> Iterator[str]:
    """Of each piece of evidence, what is not as it was kept: its bytes are read one at a time."""
    for evidence in Evidence.objects.order_by("pk").iterator(CHUNK):
        file = EvidenceFile.objects.filter(evidence=evidence).first()
        name = f"The file of evidence {evidence.pk}"
        if file is None and evidence.sha256:
            yield f"{name} is gone."
        elif file and (hashlib.sha256(file.data).hexdigest(), len(file.data)) != (
            evidence.sha256,
            evidence.size,
        ):
            yield f"{name} is not as it was kept."
