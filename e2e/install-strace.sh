#!/usr/bin/env bash
# strace from Debian, where it is missing and we may install it.
set -euo pipefail
if command -v strace >/dev/null; then exit 0; fi
if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
	echo "The order of fsync and \"saved\" is read with strace: apt-get install strace" >&2
	exit 1
fi
apt-get update -qq
DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends strace >/dev/null
