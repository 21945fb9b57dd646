import type {Command} from './command.js';
import type {Endpoint} from './link.js';
import {shell} from './shell-text.js';

/** What a carrier says on standard error, behind the token of its connection. */
export type CarrierWord =
	| {readonly type: 'open'}
	/** The far side has sent its last byte, and was whole. */
	| {readonly type: 'sent-all'}
	/** It could not be connected: the system's own words. */
	| {readonly type: 'closed'; readonly said: string}
	/** The host has no program that could carry bytes. */
	| {readonly type: 'unable'; readonly said: string};

/**
 * A program that carries one connection: its standard input goes to the endpoint, what comes back goes to its standard
 * output, every byte as it is. For hosts whose sshd forbids forwarding. `token` marks its words on standard error.
 */
export function carrierFor(endpoint: Endpoint, token: string): Command {
	const place = 'path' in endpoint ? ['', '', endpoint.path] : [endpoint.host, String(endpoint.port), ''];
	return {argv: ['/bin/sh', '-c', SCRIPT, 'hpctui-carrier', token, ...place]};
}

/** The word that stands on a line of standard error; null for whatever else was printed there. */
export function carrierWord(line: string, token: string): CarrierWord | null {
	if (!line.startsWith(`${token} `)) {
		return null;
	}

	const [, word = '', said = ''] = /^(\S+) ?(.*)$/.exec(line.slice(token.length + 1).trim()) ?? [];
	switch (word) {
		case 'open':
		case 'sent-all':
			return {type: word};
		case 'closed':
		case 'unable':
			return {type: word, said};
		default:
			return null;
	}
}

/** A name that is long in coming, or a firewall: the near side gives up earlier, so this only clears up. */
const CONNECT_SECONDS = 20;

/**
 * Two processes, one for each direction: neither waits for the other, and the end of one is told while the other goes on.
 * Standard error is closed with the last byte: until then sshd would not tell the end of standard output.
 */
const PERL = shell`use strict;
use Socket qw(getaddrinfo AF_UNIX SOCK_STREAM IPPROTO_TCP TCP_NODELAY SHUT_WR pack_sockaddr_un);
my ($token, $host, $port, $path) = @ARGV;
sub tell_of { syswrite STDERR, "$token $_[0]\n" }
sub give_up { tell_of("closed $_[0]"); exit 1 }
sub pump {
	my ($from, $to) = @_;
	while (1) {
		my $size = sysread $from, my $bytes, 65536;
		return 0 unless defined $size;
		return 1 unless $size;
		for (my $at = 0; $at < $size;) { $at += syswrite($to, $bytes, $size - $at, $at) || return 0 }
	}
}
$SIG{ALRM} = sub { give_up("Connection timed out") };
$SIG{PIPE} = "IGNORE";
alarm ${CONNECT_SECONDS};
my ($socket, $why);
if ($path ne "") {
	socket($socket, AF_UNIX, SOCK_STREAM, 0) && connect($socket, pack_sockaddr_un($path)) or give_up("$!");
} else {
	my ($error, @places) = getaddrinfo($host, $port, {socktype => SOCK_STREAM});
	give_up("$error") if $error;
	for my $place (@places) {
		socket(my $candidate, $place->{family}, SOCK_STREAM, 0) or next;
		if (connect $candidate, $place->{addr}) { $socket = $candidate; last }
		$why = "$!";
	}
	give_up($why || "no address") unless $socket;
	setsockopt $socket, IPPROTO_TCP, TCP_NODELAY, 1;
}
alarm 0;
tell_of("open");
my $sender = fork;
give_up("$!") unless defined $sender;
if (!$sender) {
	close STDOUT;
	close STDERR;
	pump(\*STDIN, $socket);
	shutdown $socket, SHUT_WR;
	exit 0;
}
close STDIN;
exit 1 unless pump($socket, \*STDOUT);
tell_of("sent-all");
close STDOUT;
close STDERR;
waitpid $sender, 0;
`;

/** The same, for hosts without a perl that is new enough. */
const PYTHON = shell`import os, socket, sys, threading
token, host, port, path = sys.argv[1:5]
def tell(words): os.write(2, (token + " " + words + "\n").encode())
try:
    if path:
        far = socket.socket(socket.AF_UNIX)
        far.settimeout(${CONNECT_SECONDS})
        far.connect(path)
    else:
        far = socket.create_connection((host, int(port)), ${CONNECT_SECONDS})
        far.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    far.settimeout(None)
except OSError as error:
    tell("closed " + str(error.strerror or error))
    sys.exit(1)
tell("open")
def send():
    try:
        while True:
            data = os.read(0, 65536)
            if not data:
                break
            far.sendall(data)
        far.shutdown(socket.SHUT_WR)
    except OSError:
        pass
sender = threading.Thread(target=send)
sender.daemon = True
sender.start()
try:
    while True:
        data = memoryview(far.recv(65536))
        if not len(data):
            break
        while len(data):
            data = data[os.write(1, data):]
except OSError:
    os._exit(1)
tell("sent-all")
os.close(1)
os.close(2)
sender.join()
`;

/**
 * Whatever of these the host has, the best first. perl and python3 end each half of a connection by itself. bash has no
 * shutdown(2): the far side is not told that ours has sent all. socat and nc keep a connection that the far side closed
 * until ours closes too, and say too little of one that they open, so it is tried once before.
 */
const SCRIPT = shell`token=$1 host=$2 port=$3 path=$4
has() { command -v "$1" >/dev/null 2>&1; }
opened() { printf '%s open\n' "$token" >&2; exec 2>/dev/null; }
closed() {
	printf '%s closed %s\n' "$token" "$(printf '%s' "$1" | tr '\n' ' ' | sed 's/ *$//; s/.*: //')" >&2
	exit 1
}
if has perl && perl -MSocket=getaddrinfo -e 1 >/dev/null 2>&1; then
	exec perl -e '${quoted(PERL)}' "$token" "$host" "$port" "$path"
fi
if has python3; then
	exec python3 -S -E -c '${quoted(PYTHON)}' "$token" "$host" "$port" "$path"
fi
if has bash && [ -z "$path" ]; then
	exec bash -c '
		if ! said=$( { exec 3<>"/dev/tcp/$2/$3"; } 2>&1 ); then
			said=\${said%%
*}
			printf "%s closed %s\n" "$1" "\${said##*: }" >&2
			exit 1
		fi
		exec 3<>"/dev/tcp/$2/$3" 4<&0
		printf "%s open\n" "$1" >&2
		exec 2>/dev/null
		cat <&4 >&3 &
		cat <&3
		code=$?
		kill $!
		exit $code
	' hpctui-carrier "$token" "$host" "$port"
fi
if has socat; then
	case $host in *:*) host="[$host]" ;; esac
	if [ -n "$path" ]; then far=UNIX-CONNECT:$path; else far=TCP:$host:$port,connect-timeout=${CONNECT_SECONDS}; fi
	said=$(socat -u /dev/null "$far" 2>&1) || closed "$said"
	opened
	exec socat -t 86400 - "$far"
fi
if has nc; then
	help=$(nc -h 2>&1)
	half=
	case $help in *'[-46CDdFhklNn'* | *'-N'*'shutdown'*) half=-N ;; esac
	if [ -n "$path" ]; then
		opened
		exec nc $half -U "$path"
	fi
	said=$(nc -v -z -w ${CONNECT_SECONDS} "$host" "$port" 2>&1 </dev/null) || closed "$said"
	opened
	exec nc $half "$host" "$port"
fi
printf '%s unable %s\n' "$token" 'there is no perl, python3, bash, socat or nc' >&2
exit 1
`;

/** Text as it may stand within single quotes of sh. */
function quoted(text: string): string {
	return text.replaceAll("'", "'\\''");
}
