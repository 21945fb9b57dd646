import {shell} from '../../../source/core/shell-text.js';

const FIND = shell`# HINT NAME...: the first of these programs that is there, as $hpctui_found.
hpctui_need_one() {
	hpctui_hint=$1
	shift
	for hpctui_found do
		! command -v "$hpctui_found" >/dev/null 2>&1 || return 0
	done
	hpctui_need "$1" "$hpctui_hint"
}
hpctui_need_one 'the desktop takes TigerVNC: name its module, as in --set modules=tigervnc' Xvnc Xtigervnc
HPCTUI_SERVER=$hpctui_found
hpctui_need_one 'it comes with TigerVNC: name its module, as in --set modules=tigervnc' vncpasswd tigervncpasswd
HPCTUI_VNCPASSWD=$hpctui_found
hpctui_need xauth 'without it anybody on the node could look at the desktop; name its module, as in --set modules=xauth'
hpctui_need websockify 'install it in the environment of the job (pip install websockify), and name that: --set environment=FOLDER'
hpctui_page=
for hpctui_folder in "$HPCTUI_SET_NOVNC" /usr/share/novnc /usr/share/noVNC /usr/share/webapps/novnc "$HOME/noVNC"; do
	[ -n "$hpctui_folder" ] && [ -r "$hpctui_folder/vnc.html" ] || continue
	hpctui_page=$hpctui_folder
	break
done
[ -n "$hpctui_page" ] ||
	hpctui_cannot_run 1 "no noVNC on $(uname -n)" 'unpack a release of it in your home, and name its folder: --set novnc=FOLDER'`;

/** Without a cookie an X server lets in every user of its host. Its number is known when it runs, and the cookie does not depend on it. */
const PREPARE = shell`hpctui_make_scratch
export XAUTHORITY=$HPCTUI_SCRATCH/authority
# DISPLAY
hpctui_give_cookie() {
	printf 'add %s . %s\n' "$1" "$hpctui_cookie" | xauth -q -f "$XAUTHORITY" source -
}
hpctui_cookie=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
(
	umask 077
	"$HPCTUI_VNCPASSWD" -f <"$HPCTUI_FOLDER/password" >"$HPCTUI_SCRATCH/passwd" 2>/dev/null && [ -s "$HPCTUI_SCRATCH/passwd" ]
) || hpctui_cannot_run 1 "$HPCTUI_VNCPASSWD -f made no password file" 'it takes that of TigerVNC'
( umask 077; hpctui_give_cookie :0 ) || hpctui_cannot_run 1 'xauth made no cookie'
mkdir "$HPCTUI_SCRATCH/page"
ln -s "$hpctui_page"/* "$HPCTUI_SCRATCH/page"
echo 'desktop of hpctui' >"$HPCTUI_SCRATCH/page/session-$(cat "$HPCTUI_FOLDER/mark").txt"`;

/** A desktop whose X server died is no desktop: the session ends with it. */
const SERVE = shell`(
	"$HPCTUI_SERVER" -displayfd 3 3>"$HPCTUI_SCRATCH/display" -auth "$XAUTHORITY" -nolisten tcp -desktop "$HPCTUI_TAG" \
		-geometry "$HPCTUI_SET_GEOMETRY" -depth 24 -SecurityTypes VncAuth -rfbauth "$HPCTUI_SCRATCH/passwd" \
		-rfbport -1 -rfbunixpath "$HPCTUI_SCRATCH/rfb" -AlwaysShared
	hpctui_code=$?
	: >"$HPCTUI_SCRATCH/over"
	[ -s "$HPCTUI_SCRATCH/display" ] || exit
	( hpctui_cannot_run 1 "the X server of the desktop ended with code $hpctui_code" )
	# Told to end, websockify would say that all went well.
	kill -s KILL $$
) &
hpctui_waited=0
until [ -s "$HPCTUI_SCRATCH/display" ]; do
	[ "$hpctui_waited" -lt 60 ] && [ ! -e "$HPCTUI_SCRATCH/over" ] || hpctui_cannot_run 1 "$HPCTUI_SERVER did not start: $(hpctui_telling_line "$HPCTUI_FOLDER/output")"
	hpctui_waited=$((hpctui_waited + 1))
	sleep 0.5 2>/dev/null || sleep 1
done
read -r hpctui_number <"$HPCTUI_SCRATCH/display"
export DISPLAY=:$hpctui_number
hpctui_give_cookie "$DISPLAY"`;

const DESKTOP = shell`hpctui_choose_desktop() {
	[ -z "$HPCTUI_SET_DESKTOP" ] || return 0
	if [ -x "$HOME/.vnc/xstartup" ]; then
		HPCTUI_SET_DESKTOP='"$HOME/.vnc/xstartup"'
		return
	fi
	for HPCTUI_SET_DESKTOP in startxfce4 mate-session startplasma-x11 openbox-session icewm-session fluxbox openbox twm xterm; do
		! command -v "$HPCTUI_SET_DESKTOP" >/dev/null 2>&1 || return 0
	done
	HPCTUI_SET_DESKTOP=
	hpctui_say 'no desktop or window manager was found; start programs by: --set desktop=COMMAND'
}
hpctui_choose_desktop
# Those of the login host mean nothing here.
unset SESSION_MANAGER DBUS_SESSION_BUS_ADDRESS WAYLAND_DISPLAY
if [ -n "$HPCTUI_SET_DESKTOP" ]; then
	( sh -c "$HPCTUI_SET_DESKTOP" </dev/null; hpctui_say "the desktop ($HPCTUI_SET_DESKTOP) ended with code $?" ) &
fi`;

const SHOW = shell`case $HPCTUI_BIND in
	*:*) HPCTUI_BIND="[$HPCTUI_BIND]" ;;
esac
exec websockify --web="$HPCTUI_SCRATCH/page" --unix-target="$HPCTUI_SCRATCH/rfb" "$HPCTUI_BIND:$HPCTUI_PORT_DESKTOP"`;

/** The lines that start an X server on a socket of its own, a desktop on it, and the page that shows it. */
export const VNC_BODY: readonly string[] = [FIND, PREPARE, SERVE, DESKTOP, SHOW].flatMap(text => text.split('\n'));
