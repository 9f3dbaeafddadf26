"""A running emulator for one test case, and fresh workspaces in it."""

import json
import os
import subprocess
import unittest
import urllib.request

from unkey.py import Unkey

# What an application that manages keys needs.
PERMISSIONS = [
    "api.*.create_api", "api.*.read_api", "api.*.delete_api",
    "api.*.create_key", "api.*.read_key", "api.*.update_key", "api.*.delete_key", "api.*.verify_key",
    "identity.*.create_identity", "identity.*.read_identity", "identity.*.update_identity",
    "identity.*.delete_identity",
    "ratelimit.*.create_namespace", "ratelimit.*.limit", "ratelimit.*.set_override", "ratelimit.*.read_override",
    "ratelimit.*.delete_override",
    "rbac.*.create_permission", "rbac.*.read_permission", "rbac.*.delete_permission",
    "rbac.*.create_role", "rbac.*.read_role", "rbac.*.delete_role", "rbac.*.add_permission_to_role",
    "rbac.*.remove_permission_from_role", "rbac.*.add_permission_to_key", "rbac.*.remove_permission_from_key",
    "rbac.*.add_role_to_key", "rbac.*.remove_role_from_key",
]


class EmulatorTest(unittest.TestCase):
    """Starts the emulator that UNKEY_KIT names, the command `unkey-kit`, and stops it after the last test."""

    @classmethod
    def setUpClass(cls):
        command = [os.environ["UNKEY_KIT"], "emulator", "--json"]
        cls.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE)
        cls.addClassCleanup(cls.stop)
        cls.ready = json.loads(cls.process.stdout.readline())

    @classmethod
    def stop(cls):
        cls.process.kill()
        cls.process.wait()
        cls.process.stdout.close()

    def workspace(self, **setup):
        setup.setdefault("rootKeys", {"root": {"permissions": PERMISSIONS}})
        return Workspace(self.ready["adminUrl"], setup)


class Workspace:
    """A fresh workspace, made from a setup of the emulator's admin address."""

    def __init__(self, admin_url, setup):
        self.admin_url = admin_url.rstrip("/")
        made = self.post("/workspaces", setup)
        self.url, self.ids, self.root_keys = made["urls"][0], made["ids"], made["rootKeys"]

    def client(self, root_key="root"):
        """The official client with the root key of that alias, or any text. It repeats nothing."""
        return Unkey(root_key=self.root_keys.get(root_key, root_key), server_url=self.url, retry_config=None)

    def fail(self, operation, code):
        """Answers every call of this operation with that error."""
        fault = {"operation": operation, "effect": {"error": {"code": code}}}
        self.post(f"/workspaces/{self.ids['workspace']}/faults", fault)

    def post(self, path, body):
        request = urllib.request.Request(
            self.admin_url + path, json.dumps(body).encode(), {"Content-Type": "application/json"}
        )
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.loads(answer.read() or b"null")
