"""What every class needs, however its students are kept apart: both configurations load it."""

import compileall
import sys
from pathlib import Path

import losslab
from losslab.cifar10 import share_cifar10

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))
from proxy import command  # noqa: E402  beside this file

PRIVATE = Path(sys.prefix, "shared")  # in the environment, which students can only read

# Made at each start of the hub: it takes a second, and is always of the data that is here.
share_cifar10(PRIVATE)
# Students cannot write there: without this each of them would compile the course again.
compileall.compile_dir(Path(losslab.__file__).parent, quiet=2)
c.Spawner.environment = {
    "LOSSLAB_SHARED": str(PRIVATE),
    "OPENBLAS_NUM_THREADS": "1",  # a class is parallel enough: more threads only get in the way
    # glibc would keep up to 64 MB of what is freed: what a figure needed goes back at once
    "MALLOC_MMAP_THRESHOLD_": str(1 << 20),
    "MALLOC_TRIM_THRESHOLD_": str(1 << 20),
}

# Each student's server first brings the student's own copy of the notebooks up to date.
c.Spawner.cmd = [sys.executable, str(HERE / "server.py")]
c.Spawner.notebook_dir = "~/losslab"
c.Spawner.default_url = "/lab"
c.Spawner.args = [
    "--LabApp.news_url=None",
    "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
    # a kernel that nobody uses for half an hour, in no open page, makes room
    "--MappingKernelManager.cull_idle_timeout=1800",
    "--MappingKernelManager.cull_interval=300",
]
# A whole class starts at nine o'clock.
c.JupyterHub.concurrent_spawn_limit = 20
c.Spawner.start_timeout = c.Spawner.http_timeout = 180

c.ConfigurableHTTPProxy.command = command()

# Servers that stood idle for an hour are stopped; the files stay.
culler = "idle-culler"
c.JupyterHub.services = [
    {
        "name": culler,
        "command": [sys.executable, "-m", "jupyterhub_idle_culler", "--timeout=3600"],
    }
]
c.JupyterHub.load_roles = [
    {
        "name": culler,
        "scopes": ["list:users", "read:users:activity", "read:servers", "delete:servers"],
        "services": [culler],
    }
]
