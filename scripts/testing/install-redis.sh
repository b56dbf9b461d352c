#!/usr/bin/env bash
# The program redis-server on a Debian machine, as root. Only the program: the package's service is not started, since
# tests run servers of their own.
set -euo pipefail

if command -v redis-server >/dev/null || command -v valkey-server >/dev/null; then exit 0; fi

# Debian's way to install a service without starting it: https://people.debian.org/~hmh/invokerc.d-policyrc.d-specification.txt
readonly POLICY=/usr/sbin/policy-rc.d
if [[ ! -e $POLICY ]]; then
  trap 'rm -f "$POLICY"' EXIT
  printf '#!/bin/sh\nexit 101\n' >"$POLICY"
  chmod +x "$POLICY"
fi

apt-get update -q >/dev/null
DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends redis-server >/dev/null
redis-server --version
