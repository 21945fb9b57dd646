/**
 * The configuration that is laid over the person's own, in Python because that is what Jupyter reads. It sets an option only
 * where a setting of the session asks for it, and the person's own files do not set it already.
 *
 * Notebook 6 logs each redirected request whole, token and all (notebook/log.py), so the first click on the URL would put
 * the token into the output: records of the log are made without it.
 */
export const CONFIGURATION = String.raw`import glob
import logging
import os
import re

from jupyter_core.paths import jupyter_config_path

plain = logging.getLogRecordFactory()
folder = os.environ["HPCTUI_FOLDER"]


def without_token(*args, **kwargs):
    record = plain(*args, **kwargs)
    text = record.getMessage()
    if "token=" in text:
        record.msg, record.args = re.sub(r"([?&]token=)[^&\s]+", r"\1[secret]", text), ()
    return record


def own_configuration_sets(option):
    setting = re.compile(r"^\s*c\.\w+\." + option + r"\s*=|\"" + option + r"\"\s*:", re.MULTILINE)
    for place in jupyter_config_path():
        if os.path.realpath(place) == os.path.realpath(folder + "/config"):
            continue
        for file in glob.glob(glob.escape(place) + "/jupyter_*config.*"):
            try:
                with open(file, encoding="utf-8") as text:
                    if setting.search(text.read()):
                        return True
            except (OSError, UnicodeDecodeError):
                pass
    return False


def hashed(password):
    try:
        from jupyter_server.auth import passwd
    except ImportError:
        from notebook.auth import passwd
    return passwd(password)


logging.setLogRecordFactory(without_token)
c = get_config()  # noqa: F821
app = c.NotebookApp if "jupyter_notebook_config" in __file__ else c.ServerApp
if os.environ["HPCTUI_SET_TLS"] == "true" and not own_configuration_sets("certfile"):
    app.certfile = folder + "/certificate.pem"
    app.keyfile = folder + "/key.pem"
if os.environ["HPCTUI_SET_AUTH"] == "password":
    if own_configuration_sets("password") or own_configuration_sets("hashed_password"):
        open(folder + "/own-password", "w").close()
    else:
        with open(folder + "/password", encoding="utf-8") as text:
            app.password = hashed(text.read().strip())
        if app is c.ServerApp:
            c.PasswordIdentityProvider.hashed_password = app.password`;
