"""The application as a WSGI server runs it."""

import os

from django.core.wsgi import get_wsgi_application

from wres.files import reader

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wres.settings")
os.environ.setdefault("DATABASE_STATEMENT_TIMEOUT", "30")  # seconds; commands may take longer

reader.start()  # so that the first file need not wait for it
application = get_wsgi_application()
