"""The sessions of people in the database, which may be away while a session goes on."""

import logging
from contextlib import contextmanager

from django.contrib.sessions.backends import db
from django.contrib.sessions.backends.base import UpdateError
from django.db import Error, InterfaceError, OperationalError, connection, transaction

logger = logging.getLogger(__name__)

BRIEFLY = 2  # seconds that a page which was only read waits to note the click


class SessionStore(db.SessionStore):
    def save(self, must_create=False):
        """As Django's, which says of each failure that the session has ended, and answers 400."""
        try:
            super().save(must_create)
        except UpdateError as error:
            failure = error.__context__
            if isinstance(failure, OperationalError | InterfaceError):
                raise failure from failure.__cause__
            raise

    def save_if_possible(self):
        """Where nobody can write, the page that was read is not kept back for it."""
        try:
            with _briefly():
                self.save()
        except UpdateError:
            self.modified = True  # it has ended meanwhile: the middleware saves again, and says so
        except Error:
            logger.warning("The time of a click could not be noted.", exc_info=True)


@contextmanager
def _briefly():
    if connection.vendor == "sqlite":
        with connection.waiting_at_most(BRIEFLY):
            yield
    else:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL lock_timeout = '{BRIEFLY}s'")
            yield
