"""THIS ISOLATES NOBODY. All students are one system user: you. For a try-out on the loopback.

Whoever logs in can run any code with your rights, read your files, and change those of all
others. For a real class take jupyterhub_config.py. `python run.py classroom` starts this file.
"""

import os
from pathlib import Path

load_subconfig(str(Path(__file__).with_name("common_config.py")))

folder = Path(os.environ["LOSSLAB_TRYOUT"])  # of its own, thrown away in the end
c.JupyterHub.db_url = f"sqlite:///{folder / 'jupyterhub.sqlite'}"
c.JupyterHub.cookie_secret_file = str(folder / "cookie_secret")
c.ConfigurableHTTPProxy.pid_file = str(folder / "proxy.pid")

hub, proxy, api = os.environ["LOSSLAB_TRYOUT_PORTS"].split()
c.JupyterHub.bind_url = f"http://127.0.0.1:{proxy}"
c.JupyterHub.hub_bind_url = f"http://127.0.0.1:{hub}"
c.ConfigurableHTTPProxy.api_url = f"http://127.0.0.1:{api}"

# Any name with the one password: nobody else on this machine shall get in by chance.
c.JupyterHub.authenticator_class = "shared-password"
c.SharedPasswordAuthenticator.user_password = os.environ["LOSSLAB_TRYOUT_PASSWORD"]
c.Authenticator.allow_all = True

# One system user, and a folder each.
c.JupyterHub.spawner_class = "jupyterhub.spawner.SimpleLocalProcessSpawner"
c.SimpleLocalProcessSpawner.home_dir_template = str(folder / "homes" / "{username}")
c.Spawner.args = [*c.Spawner.args, *(["--allow-root"] if os.geteuid() == 0 else [])]
