# claimstream with all that it needs. Not built where this project is developed: no engine there.
FROM python:3.11-slim-bookworm

ENV PIP_DISABLE_PIP_VERSION_CHECK=1 \
    PIP_NO_CACHE_DIR=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    CLAIMSTREAM_CONFIG=/etc/claimstream/claimstream.toml \
    CLAIMSTREAM_WAREHOUSE=/var/lib/claimstream

WORKDIR /opt/claimstream
COPY requirements.lock ./
RUN pip install --require-hashes --requirement requirements.lock --constraint requirements.lock
COPY pyproject.toml README.md LICENSE ./
COPY flows flows
COPY transforms transforms
COPY warehouse warehouse
RUN pip install --no-deps --no-build-isolation .
COPY config /etc/claimstream

RUN useradd --system --home-dir /var/lib/claimstream --create-home claimstream \
    && chown -R claimstream:claimstream /var/lib/claimstream
USER claimstream
VOLUME /var/lib/claimstream
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=60s --timeout=20s --start-period=180s CMD ["claimstream", "status"]
ENTRYPOINT ["claimstream"]
CMD ["up"]
