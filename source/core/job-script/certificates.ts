import {shell} from '../shell-text.js';

/**
 * Certificates that nobody signed, and what they look like from the node itself, where nobody is in between: that is what
 * we hold the far end of a tunnel to. `-config` instead of `-addext`, which OpenSSL has since 1.1.1 only.
 */
export const CERTIFICATES = shell`# certificate.pem and key.pem of the folder, signed by itself, for this node and for the local end of the tunnel.
hpctui_make_certificate() {
	[ ! -s "$HPCTUI_FOLDER/key.pem" ] || return 0
	hpctui_need openssl 'TLS takes openssl on the node to make a certificate; or name your own in the app itself'
	hpctui_name=$(uname -n)
	(
		umask 077
		cd "$HPCTUI_FOLDER" || exit
		printf '%s\n' '[req]' 'distinguished_name=name' 'x509_extensions=extensions' 'prompt=no' '[name]' "CN=$hpctui_name" \
			'[extensions]' "subjectAltName=DNS:$hpctui_name,DNS:localhost,IP:127.0.0.1" >certificate.conf
		openssl req -x509 -newkey rsa:2048 -nodes -sha256 -days 397 -config certificate.conf \
			-keyout key.pem.new -out certificate.pem 2>certificate.log && mv key.pem.new key.pem
	) || hpctui_cannot_run 70 "no certificate could be made: $(tail -n 1 "$HPCTUI_FOLDER/certificate.log")"
}

# PORT: the SHA-256 fingerprint of the certificate that is shown there.
hpctui_fingerprint_at() {
	if command -v openssl >/dev/null 2>&1; then
		openssl s_client -connect "127.0.0.1:$1" </dev/null 2>/dev/null | openssl x509 -noout -fingerprint -sha256 2>/dev/null
	else
		python3 -c '
import hashlib, ssl, sys
shown = ssl.get_server_certificate(("127.0.0.1", int(sys.argv[1])))
print(hashlib.sha256(ssl.PEM_cert_to_DER_cert(shown)).hexdigest())' "$1" 2>/dev/null
	fi
}

# NAME PORT: tells the certificate of a port as soon as there is one.
hpctui_watch_certificate() {
	( hpctui_await_certificate "$1" "$2" </dev/null >/dev/null 2>&1 & )
}

hpctui_await_certificate() {
	while kill -0 $$; do
		hpctui_found=$(hpctui_fingerprint_at "$2")
		if [ -n "$hpctui_found" ]; then
			hpctui_evidence "$1" isSecure true fingerprint "$hpctui_found"
			return
		fi
		sleep 1
	done
}
`;
