"""A class on one Linux server, each student as a system user: see docs/classroom.en.md.

The hub runs as root, students as themselves. The course's folder belongs to root, so students
read the data and the environment, and write only in their own homes.
"""

import os
from pathlib import Path

load_subconfig(str(Path(__file__).with_name("common_config.py")))

state = Path(os.environ.get("LOSSLAB_HUB", "/var/lib/losslab-hub"))
state.mkdir(mode=0o700, parents=True, exist_ok=True)
c.JupyterHub.db_url = f"sqlite:///{state / 'jupyterhub.sqlite'}"
c.JupyterHub.cookie_secret_file = str(state / "cookie_secret")
c.ConfigurableHTTPProxy.pid_file = str(state / "proxy.pid")

# Passwords must not cross a network in the clear: a web server with TLS stands before this port.
c.JupyterHub.bind_url = "http://127.0.0.1:8000"

# Who has an account on the server and is in one of these groups (groupadd, usermod -aG).
c.JupyterHub.authenticator_class = "pam"
c.PAMAuthenticator.allowed_groups = {"losslab", "losslab-instructors"}
c.PAMAuthenticator.admin_groups = {"losslab-instructors"}  # may stop servers, not look into them

c.JupyterHub.spawner_class = "jupyterhub.spawner.LocalProcessSpawner"
c.LocalProcessSpawner.shell_cmd = ["bash", "-l", "-c"]

# A restart of the hub leaves the class at work.
c.JupyterHub.cleanup_servers = False
