"""An extension of Jupyter's server: what the kernel says reaches the browser at once.

The server does not set TCP_NODELAY on the sockets of kernels, so an answer may wait some 40 ms
for the browser's acknowledgement of the one before. Nothing is imported here: a server that does
not run the kernel's packages loads this, too.
"""

_CLASS = "kernel_websocket_connection_class"


def undelayed(connection):
    """A class of connections like `connection`, without the wait."""

    class Undelayed(connection):
        def connect(self):
            self.websocket_handler.set_nodelay(True)
            return super().connect()

    return Undelayed


def _jupyter_server_extension_points():
    return [{"module": __name__}]


def _load_jupyter_server_extension(app):
    settings = app.web_app.settings
    if settings.get(_CLASS):  # servers before 2.0 have none
        settings[_CLASS] = undelayed(settings[_CLASS])
