"""Errors of the emulator arrive as the classes that the official Python SDK has for them.

A typed class needs a status and a media type that the API's description declares for the operation. The SDK asks for
`application/json` and gets it, while 429 is declared as a problem document only, and some reachable statuses are not
declared at all: those arrive as the generic class, with status and body intact.
"""

import json
import pathlib
import re

from unkey.py import errors

from emulator import PERMISSIONS, EmulatorTest

# What the description declares for reading a key with media type application/json.
DECLARED = {
    400: errors.BadRequestErrorResponse,
    401: errors.UnauthorizedErrorResponse,
    403: errors.ForbiddenErrorResponse,
    404: errors.NotFoundErrorResponse,
    500: errors.InternalServerErrorResponse,
}


class Errors(EmulatorTest):
    def raised(self, call, kind, status, code):
        """Calls, expects exactly this class, and checks status and body."""
        with self.assertRaises(errors.UnkeyError) as caught:
            call()
        error = caught.exception
        self.assertIs(type(error), kind)
        self.assertEqual(error.status_code, status)
        body = json.loads(error.body)
        self.assertEqual(body["error"]["status"], status)
        self.assertRegex(body["error"]["type"], f"/{code}$")
        self.assertRegex(body["meta"]["requestId"], "^req_")
        if kind is not errors.APIError:
            self.assertEqual(error.data.meta.request_id, body["meta"]["requestId"])
            self.assertEqual(error.data.error.type, body["error"]["type"])
        return error

    def test_refused_root_keys(self):
        day = 86_400_000
        workspace = self.workspace(rootKeys={
            "disabled": {"permissions": PERMISSIONS, "enabled": False},
            "expired": {"permissions": PERMISSIONS, "expires": day},
            "poor": {"permissions": ["api.*.read_api"]},
            "homeless": {"permissions": PERMISSIONS, "workspace": "missing"},
        })
        get = lambda root_key: lambda: workspace.client(root_key).apis.get_api(api_id="api_12345678")
        self.raised(get("unkey_unknown"), errors.UnauthorizedErrorResponse, 401, "unkey/authentication/key_not_found")
        self.raised(get("disabled"), errors.ForbiddenErrorResponse, 403, "unkey/authorization/key_disabled")
        self.raised(get("expired"), errors.ForbiddenErrorResponse, 403, "unkey/authorization/forbidden")
        self.raised(get("homeless"), errors.NotFoundErrorResponse, 404, "unkey/data/workspace_not_found")
        create = lambda: workspace.client("poor").apis.create_api(name="payments")
        error = self.raised(
            create, errors.ForbiddenErrorResponse, 403, "unkey/authorization/insufficient_permissions"
        )
        self.assertIn("Missing permission: 'api.*.create_api'", error.data.error.detail)
        # Creating declares no 404.
        homeless = lambda: workspace.client("homeless").apis.create_api(name="payments")
        self.raised(homeless, errors.APIError, 404, "unkey/data/workspace_not_found")

    def test_a_disabled_workspace(self):
        workspace = self.workspace(workspace={"enabled": False}, rootKeys={"root": {"permissions": PERMISSIONS}})
        call = lambda: workspace.client().apis.create_api(name="payments")
        self.raised(call, errors.ForbiddenErrorResponse, 403, "unkey/authorization/workspace_disabled")

    def test_a_used_up_workspace_arrives_as_the_generic_class(self):
        workspace = self.workspace(workspace={"limitPerMinute": 1})
        call = lambda: workspace.client().keys.get_key(key_id="key_missing")
        self.raised(call, errors.NotFoundErrorResponse, 404, "unkey/data/key_not_found")
        code = "user/too_many_requests/workspace_rate_limited"
        error = self.raised(call, errors.APIError, 429, code)
        self.assertEqual(error.headers["ratelimit-limit"], "1")
        self.assertRegex(error.headers["retry-after"], "^[0-9]+$")

    def test_bad_requests(self):
        unkey = self.workspace().client()
        short = lambda: unkey.keys.get_key(key_id="k")
        error = self.raised(short, errors.BadRequestErrorResponse, 400, "unkey/application/invalid_input")
        self.assertTrue(error.data.error.errors[0].location)
        api = unkey.apis.create_api(name="payments").data.api_id
        key = unkey.keys.create_key(api_id=api).data.key
        query = lambda: unkey.keys.verify_key(key=key, permissions="a AND")
        self.raised(
            query, errors.BadRequestErrorResponse, 400, "user/bad_request/permissions_query_syntax_error"
        )

    def test_missing_conflicting_and_protected_things(self):
        workspace = self.workspace(apis={"safe": {"name": "payments", "deleteProtection": True}})
        unkey = workspace.client()
        safe = workspace.ids["safe"]
        for call, kind, status, code in [
            (lambda: unkey.keys.delete_key(key_id="key_missing"), errors.NotFoundErrorResponse, 404,
             "data/key_not_found"),
            (lambda: unkey.apis.list_keys(api_id="api_missing"), errors.NotFoundErrorResponse, 404,
             "data/api_not_found"),
            (lambda: unkey.keys.create_key(api_id=safe, roles=["none"]), errors.NotFoundErrorResponse, 404,
             "data/role_not_found"),
            (lambda: unkey.permissions.get_permission(permission="none"), errors.NotFoundErrorResponse, 404,
             "data/permission_not_found"),
            (lambda: unkey.identities.get_identity(identity="none"), errors.NotFoundErrorResponse, 404,
             "data/identity_not_found"),
            # Deleting an identity declares its errors as problem documents alone.
            (lambda: unkey.identities.delete_identity(identity="none"), errors.APIError, 404,
             "data/identity_not_found"),
            (lambda: unkey.apis.delete_api(api_id=safe), errors.PreconditionFailedErrorResponse, 412,
             "application/protected_resource"),
            # Encrypted keys need a vault, which the emulator does not have; the description declares no 412 here.
            (lambda: unkey.keys.create_key(api_id=safe, recoverable=True), errors.APIError, 412,
             "application/precondition_failed"),
        ]:
            with self.subTest(code=code):
                self.raised(call, kind, status, f"unkey/{code}")

        unkey.identities.create_identity(external_id="user_123")
        twice = lambda: unkey.identities.create_identity(external_id="user_123")
        self.raised(twice, errors.ConflictErrorResponse, 409, "unkey/data/identity_already_exists")

    def test_every_code_arrives_as_its_declared_class_or_the_generic_one(self):
        codes = every_code()
        self.assertEqual(len(codes), 89)
        for code in codes:
            with self.subTest(code=code):
                workspace = self.workspace()
                workspace.fail("keys.getKey", code)
                with self.assertRaises(errors.UnkeyError) as caught:
                    workspace.client().keys.get_key(key_id="key_any")
                status = caught.exception.status_code
                call = lambda: workspace.client().keys.get_key(key_id="key_any")
                self.raised(call, DECLARED.get(status, errors.APIError), status, code.removeprefix("err:").replace(":", "/"))


def every_code():
    """The codes that the project's documentation of errors lists."""
    text = (pathlib.Path(__file__).parents[3] / "docs" / "errors.md").read_text()
    return sorted(set(re.findall(r"\berr:[a-z]+:[a-z_]+:[a-z_]+", text)))
