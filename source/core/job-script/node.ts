import {shell} from '../shell-text.js';

/**
 * What the node tells of itself. Link types from /sys/class/net/NAME/type (32: infiniband), up from its flags and
 * operstate (`unknown` is what tunnels and loopback say), addresses from `ip -o addr`, else `ifconfig` (net-tools 1 and
 * 2, busybox), else `hostname -I`, which names no interfaces. Link-local addresses are left out.
 */
export const NODE = shell`hpctui_links() {
	for hpctui_path in /sys/class/net/*; do
		[ -r "$hpctui_path/type" ] || continue
		hpctui_type=null hpctui_flags=0x1 hpctui_operstate=unknown
		read -r hpctui_type <"$hpctui_path/type"
		read -r hpctui_flags <"$hpctui_path/flags"
		read -r hpctui_operstate <"$hpctui_path/operstate"
		case $hpctui_flags in
			*[13579bdfBDF]) hpctui_up=true ;;
			*) hpctui_up=false ;;
		esac
		case $hpctui_operstate in
			down | lowerlayerdown | notpresent) hpctui_up=false ;;
		esac
		printf 'link %s %s %s\n' "\${hpctui_path##*/}" "$hpctui_type" "$hpctui_up"
	done 2>/dev/null
}

hpctui_addresses_by_ip() {
	LC_ALL=C ip -o addr show 2>/dev/null | awk '($3 == "inet" || $3 == "inet6") && !/ scope link/ {
		sub(/@.*/, "", $2)
		sub(/\/.*/, "", $4)
		print "address", $2, $4
	}'
}

hpctui_addresses_by_ifconfig() {
	LC_ALL=C ifconfig -a 2>/dev/null | awk '
		/^[^ \t]/ { name = $1; sub(/:$/, "", name) }
		$1 == "inet" || $1 == "inet6" {
			address = $2 == "addr:" ? $3 : $2
			sub(/^addr:/, "", address)
			sub(/[\/%].*/, "", address)
			print "address", name, address
		}'
}

hpctui_addresses() {
	hpctui_found=$(hpctui_addresses_by_ip)
	[ -n "$hpctui_found" ] || hpctui_found=$(hpctui_addresses_by_ifconfig)
	[ -n "$hpctui_found" ] || hpctui_found=$(hostname -I 2>/dev/null | tr ' ' '\n' | sed -n 's/^\([0-9a-fA-F.:]\{1,\}\)$/address unnamed \1/p')
	printf '%s\n' "$hpctui_found"
}

# Whether others reach this node by IPv6 only; bridges of containers lead nowhere.
hpctui_is_only_ipv6() {
	hpctui_addresses | awk '
		$2 ~ /^(docker|br-|virbr|veth|vnet|cni|lxc|lxd|podman|tap)/ { next }
		$3 ~ /\./ && $3 !~ /^(127|169\.254)\./ { v4 = 1 }
		$3 ~ /:/ && $3 != "::1" && $3 !~ /^[fF][eE][89aAbB]/ { v6 = 1 }
		END { exit v6 && !v4 ? 0 : 1 }'
}

# The interfaces as a JSON array, at most 64, those without an address only while there are few.
hpctui_interfaces() {
	{ hpctui_links; hpctui_addresses; } | LC_ALL=C awk "$HPCTUI_AWK"'
		$1 == "link" && !($2 in type) { order[++count] = $2; type[$2] = $3 ~ /^[0-9]+$/ ? $3 : "null"; up[$2] = $4 }
		$1 == "address" && !($2 in type) { order[++count] = $2; type[$2] = "null"; up[$2] = "true" }
		$1 == "address" && $3 !~ /^(169\.254\.|[fF][eE][89aAbB])/ {
			addresses[$2] = addresses[$2] (addresses[$2] == "" ? "" : ",") "\"" json($3) "\""
		}
		END {
			printf "["
			for (at = 1; at <= count && shown < 64; at++) {
				name = order[at]
				if (addresses[name] == "" && count > 24) continue
				printf "%s{\"name\":\"%s\",\"linkType\":%s,\"isUp\":%s,\"addresses\":[%s]}", (shown++ ? "," : ""), json(name), type[name], up[name], addresses[name]
			}
			printf "]"
		}'
}

# The interface of the default route with the lowest metric, as JSON.
hpctui_default_interface() {
	hpctui_found=$(awk '$2 == "00000000" && $8 == "00000000" { print $7, $1 }' /proc/net/route 2>/dev/null | sort -n | sed -n '1s/^[0-9]* //p')
	[ -n "$hpctui_found" ] || hpctui_found=$(LC_ALL=C ip -6 route show default 2>/dev/null | sed -n '1s/.* dev \([^ ]*\).*/\1/p')
	[ -n "$hpctui_found" ] && printf '"%s"' "$(hpctui_json "$hpctui_found")" || printf null
}

# The addresses by which other nodes may reach this one, the likeliest first: infiniband, the default route's, the others.
hpctui_ranked_addresses() {
	{ hpctui_links; printf 'default %s\n' "$(hpctui_default_interface | tr -d '"')"; hpctui_addresses; } | LC_ALL=C awk '
		$1 == "link" { type[$2] = $3; up[$2] = $4 }
		$1 == "default" { route = $2 }
		$1 == "address" && $3 !~ /^(127\.|169\.254\.|::1$|[fF][eE][89aAbB])/ && up[$2] != "false" {
			rank = type[$2] == 32 ? 0 : $2 == route ? 2 : 4
			print rank + ($3 ~ /:/ ? 1 : 0), $3
		}' | sort -s -n -k 1,1 | sed 's/^[0-9]* //' | head -n 16
}
`;
