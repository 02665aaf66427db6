# One image for web, worker, beat and pump; nothing is compiled in it.
FROM python:3.11-slim-bookworm AS build
WORKDIR /srv/redress
COPY requirements.lock ./
RUN python -m venv /opt/venv && /opt/venv/bin/pip install --no-cache-dir --require-hashes -r requirements.lock

FROM python:3.11-slim-bookworm
ENV PATH=/opt/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    DJANGO_SETTINGS_MODULE=config.settings.production DATA_DIR=/var/lib/redress-data
RUN useradd --system --uid 10001 --no-create-home redress && install -d -o redress -m 700 /var/lib/redress-data
COPY --from=build /opt/venv /opt/venv
WORKDIR /srv/redress
COPY manage.py ./
COPY config config
COPY accounts accounts
COPY notifications notifications
COPY appeals appeals
# The address of none of these is used: collecting files reads no database.
RUN SECRET_KEY=build ALLOWED_HOSTS=build BASE_URL=https://build EMAIL_URL=smtp://build REDIS_URL=redis://build \
    DATABASE_URL=postgres://build@build/build STATIC_ROOT=/srv/redress/static python manage.py collectstatic --noinput
ENV STATIC_ROOT=/srv/redress/static
USER redress
VOLUME /var/lib/redress-data
EXPOSE 8000
CMD ["gunicorn", "config.wsgi", "--bind", "0.0.0.0:8000", "--workers", "2", "--threads", "4", "--worker-tmp-dir", "/dev/shm", "--access-logfile", "-"]
