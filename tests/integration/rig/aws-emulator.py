"""Moto's server on a free port of the loopback address, with one addition.

AWS deletes versions without staging labels when it likes; moto never does. POST /rig/forget-unlabelled deletes them at once.
Prints its port. Ends when its standard input is closed, so that it never outlives the tests.
"""

import os
import sys
import threading

from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from moto.secretsmanager.models import FakeSecret, secretsmanager_backends
from werkzeug.serving import make_server


def forget_unlabelled() -> int:
    forgotten = 0
    for account in list(secretsmanager_backends.values()):
        for backend in list(account.values()):
            for secret in list(dict.values(backend.secrets)):
                if not isinstance(secret, FakeSecret):
                    continue
                for version_id, version in list(secret.versions.items()):
                    if not version["version_stages"]:
                        del secret.versions[version_id]
                        forgotten += 1
    return forgotten


aws = DomainDispatcherApplication(create_backend_app)


def application(environ, start_response):
    if environ["PATH_INFO"] == "/rig/forget-unlabelled":
        start_response("200 OK", [("content-type", "text/plain")])
        return [str(forget_unlabelled()).encode()]
    return aws(environ, start_response)


def end_with_parent() -> None:
    sys.stdin.read()
    os._exit(0)


server = make_server("127.0.0.1", 0, application, threaded=True)
threading.Thread(target=end_with_parent, daemon=True).start()
print(server.port, flush=True)
server.serve_forever()
