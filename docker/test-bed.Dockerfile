# Servers, reader service and SIM for compose.yaml, from the test bed and the software SIM of this repository: never for production.
ARG BASE=debian:bookworm-slim

FROM ${BASE}
# a base image that has them already needs no network
RUN dpkg-query -W openjdk-17-jdk-headless pcscd vsmartcard-vpcd >/dev/null 2>&1 || \
    { apt-get update && apt-get install -y --no-install-recommends openjdk-17-jdk-headless pcscd vsmartcard-vpcd && rm -rf /var/lib/apt/lists/*; }
COPY software-sim/target/lib /opt/software-sim
COPY software-sim/target/*.jar /opt/software-sim/
COPY test-bed/target/lib /opt/test-bed/target/lib
COPY test-bed/target/*.jar /opt/test-bed/target/
COPY test-bed/management-server/target/lib /opt/test-bed/management-server/target/lib
COPY test-bed/management-server/target/models /opt/test-bed/management-server/target/models
COPY docker/test-bed /usr/local/bin/test-bed
ENTRYPOINT ["/usr/local/bin/test-bed"]
