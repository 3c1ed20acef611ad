"""How the application is served, here and in production."""

import os

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
