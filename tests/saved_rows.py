"""Rows that were made once and are put back, so that a test need not make them again."""

from django.apps import apps
from django.db import connection


class SavedRows:
    """What `make()` adds to an empty database, as the rows of each table with their numbers.

    They are made in the first test that asks, and inserted as they were for every other.
    """

    def __init__(self, make):
        self.make = make
        self.added = None

    def put(self):
        if self.added is None:
            before = _rows()
            self.make()
            self.added = {
                table: (columns, [row for row in rows if row not in before[table][1]])
                for table, (columns, rows) in _rows().items()
            }
        else:
            for table, (columns, rows) in self.added.items():
                _insert(table, columns, rows)


def _rows():
    tables = {}
    with connection.cursor() as cursor:
        for model in apps.get_models(include_auto_created=True):
            cursor.execute(f'SELECT * FROM "{model._meta.db_table}"')
            columns = [column[0] for column in cursor.description]
            tables[model._meta.db_table] = (columns, [_plain(row) for row in cursor.fetchall()])
    return tables


def _plain(row):
    return tuple(bytes(value) if isinstance(value, memoryview) else value for value in row)


def _insert(table, columns, rows):
    names = ", ".join(f'"{column}"' for column in columns)
    places = ", ".join(["%s"] * len(columns))
    if rows:
        with connection.cursor() as cursor:
            cursor.executemany(f'INSERT INTO "{table}" ({names}) VALUES ({places})', rows)
