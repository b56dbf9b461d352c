#!/usr/bin/env bash
# A real Odoo 19 with its own PostgreSQL on a Debian 12 machine, without Docker.
# For tests only: everything listens on the loopback, nothing is tuned for safety.
# What each command does, and what surprises: README.md beside this file.
set -euo pipefail

HERE=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
readonly HERE

readonly HOME_DIR=${CROSSDOCK_ODOO_HOME:-/var/cache/crossdock-odoo} # an absolute path
readonly HTTP_PORT=${CROSSDOCK_ODOO_PORT:-8069}
readonly GEVENT_PORT=$((HTTP_PORT + 3))
readonly PG_PORT=${CROSSDOCK_ODOO_PG_PORT:-5469}

readonly RUN_USER=crossdock-odoo # system user and database role: Odoo refuses root and the role "postgres"
readonly TEMPLATE_DB=crossdock_template
readonly BUILD_DB=crossdock_template_build
readonly MODULES=sale_management,stock,sale_stock,account,delivery,l10n_in,l10n_in_sale,base_automation

readonly ODOO_URL=http://127.0.0.1:$HTTP_PORT
readonly PG_URL=postgres://$RUN_USER@127.0.0.1:$PG_PORT/postgres

readonly PACKAGE_DIR=$HOME_DIR/package
readonly VERSION_FILE=$HOME_DIR/package.version
readonly STAMP_FILE=$HOME_DIR/template.stamp
readonly PG_DATA=$HOME_DIR/postgres
readonly ODOO_DATA=$HOME_DIR/data
readonly LOG_DIR=$HOME_DIR/log
readonly PID_FILE=$HOME_DIR/odoo.pid

# Odoo's Python libraries as Debian 12 packages. Odoo itself comes from sid and cannot be installed
# here (its dependencies are sid's), but it runs on these.
readonly PYTHON_PACKAGES=(
  python3-asn1crypto python3-babel python3-cbor2 python3-chardet python3-cryptography python3-dateutil
  python3-docutils python3-freezegun python3-geoip2 python3-gevent python3-greenlet python3-idna
  python3-jinja2 python3-libsass python3-lxml python3-magic python3-markupsafe python3-num2words
  python3-ofxparse python3-openpyxl python3-openssl python3-passlib python3-phonenumbers python3-pil
  python3-polib python3-psutil python3-psycopg2 python3-pypdf python3-pypdf2 python3-qrcode
  python3-reportlab python3-requests python3-rjsmin python3-serial python3-stdnum python3-tz
  python3-urllib3 python3-usb python3-vobject python3-werkzeug python3-xlrd python3-xlsxwriter
  python3-xlwt python3-zeep
)

# Progress goes to stderr: `start` must leave nothing but shell exports on stdout.
say() { printf 'real-odoo: %s\n' "$*" >&2; }

die() {
  say "$*"
  exit 1
}

need_root() {
  [[ $EUID -eq 0 ]] || die "'$1' must run as root: it installs packages and starts servers as the user $RUN_USER"
}

need_package() {
  [[ -x $PACKAGE_DIR/usr/bin/odoo ]] || die "Odoo is not installed in $HOME_DIR; run '$0 install' first"
}

# One command at a time changes the installation; the descriptor is closed for the servers we start (9>&-).
take_lock() {
  mkdir -p "$HOME_DIR"
  exec 9>"$HOME_DIR/lock"
  flock -w 600 9 || die "another real-odoo command has held $HOME_DIR/lock for ten minutes"
}

release_lock() { exec 9>&-; }

# Runs a command as the system user, in a clean environment: Odoo honours proxy variables when it
# calls webhooks, and a test's listener on 127.0.0.1 must be reached directly. setpriv and env
# replace themselves, so the process id of the command is the one the shell sees.
as_user() {
  (cd "$HOME_DIR" && exec setpriv --reuid="$RUN_USER" --regid="$RUN_USER" --init-groups \
    env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 HOME="$HOME_DIR" "$@")
}

ensure_user_and_folders() {
  id "$RUN_USER" >/dev/null 2>&1 ||
    useradd --system --user-group --home-dir "$HOME_DIR" --no-create-home --shell /usr/sbin/nologin "$RUN_USER"
  install -d -o "$RUN_USER" -g "$RUN_USER" -m 0755 "$HOME_DIR" "$LOG_DIR" "$ODOO_DATA"
  as_user test -w "$HOME_DIR" || die "the user $RUN_USER cannot reach $HOME_DIR; set CROSSDOCK_ODOO_HOME to a folder it can"
  # A folder restored from a build cache keeps the numbers of another machine's users.
  if [[ -d $PG_DATA && $(stat -c %U "$PG_DATA") != "$RUN_USER" ]]; then
    chown -R "$RUN_USER:$RUN_USER" "$PG_DATA" "$ODOO_DATA" "$LOG_DIR"
  fi
}

# ---------------------------------------------------------------- install

pg_bin() {
  local dir newest=0 version
  for dir in /usr/lib/postgresql/*/bin; do
    [[ -x $dir/postgres && -x $dir/initdb ]] || continue
    version=$(basename "$(dirname "$dir")")
    if ((version > newest)); then newest=$version; fi
  done
  ((newest >= 13)) || return 1
  printf '/usr/lib/postgresql/%s/bin' "$newest"
}

missing_packages() {
  local name
  pg_bin >/dev/null || echo postgresql-15
  for name in "${PYTHON_PACKAGES[@]}" curl procps; do
    dpkg-query -W -f '${db:Status-Status}' "$name" 2>/dev/null | grep -qx installed || echo "$name"
  done
}

install_debian_packages() {
  local missing
  mapfile -t missing < <(missing_packages)
  ((${#missing[@]})) || return 0
  say "installing ${#missing[@]} Debian packages"
  apt-get update -q >&2 || die "apt-get update failed; is the package archive reachable?"
  DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends "${missing[@]}" >&2 ||
    die "apt-get could not install: ${missing[*]}"
  # The server package makes and starts a cluster of its own. We use ours; do not leave that one running.
  if [[ " ${missing[*]} " == *" postgresql-15 "* ]]; then
    pg_ctlcluster 15 main stop >/dev/null 2>&1 || true
  fi
}

# The Debian archive this machine already uses, as apt understands its own configuration (in either
# file format). The security archive also comes from "Debian", but has no sid.
debian_archive() {
  # shellcheck disable=SC2016 # apt fills these in
  apt-get indextargets --format '$(ORIGIN)|$(LABEL)|$(REPO_URI)' 'Created-By: Packages' |
    awk -F'|' '$1 == "Debian" && $2 == "Debian" && !found { found = $3 } END { print found }'
}

# A throw-away apt configuration, so that the machine's own package lists never see sid.
sid_apt() {
  local dir=$1
  shift
  apt-get -q \
    -o Dir::Etc::SourceList=/dev/null -o Dir::Etc::SourceParts="$dir/sources" \
    -o Dir::Etc::Preferences=/dev/null -o Dir::Etc::PreferencesParts=/dev/null \
    -o Dir::State::Lists="$dir/lists" -o Dir::Cache::pkgcache= -o Dir::Cache::srcpkgcache= \
    -o APT::Get::List-Cleanup=0 -o APT::Sandbox::User=root \
    -o Acquire::Languages=none -o Acquire::Retries=3 "$@" >&2
}

download_odoo() {
  local dir=$1 archive keyring=/usr/share/keyrings/debian-archive-keyring.gpg
  archive=$(debian_archive)
  if [[ -z $archive ]]; then # package lists were never fetched, or were cleaned away
    apt-get update -q >&2 || die "apt-get update failed; is the package archive reachable?"
    archive=$(debian_archive)
  fi
  [[ -n $archive ]] || die "no Debian archive in this machine's apt sources, so there is nowhere to take odoo-19 from"

  mkdir -p "$dir/sources" "$dir/lists/partial"
  {
    printf 'Types: deb\nURIs: %s\nSuites: sid\nComponents: main\n' "$archive"
    [[ ! -s $keyring ]] || printf 'Signed-By: %s\n' "$keyring"
  } >"$dir/sources/sid.sources"

  say "reading the package list of Debian sid"
  sid_apt "$dir" update || die "the package list of Debian sid could not be read from this machine's archive"
  say "downloading odoo-19 (about 120 MB)"
  (cd "$dir" && sid_apt "$dir" download odoo-19) ||
    die "Debian sid has no package odoo-19 (any more), or it could not be downloaded; the Docker route in README.md still works"
}

unpack_odoo() {
  local dir deb
  dir=$(mktemp -d "$HOME_DIR/download.XXXXXX")
  # shellcheck disable=SC2064 # the folder's name is wanted now
  trap "rm -rf '$dir'" EXIT
  download_odoo "$dir"
  deb=$(find "$dir" -maxdepth 1 -name 'odoo-19_*.deb' -print -quit)
  [[ -n $deb ]] || die "apt-get answered success but left no odoo-19 package"
  say "unpacking"
  rm -rf "$PACKAGE_DIR"
  dpkg-deb -x "$deb" "$dir/package"
  chmod 0755 "$dir/package"
  dpkg-deb -f "$deb" Version >"$VERSION_FILE"
  mv "$dir/package" "$PACKAGE_DIR" # last, so that a half-unpacked package is never taken for a whole one
  rm -rf "$dir"
  trap - EXIT
}

cmd_install() {
  need_root install
  take_lock
  install_debian_packages
  ensure_user_and_folders
  if [[ ! -x $PACKAGE_DIR/usr/bin/odoo || ! -s $VERSION_FILE ]]; then
    unpack_odoo
  fi
  odoo --version >/dev/null || die "the unpacked Odoo does not start; a newer package may need newer libraries than this Debian has"
  say "Odoo $(cat "$VERSION_FILE") is in $PACKAGE_DIR"
  release_lock
}

# ---------------------------------------------------------------- PostgreSQL

pg_running() { [[ -s $PG_DATA/postmaster.pid ]] && as_user "$(pg_bin)/pg_ctl" -D "$PG_DATA" status >/dev/null 2>&1; }

sql() { psql "$PG_URL" -X -q -A -t -v ON_ERROR_STOP=1 "$@"; }

ensure_cluster() {
  local major
  major=$(basename "$(dirname "$(pg_bin)")")
  # Another PostgreSQL than last time: its files cannot be read, and hold only what can be rebuilt.
  [[ ! -s $PG_DATA/PG_VERSION || $(cat "$PG_DATA/PG_VERSION") != "$major" ]] || return 0
  say "creating a PostgreSQL cluster in $PG_DATA"
  rm -rf "$PG_DATA"
  as_user "$(pg_bin)/initdb" -D "$PG_DATA" -U "$RUN_USER" --auth=trust --encoding=UTF8 --locale=C.UTF-8 --no-sync >/dev/null
  # Nothing here must survive a power cut, so nothing waits for the disk.
  cat >>"$PG_DATA/postgresql.conf" <<CONF

# Crossdock test cluster
listen_addresses = '127.0.0.1'
unix_socket_directories = ''
fsync = off
full_page_writes = off
synchronous_commit = off
wal_level = minimal
max_wal_senders = 0
max_connections = 200
shared_buffers = 256MB
CONF
}

start_pg() {
  pg_running && return 0
  ensure_cluster
  as_user "$(pg_bin)/pg_ctl" -D "$PG_DATA" -o "-p $PG_PORT" -l "$LOG_DIR/postgres.log" -w -t 60 start >/dev/null 9>&- ||
    die "PostgreSQL did not start; see $LOG_DIR/postgres.log (is port $PG_PORT taken?)"
}

stop_pg() {
  pg_running || return 0
  as_user "$(pg_bin)/pg_ctl" -D "$PG_DATA" -w -t 30 -m fast stop >/dev/null ||
    as_user "$(pg_bin)/pg_ctl" -D "$PG_DATA" -w -t 30 -m immediate stop >/dev/null ||
    die "PostgreSQL did not stop; see $LOG_DIR/postgres.log"
}

# ---------------------------------------------------------------- template

odoo() {
  as_user PYTHONPATH="$PACKAGE_DIR/usr/lib/python3/dist-packages" /usr/bin/python3 "$PACKAGE_DIR/usr/bin/odoo" "$@"
}

database_options() {
  printf '%s\n' --db_host=127.0.0.1 --db_port="$PG_PORT" --db_user="$RUN_USER" --data-dir="$ODOO_DATA"
}

template_stamp() {
  {
    cat "$VERSION_FILE"
    echo "$MODULES"
    cat "$HERE/template.py"
  } | sha256sum | cut -d' ' -f1
}

template_is_current() {
  [[ -s $STAMP_FILE && $(cat "$STAMP_FILE") == "$(template_stamp)" ]] &&
    [[ $(sql -c "select count(*) from pg_database where datname = '$TEMPLATE_DB' and datistemplate") == 1 ]]
}

drop_template() {
  [[ -n $(sql -c "select 1 from pg_database where datname = '$1'") ]] || return 0
  sql -c "alter database $1 with is_template false" -c "drop database $1 with (force)"
}

# Marked as a template from the start: Odoo leaves templates out of its list of databases, so a server
# that runs meanwhile does not open it, and its cron worker does not change the rows we are setting up.
# The other options are those Odoo itself creates a database with.
create_build_database() {
  drop_template "$BUILD_DB"
  sql -c "create database $BUILD_DB template template0 encoding 'unicode' lc_collate 'C' is_template true"
  psql "${PG_URL%/postgres}/$BUILD_DB" -X -q -c "create extension pg_trgm"
}

build_template() {
  local options
  mapfile -t options < <(database_options)
  rm -f "$STAMP_FILE"
  create_build_database
  say "installing the modules into $BUILD_DB (log: $LOG_DIR/template.log)"
  odoo -d "$BUILD_DB" "${options[@]}" -i "$MODULES" --without-demo=true --stop-after-init --no-http \
    >"$LOG_DIR/template.log" 2>&1 || die "Odoo could not install its modules; see $LOG_DIR/template.log"
  say "setting up the company, its pricelists and its taxes"
  odoo shell -d "$BUILD_DB" "${options[@]}" --no-http <"$HERE/template.py" >>"$LOG_DIR/template.log" 2>&1 ||
    die "template.py failed; see $LOG_DIR/template.log"
}

# Nobody may connect to the template itself: `create database … template` is refused while anyone does.
publish_template() {
  drop_template "$TEMPLATE_DB"
  sql -c "alter database $BUILD_DB with allow_connections false" \
    -c "select pg_terminate_backend(pid) from pg_stat_activity where datname = '$BUILD_DB'" \
    -c "alter database $BUILD_DB rename to $TEMPLATE_DB" >/dev/null
  rm -rf "$ODOO_DATA/filestore/$BUILD_DB" # template.py has moved the attachments into the database
  template_stamp >"$STAMP_FILE"
}

cmd_template() {
  need_root template
  need_package
  take_lock
  ensure_user_and_folders
  local was_running=no
  if pg_running; then was_running=yes; fi
  start_pg
  if template_is_current; then
    say "$TEMPLATE_DB is up to date"
  else
    build_template
    publish_template
    say "$TEMPLATE_DB is ready"
  fi
  [[ $was_running == yes ]] || stop_pg
  release_lock
}

# ---------------------------------------------------------------- start, stop, status

# The recorded id only counts while it is still our server: ids are used again after a restart.
odoo_pid() {
  local pid
  [[ -s $PID_FILE ]] || return 1
  pid=$(cat "$PID_FILE")
  tr '\0' ' ' 2>/dev/null <"/proc/$pid/cmdline" | grep -qF "$PACKAGE_DIR/usr/bin/odoo" || return 1
  echo "$pid"
}

odoo_healthy() { curl -fsS --noproxy '*' --max-time 5 "$ODOO_URL/web/health" 2>/dev/null | grep -q pass; }

# Replaces this shell by a server: [setsid or nothing] HTTP_PORT GEVENT_PORT [ODOO_OPTION…]. The gevent (bus) port has
# its own default, which would clash with a second server on the machine.
exec_odoo() {
  local session=$1 http_port=$2 gevent_port=$3 options
  shift 3
  mapfile -t options < <(database_options)
  cd "$HOME_DIR"
  exec ${session:+"$session"} setpriv --reuid="$RUN_USER" --regid="$RUN_USER" --init-groups ${PDEATHSIG:+"--pdeathsig=$PDEATHSIG"} \
    env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 HOME="$HOME_DIR" \
    PYTHONPATH="$PACKAGE_DIR/usr/lib/python3/dist-packages" \
    /usr/bin/python3 "$PACKAGE_DIR/usr/bin/odoo" "${options[@]}" \
    --http-interface=127.0.0.1 --http-port="$http_port" --gevent-port="$gevent_port" --workers=2 "$@"
}

start_odoo() {
  local tries
  odoo_pid >/dev/null && odoo_healthy && return 0
  stop_odoo
  if odoo_healthy; then die "another Odoo already answers on port $HTTP_PORT; set CROSSDOCK_ODOO_PORT"; fi
  # A session of its own: `stop` finds every worker by it, also those whose master died.
  (exec_odoo setsid "$HTTP_PORT" "$GEVENT_PORT" --max-cron-threads=1) </dev/null >>"$LOG_DIR/odoo.log" 2>&1 9>&- &
  echo $! >"$PID_FILE"
  for ((tries = 0; tries < 240; tries++)); do
    if odoo_healthy; then return 0; fi
    odoo_pid >/dev/null || ((tries < 4)) || break
    sleep 0.25
  done
  stop_odoo
  die "Odoo did not answer on $ODOO_URL; see $LOG_DIR/odoo.log"
}

# One more Odoo on the same PostgreSQL, in the foreground, for whoever wants to kill and freeze one. This shell becomes
# its master, so it dies with the process that called; its workers follow their master within seconds.
cmd_serve() {
  local http_port=${1:-} gevent_port=${2:-}
  [[ $http_port =~ ^[0-9]+$ && $gevent_port =~ ^[0-9]+$ ]] || die "usage: serve HTTP_PORT GEVENT_PORT [ODOO_OPTION…]"
  need_root serve
  need_package
  shift 2
  PDEATHSIG=KILL exec_odoo "" "$http_port" "$gevent_port" --max-cron-threads=0 "$@"
}

# Without zombies: in a container whose first process does not collect them they stay for ever.
session_pids() { { ps -o stat=,pid= -s "$1" || true; } | awk '$1 !~ /^Z/ { print $2 }'; }

wait_gone() {
  local session=$1 tries
  for ((tries = 0; tries < $2 * 10; tries++)); do
    [[ -n $(session_pids "$session") ]] || return 0
    sleep 0.1
  done
  return 1
}

stop_odoo() {
  local session pids
  [[ -s $PID_FILE ]] || return 0
  session=$(cat "$PID_FILE")
  # The server leads its session, so its id is also the session's; its user tells that it is ours.
  if [[ -n $(session_pids "$session") && $(ps -o user:32= -s "$session" | sort -u | tr -d ' ') == "$RUN_USER" ]]; then
    kill -TERM "$session" 2>/dev/null || true
    if ! wait_gone "$session" 10; then
      mapfile -t pids < <(session_pids "$session")
      kill -KILL "${pids[@]}" 2>/dev/null || true
      wait_gone "$session" 5 || die "Odoo's processes did not end: $(session_pids "$session" | xargs)"
    fi
  fi
  rm -f "$PID_FILE"
}

print_exports() {
  echo "export CROSSDOCK_TEST_ODOO_URL=$ODOO_URL"
  echo "export CROSSDOCK_TEST_ODOO_PG=$PG_URL"
}

cmd_start() {
  need_root start
  need_package
  take_lock
  ensure_user_and_folders
  start_pg
  [[ -n $(sql -c "select 1 from pg_database where datname = '$TEMPLATE_DB'") ]] ||
    say "there is no $TEMPLATE_DB yet; run '$0 template'"
  start_odoo
  release_lock
  print_exports
}

cmd_stop() {
  need_root stop
  [[ -d $HOME_DIR ]] || return 0
  take_lock
  stop_odoo
  [[ ! -d $PG_DATA ]] || stop_pg
  release_lock
}

cmd_status() {
  local pid
  if [[ -s $VERSION_FILE ]]; then
    say "package: $(cat "$VERSION_FILE")"
  else
    say "package: not installed"
  fi
  if sql -c 'select 1' >/dev/null 2>&1; then
    say "postgres: up, $PG_URL"
    if [[ -z $(sql -c "select 1 from pg_database where datname = '$TEMPLATE_DB'") ]]; then
      say "template: missing"
    elif [[ $(cat "$STAMP_FILE" 2>/dev/null) == "$(template_stamp)" ]]; then
      say "template: up to date"
    else
      say "template: older than the package, the module list or template.py"
    fi
  else
    say "postgres: down"
  fi
  if pid=$(odoo_pid) && odoo_healthy; then
    say "odoo: up, $ODOO_URL, process $pid"
    print_exports
  else
    say "odoo: down"
    return 3
  fi
}

# ---------------------------------------------------------------- fresh, run

cmd_fresh() {
  local name=${1:-}
  [[ $name =~ ^[a-z][a-z0-9_]{0,62}$ ]] || die "usage: fresh NAME (small letters, digits and _)"
  [[ $name != "$TEMPLATE_DB" && $name != postgres ]] || die "'$name' is not a test database"
  sql -c 'select 1' >/dev/null || die "PostgreSQL is not running; run '$0 start' first"
  sql -c "set client_min_messages = warning" \
    -c "drop database if exists $name with (force)" \
    -c "create database $name template $TEMPLATE_DB"
  forget_namesake "$name"
}

# Odoo's workers keep models and caches by database name, and compare a counter inside the database
# to know whether they are stale. A namesake that was dropped can have left the very same count, so
# move this one to a value never used before (tenths of seconds fit a 32 bit serial).
forget_namesake() {
  psql "${PG_URL%/postgres}/$1" -X -q -A -t -v ON_ERROR_STOP=1 >/dev/null <<'SQL'
select setval('orm_signaling_registry_id_seq', ((extract(epoch from clock_timestamp()) - 1700000000) * 10)::int);
insert into orm_signaling_registry default values;
SQL
}

STARTED_BY_RUN=no
RUN_CHILD=

stop_after_run() { [[ $STARTED_BY_RUN == no ]] || cmd_stop; }

interrupt_run() {
  if [[ -n $RUN_CHILD ]]; then
    kill -TERM "$RUN_CHILD" 2>/dev/null || true
    wait "$RUN_CHILD" || true
  fi
  exit "$1"
}

cmd_run() {
  local code=0
  [[ ${1:-} != -- ]] || shift
  (($#)) || die "usage: run -- CMD [ARG…]"
  need_root run
  cmd_install
  odoo_pid >/dev/null || STARTED_BY_RUN=yes # a server that was up before stays up
  trap stop_after_run EXIT
  trap 'interrupt_run 130' INT
  trap 'interrupt_run 143' TERM
  cmd_template
  cmd_start >/dev/null
  export CROSSDOCK_TEST_ODOO_URL=$ODOO_URL CROSSDOCK_TEST_ODOO_PG=$PG_URL
  # In the background, because bash runs a trap only after the command in the foreground has ended.
  "$@" <&0 &
  RUN_CHILD=$!
  wait "$RUN_CHILD" || code=$?
  exit "$code"
}

usage() {
  cat >&2 <<'USAGE'
usage: real-odoo.sh COMMAND
  install         Debian packages and the unpacked Odoo 19
  template        the database crossdock_template (company, currency, taxes)
  start           PostgreSQL and Odoo in the background; prints shell exports
  serve PORT PORT one more Odoo, in the foreground (HTTP and gevent port, then Odoo's own options)
  fresh NAME      (re)creates database NAME from the template
  stop            stops both
  run -- CMD…     all of the above around CMD, with its exit code
  status          what is there and what runs (exit code 3 when Odoo is down)
USAGE
  exit 2
}

main() {
  local command=${1:-}
  [[ $HOME_DIR == /* ]] || die "CROSSDOCK_ODOO_HOME must be an absolute path, not '$HOME_DIR'"
  [[ -z $command ]] || shift
  case $command in
    install | template | start | serve | stop | status | fresh | run) "cmd_$command" "$@" ;;
    *) usage ;;
  esac
}

main "$@"
