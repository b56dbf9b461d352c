#!/usr/bin/env bash
# Debian's Chromium for the tests in a browser, as root.
set -euo pipefail

if [[ -n ${CHROMIUM_PATH-} ]] || command -v chromium >/dev/null || command -v google-chrome >/dev/null; then exit 0; fi

apt-get update -q >/dev/null
DEBIAN_FRONTEND=noninteractive apt-get install -o DPkg::Lock::Timeout=120 -q -y --no-install-recommends chromium fonts-noto-core >/dev/null
chromium --version
