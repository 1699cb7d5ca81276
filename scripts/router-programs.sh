#!/bin/sh
# Installs the programs that test/outside/router.test.ts asks, from Debian's packages, where they are missing. Without root,
# or on another system, it changes nothing, and those tests are skipped by name. No service is started.
set -eu
PATH="$PATH:/usr/sbin:/sbin"
missing=
for pair in haproxy:haproxy keepalived:keepalived dnsmasq:dnsmasq-base vtysh:frr nft:nftables unbound-checkconf:unbound \
  kea-dhcp4:kea-dhcp4-server wg:wireguard-tools nginx:nginx-light; do
  command -v "${pair%%:*}" >/dev/null 2>&1 || missing="$missing ${pair#*:}"
done
[ -n "$missing" ] || exit 0
if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null 2>&1; then
  echo "not installed here:$missing"
  exit 0
fi
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
  printf '#!/bin/sh\nexit 101\n' >"$policy"
  chmod 0755 "$policy"
  trap 'rm -f "$policy"' EXIT
fi
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
# shellcheck disable=SC2086 # a list of names
apt-get install -y -qq --no-install-recommends $missing
