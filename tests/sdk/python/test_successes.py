"""The official Python SDK parses every success of the emulator."""

from unkey.py import Unkey, errors, models

from emulator import EmulatorTest

FAR = 4_000_000_000_000  # in 2096


class Lifecycle(EmulatorTest):
    def test_a_key_is_created_verified_disabled_and_deleted_once(self):
        with Unkey(root_key=self.ready["rootKey"], server_url=self.ready["url"]) as unkey:
            api = unkey.apis.create_api(name="payments").data.api_id
            made = unkey.keys.create_key(api_id=api).data

            verdict = unkey.keys.verify_key(key=made.key).data
            self.assertEqual((verdict.valid, verdict.code, verdict.key_id), (True, "VALID", made.key_id))

            unkey.keys.update_key(key_id=made.key_id, enabled=False)
            verdict = unkey.keys.verify_key(key=made.key).data
            self.assertEqual((verdict.valid, verdict.code), (False, "DISABLED"))

            unkey.keys.delete_key(key_id=made.key_id)
            with self.assertRaises(errors.NotFoundErrorResponse) as second:
                unkey.keys.delete_key(key_id=made.key_id)
            self.assertEqual(second.exception.status_code, 404)
            self.assertTrue(second.exception.data.error.type.endswith("/unkey/data/key_not_found"))


class Keys(EmulatorTest):
    def setUp(self):
        self.unkey = self.workspace().client()
        self.api = self.unkey.apis.create_api(name="payments").data.api_id

    def create(self, **fields):
        return self.unkey.keys.create_key(api_id=self.api, **fields).data

    def test_every_field_of_a_key_is_read_back(self):
        self.unkey.permissions.create_role(name="editor", permissions=["documents.edit"])
        made = self.create(
            prefix="prod", name="ci", external_id="user_123", meta={"plan": "pro"}, expires=FAR,
            roles=["editor"], permissions=["documents.read"],
            credits={"remaining": 10, "refill": {"interval": "monthly", "amount": 5, "refill_day": 3}},
            ratelimits=[{"name": "requests", "limit": 7, "duration": 60_000, "auto_apply": True}],
        )
        key = self.unkey.keys.get_key(key_id=made.key_id).data
        self.assertEqual((key.key_id, key.name, key.enabled, key.expires), (made.key_id, "ci", True, FAR))
        self.assertTrue(made.key.startswith("prod_") and made.key.startswith(key.start))
        self.assertEqual((key.meta, key.identity.external_id), ({"plan": "pro"}, "user_123"))
        self.assertEqual((key.roles, sorted(key.permissions)), (["editor"], ["documents.edit", "documents.read"]))
        self.assertEqual((key.credits.remaining, key.credits.refill.amount), (10, 5))
        self.assertEqual((key.credits.refill.interval, key.credits.refill.refill_day), ("monthly", 3))
        self.assertEqual([(limit.name, limit.limit) for limit in key.ratelimits], [("requests", 7)])

    def test_a_plain_key_is_read_without_its_optional_fields(self):
        made = self.create()
        key = self.unkey.keys.get_key(key_id=made.key_id).data
        self.assertEqual((key.name, key.expires, key.credits, key.identity), (None, None, None, None))
        self.assertEqual(self.unkey.keys.whoami(key=made.key).data.key_id, made.key_id)

    def test_a_list_goes_over_several_pages(self):
        made = {self.create(external_id="user_123").key_id for _ in range(25)}
        self.create(external_id="user_456")
        page, listed, pages = self.unkey.apis.list_keys(api_id=self.api, limit=10, external_id="user_123"), [], 0
        while page is not None:
            listed += [key.key_id for key in page.result.data]
            pages += 1
            page = page.next()
        self.assertEqual((pages, len(listed), set(listed)), (3, 25, made))

    def test_an_update_changes_clears_and_keeps(self):
        made = self.create(name="old", external_id="user_123", meta={"plan": "pro"})
        self.unkey.keys.update_key(key_id=made.key_id, name="new", meta=None)
        key = self.unkey.keys.get_key(key_id=made.key_id).data
        self.assertEqual((key.name, key.meta, key.identity.external_id), ("new", None, "user_123"))

    def test_a_rerolled_key_gives_way_to_a_new_one(self):
        old = self.create(name="ci")
        new = self.unkey.keys.reroll_key(key_id=old.key_id, expiration=0).data
        self.assertNotEqual((new.key_id, new.key), (old.key_id, old.key))
        self.assertEqual(self.unkey.keys.verify_key(key=new.key).data.code, "VALID")
        self.assertEqual(self.unkey.keys.verify_key(key=old.key).data.code, "EXPIRED")

    def test_every_verdict_is_known(self):
        def verdict(key, **fields):
            return self.unkey.keys.verify_key(key=key, **fields).data

        spent = self.create(credits={"remaining": 0}).key
        self.assertEqual(verdict(spent).code, "USAGE_EXCEEDED")
        self.assertEqual(verdict(self.create(expires=1_000).key).code, "EXPIRED")
        self.assertEqual(verdict(self.create().key, permissions="admin").code, "INSUFFICIENT_PERMISSIONS")
        self.assertEqual(verdict("no_such_key").code, "NOT_FOUND")
        limited = self.create(ratelimits=[{"name": "requests", "limit": 1, "duration": 3_600_000, "auto_apply": True}]).key
        self.assertEqual([limit.exceeded for limit in verdict(limited).ratelimits], [False])
        self.assertEqual(verdict(limited).code, "RATE_LIMITED")
        named = [{"name": "tokens", "limit": 5, "duration": 60_000, "cost": 2}]
        self.assertEqual(verdict(self.create().key, ratelimits=named).ratelimits[0].remaining, 3)

    def test_credits_are_set_and_moved(self):
        key_id = self.create(credits={"remaining": 5}).key_id
        credits = lambda operation, value: self.unkey.keys.update_credits(
            key_id=key_id, operation=operation, value=value
        ).data.remaining
        self.assertEqual([credits(models.Operation.INCREMENT, 5), credits(models.Operation.DECREMENT, 3)], [10, 7])
        self.assertIsNone(credits(models.Operation.SET, None))

    def test_permissions_and_roles_of_a_key_are_changed(self):
        key_id = self.create().key_id
        self.unkey.permissions.create_role(name="editor")
        slugs = lambda answer: sorted(permission.slug for permission in answer.data)
        names = lambda answer: [role.name for role in answer.data]
        keys = self.unkey.keys
        self.assertEqual(slugs(keys.add_permissions(key_id=key_id, permissions=["a", "b"])), ["a", "b"])
        self.assertEqual(slugs(keys.remove_permissions(key_id=key_id, permissions=["a"])), ["b"])
        self.assertEqual(slugs(keys.set_permissions(key_id=key_id, permissions=["c"])), ["c"])
        self.assertEqual(names(keys.add_roles(key_id=key_id, roles=["editor"])), ["editor"])
        self.assertEqual(names(keys.set_roles(key_id=key_id, roles=["editor"])), ["editor"])
        self.assertEqual(names(keys.remove_roles(key_id=key_id, roles=["editor"])), [])


class OtherResources(EmulatorTest):
    def setUp(self):
        self.unkey = self.workspace().client()

    def test_an_api_is_made_read_and_deleted(self):
        api = self.unkey.apis.create_api(name="payments").data.api_id
        self.assertEqual(self.unkey.apis.get_api(api_id=api).data.name, "payments")
        self.unkey.apis.delete_api(api_id=api)
        with self.assertRaises(errors.NotFoundErrorResponse):
            self.unkey.apis.get_api(api_id="api_missing")

    def test_an_identity_is_made_read_changed_listed_and_deleted(self):
        identities = self.unkey.identities
        made = identities.create_identity(external_id="user_123", meta={"plan": "pro"}).data.identity_id
        self.assertEqual(identities.get_identity(identity=made).data.external_id, "user_123")
        limits = [{"name": "requests", "limit": 5, "duration": 60_000, "auto_apply": False}]
        changed = identities.update_identity(identity="user_123", ratelimits=limits).data
        self.assertEqual([limit.name for limit in changed.ratelimits], ["requests"])
        for number in range(3):
            identities.create_identity(external_id=f"other_{number}")
        first = identities.list_identities(limit=3)
        self.assertEqual([len(first.result.data), len(first.next().result.data)], [3, 1])
        identities.delete_identity(identity="user_123")
        self.assertEqual(len(identities.list_identities(search="other").result.data), 3)

    def test_permissions_and_roles_are_made_read_listed_and_deleted(self):
        rbac = self.unkey.permissions
        made = rbac.create_permission(name="Read", slug="documents.read", description="reads").data.permission_id
        self.assertEqual(rbac.get_permission(permission=made).data.slug, "documents.read")
        role = rbac.create_role(name="reader", permissions=["documents.read"]).data.role_id
        self.assertEqual([p.slug for p in rbac.get_role(role="reader").data.permissions], ["documents.read"])
        self.assertEqual(len(rbac.list_permissions().result.data), 1)
        self.assertEqual([role.name for role in rbac.list_roles().result.data], ["reader"])
        rbac.delete_role(role=role)
        rbac.delete_permission(permission="documents.read")
        self.assertEqual(len(rbac.list_permissions().result.data), 0)

    def test_rate_limits_and_overrides_work(self):
        ratelimit = self.unkey.ratelimit
        take = lambda who: ratelimit.limit(namespace="mail", identifier=who, limit=1, duration=3_600_000).data
        self.assertEqual([take("a").success, take("a").success], [True, False])
        override = ratelimit.set_override(namespace="mail", identifier="vip", limit=9, duration=3_600_000).data
        self.assertEqual(ratelimit.get_override(namespace="mail", identifier="vip").data.limit, 9)
        self.assertEqual((take("vip").remaining, take("vip").override_id), (8, override.override_id))
        self.assertEqual(len(ratelimit.list_overrides(namespace="mail").result.data), 1)
        ratelimit.delete_override(namespace="mail", identifier="vip")
        several = [{"namespace": "mail", "identifier": who, "limit": 3, "duration": 60_000} for who in "xy"]
        answer = ratelimit.multi_limit(request=several).data
        self.assertEqual((answer.passed, len(answer.limits)), (True, 2))
