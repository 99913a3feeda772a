# Builds Handrail as one static binary and puts it in an image with nothing else in it: no shell, no package
# manager, no libraries. It runs as nobody.
#
#   docker build -t handrail .
#   docker run --rm --network host handrail playground        the playground listens on loopback only
#   docker run --rm -v handrail:/data handrail keys new
#   docker run -d --env-file handrail.env -v handrail:/data handrail

FROM golang:1.26-bookworm AS build
WORKDIR /src

# Modules first: they change less often than the code.
COPY go.mod go.sum ./
RUN go mod download

COPY . .
# SQLite is C, so cgo stays on; `make static` links it in, and .ci/run proves that the result needs no library.
RUN mkdir -p /out/data && chmod 0700 /out/data \
 && make static OUT=/out/handrail \
 && echo 'nobody:x:65534:65534:nobody:/data:/' > /out/passwd

FROM scratch
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/
COPY --from=build /out/passwd /etc/passwd
COPY --from=build --chown=65534:65534 /out/data /data
COPY --from=build /out/handrail /handrail
# The playground and SQLite want a place for files that do not last.
COPY --from=build --chown=65534:65534 /out/data /tmp

USER 65534:65534
WORKDIR /data
VOLUME /data

# Database and key stand on the volume. Keep the key's backup apart from the database's.
ENV HANDRAIL_DATABASE_URL=sqlite:/data/handrail.db \
    HANDRAIL_KEY_FILE=/data/handrail.key

# 8080 is HTTP mode, /healthz and /readyz: to reach it from outside the container set HANDRAIL_LISTEN=0.0.0.0:8080, and
# publish it to a proxy, never to the world. Metrics stay on loopback inside unless you say otherwise.
EXPOSE 8080
ENTRYPOINT ["/handrail"]
CMD ["run"]
