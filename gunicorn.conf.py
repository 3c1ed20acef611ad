"""How the application is served, here and in production."""

import os

from wres import logs

workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
worker_class = "gthread"
threads = 4
preload_app = False
max_requests = 10_000
max_requests_jitter = 1_000
timeout = 60
keepalive = 30  # seconds; a proxy in front keeps its connections
graceful_timeout = 30
control_socket_disable = True  # signals are enough, and two installations would share its path

# The application writes the access lines, with the person's number and the id of the request.
accesslog = None
_in_production = os.environ.get("WRES_MODE") == "production"
logconfig_dict = logs.configuration(
    os.environ.get("LOG_FORMAT", "json" if _in_production else "text"),
    os.environ.get("LOG_LEVEL", "INFO"),
)
