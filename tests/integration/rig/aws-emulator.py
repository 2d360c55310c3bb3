"""Moto's server on a free port of the loopback address, with two additions, each for one account:

POST /rig/forget-unlabelled?account=… deletes the versions without staging labels, as AWS does when it likes and moto never.
POST /rig/save?account=… and /rig/restore?account=… put its secrets and keys back to what they were.

One thing of moto's is mended: where AWSCURRENT is moved by hand, the version it moves to is what is read and what the next
put makes AWSPREVIOUS. One is left: a version that stops being current loses its other labels, which AWS leaves on it, so
that a placeholder is forgotten here that AWS would keep.

Prints its port. Ends when its standard input is closed, so that it never outlives the tests.
"""

import copy
import os
import sys
import threading
from urllib.parse import parse_qs

from moto.kms.models import kms_backends
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from moto.secretsmanager.models import FakeSecret, SecretsManagerBackend, secretsmanager_backends
from werkzeug.serving import make_server


update_secret_version_stage = SecretsManagerBackend.update_secret_version_stage


def update_stage_and_current(self, secret_id, version_stage, remove_from_version_id, move_to_version_id):
    answer = update_secret_version_stage(self, secret_id, version_stage, remove_from_version_id, move_to_version_id)
    if version_stage == "AWSCURRENT" and move_to_version_id:
        self.secrets[secret_id].default_version_id = move_to_version_id
    return answer


SecretsManagerBackend.update_secret_version_stage = update_stage_and_current


saved = {}


def forget_unlabelled(account: str) -> None:
    for backend in list(secretsmanager_backends[account].values()):
        for secret in list(dict.values(backend.secrets)):
            if not isinstance(secret, FakeSecret):
                continue
            for version_id, version in list(secret.versions.items()):
                if not version["version_stages"]:
                    del secret.versions[version_id]


def copied(value):
    if type(value) is not dict:
        return copy.deepcopy(value)
    # A KMS key's material cannot be copied, and never changes; its aliases do.
    keys = {key: copy.copy(item) for key, item in value.items()}
    for key in keys.values():
        key.aliases = dict(key.aliases)
    return keys


def stores(account: str):
    for region, backend in list(secretsmanager_backends[account].items()):
        yield ("secrets", region), backend, ("secrets",)
    for region, backend in list(kms_backends[account].items()):
        yield ("keys", region), backend, ("keys",)


def save(account: str) -> None:
    saved[account] = {
        name: {field: copied(getattr(backend, field)) for field in fields}
        for name, backend, fields in stores(account)
    }


def restore(account: str) -> None:
    for name, backend, _fields in stores(account):
        if name not in saved[account]:
            # A region that came into use since.
            backend.reset()
        for field, value in saved[account].get(name, {}).items():
            setattr(backend, field, copied(value))


ACTIONS = {"forget-unlabelled": forget_unlabelled, "save": save, "restore": restore}

aws = DomainDispatcherApplication(create_backend_app)


def application(environ, start_response):
    path = environ["PATH_INFO"]
    if path.startswith("/rig/"):
        try:
            ACTIONS[path.removeprefix("/rig/")](parse_qs(environ["QUERY_STRING"])["account"][0])
        except Exception as error:
            start_response("500 Failed", [("content-type", "text/plain")])
            return [repr(error).encode()]
        start_response("200 OK", [("content-type", "text/plain")])
        return [b"done"]
    return aws(environ, start_response)


def end_with_parent() -> None:
    sys.stdin.read()
    os._exit(0)


server = make_server("127.0.0.1", 0, application, threaded=True)
threading.Thread(target=end_with_parent, daemon=True).start()
print(server.port, flush=True)
server.serve_forever()
