#!/bin/sh
# Run once by the image of PostgreSQL, when its volume is new: the database, and an owner who may make the hub's other
# roles but is no superuser. psql puts the password in itself, quoted; it is on no command line.
set -eu

psql --no-psqlrc --set ON_ERROR_STOP=1 --username "${POSTGRES_USER:-postgres}" --dbname postgres <<'SQL'
\getenv password DATABASE_PASSWORD
create role crossdock_owner login createrole password :'password';
create database crossdock owner crossdock_owner;
SQL
