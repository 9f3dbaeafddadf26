//! Every operation of the client, with every field, and the errors that such calls can meet.

use unkey_kit::*;

const HOUR: i64 = 3_600_000;
const FAR: i64 = 4_000_000_000_000;

/// Calls every operation that is to succeed, then what is refused to a root key that may do everything.
pub(crate) async fn make_all(unkey: &Unkey) {
    unkey.liveness().await.unwrap();
    let api = unkey.apis().create(CreateApi::new("payments")).await.unwrap().data.api_id;
    unkey.apis().get(GetApi::new(&api)).await.unwrap();
    permissions(unkey).await;
    keys(unkey, &api).await;
    verifications(unkey, &api).await;
    identities(unkey).await;
    ratelimits(unkey).await;
    refusals(unkey, &api).await;
    unkey.apis().delete(DeleteApi::new(&api)).await.unwrap();
    expect(404, unkey.apis().delete(DeleteApi::new(&api)).await);
}

async fn permissions(unkey: &Unkey) {
    let rbac = unkey.permissions();
    let read = CreatePermission::new("Read", "documents.read").description("reads");
    let id = rbac.create(read.clone()).await.unwrap().data.permission_id;
    expect(409, rbac.create(read).await);
    rbac.get(GetPermission::new(&id)).await.unwrap();
    let editor = CreateRole::new("editor").description("edits").permissions(["documents.edit".to_owned()]);
    let role = rbac.create_role(editor.clone()).await.unwrap().data.role_id;
    expect(409, rbac.create_role(editor).await);
    rbac.get_role(GetRole::new("editor")).await.unwrap();
    let slugs = ["documents.read".to_owned(), "documents.new".to_owned()];
    rbac.set_role_permissions(SetRolePermissions::new(&role, slugs)).await.unwrap();
    let listed = rbac.list(ListPermissions::new().limit(2).search("documents")).try_collect().await.unwrap();
    assert_eq!(listed.len(), 3);
    rbac.list_roles(ListRoles::new().limit(1).search("edit")).try_collect().await.unwrap();
    rbac.create_role(CreateRole::new("short-lived")).await.unwrap();
    rbac.delete_role(DeleteRole::new("short-lived")).await.unwrap();
    rbac.delete(DeletePermission::new("documents.new")).await.unwrap();
    expect(404, rbac.get(GetPermission::new("documents.new")).await);
    expect(404, rbac.get_role(GetRole::new("short-lived")).await);
}

fn full_key(api: &str) -> CreateKey {
    let monthly = Refill::new(RefillInterval::Monthly, 5).refill_day(3);
    CreateKey::new(api)
        .prefix("prod")
        .name("ci")
        .byte_length(24)
        .external_id("user_123")
        .meta(JsonObject::from_iter([("plan".to_owned(), Json::from("pro"))]))
        .roles(["editor".to_owned()])
        .permissions(["documents.list".to_owned()])
        .expires(FAR)
        .credits(Credits::new().remaining(10).refill(monthly))
        .ratelimits([RatelimitRule::new("requests", 100, HOUR).auto_apply(true)])
        .enabled(true)
        .recoverable(false)
}

async fn keys(unkey: &Unkey, api: &str) {
    let keys = unkey.keys();
    let made = keys.create(full_key(api)).await.unwrap().data;
    let plain = keys.create(CreateKey::new(api)).await.unwrap().data;
    keys.get(GetKey::new(&made.key_id)).await.unwrap();
    keys.get(GetKey::new(&plain.key_id)).await.unwrap();
    keys.whoami(Whoami::new(made.key.clone())).await.unwrap();
    assert_eq!(keys.list(ListKeys::new(api).limit(1)).try_collect().await.unwrap().len(), 2);
    keys.list(ListKeys::new(api).external_id("user_123").decrypt(false)).try_collect().await.unwrap();

    let daily = CreditsUpdate::new().remaining(7).refill(Refill::new(RefillInterval::Daily, 7));
    let change = UpdateKey::new(&made.key_id)
        .name("new")
        .external_id("user_456")
        .meta(JsonObject::from_iter([("plan".to_owned(), Json::from("free"))]))
        .expires(FAR - HOUR)
        .credits(daily)
        .ratelimits([RatelimitRule::new("tokens", 9, HOUR)])
        .enabled(false)
        .roles(["editor".to_owned()])
        .permissions(["documents.list".to_owned()]);
    keys.update(change).await.unwrap();
    let clear = UpdateKey::new(&made.key_id)
        .name(Patch::Clear)
        .external_id(Patch::Clear)
        .meta(Patch::Clear)
        .expires(Patch::Clear)
        .credits(Patch::Clear)
        .enabled(true);
    keys.update(clear).await.unwrap();

    let id = plain.key_id.as_str();
    for (operation, value) in [
        (CreditOperation::Set, Patch::Set(Wide(i64::MAX))),
        (CreditOperation::Decrement, Patch::Set(Wide(1))),
        (CreditOperation::Increment, Patch::Set(Wide(1))),
        (CreditOperation::Set, Patch::Clear),
    ] {
        keys.update_credits(UpdateCredits::new(id, operation).value(value)).await.unwrap();
    }
    let slug = || ["documents.read".to_owned()];
    keys.add_permissions(AddPermissions::new(id, slug())).await.unwrap();
    keys.remove_permissions(RemovePermissions::new(id, slug())).await.unwrap();
    keys.set_permissions(SetPermissions::new(id, slug())).await.unwrap();
    let role = || ["editor".to_owned()];
    keys.add_roles(AddRoles::new(id, role())).await.unwrap();
    keys.remove_roles(RemoveRoles::new(id, role())).await.unwrap();
    keys.set_roles(SetRoles::new(id, role())).await.unwrap();

    let successor = keys.reroll(RerollKey::new(&made.key_id, 0)).await.unwrap().data.key_id;
    keys.delete(DeleteKey::new(successor).permanent(true)).await.unwrap();
    keys.delete(DeleteKey::new(id)).await.unwrap();
    expect(404, keys.delete(DeleteKey::new(id)).await);
}

async fn verifications(unkey: &Unkey, api: &str) {
    let keys = unkey.keys();
    let limited = full_key(api).credits(Credits::new().remaining(1));
    let key = keys.create(limited).await.unwrap().data.key;
    let ask = VerifyKey::new(key.clone())
        .tags(["path=/documents".to_owned()])
        .permissions("documents.list AND documents.read")
        .credits(CreditCost::new(1))
        .ratelimits([RatelimitCheck::new("burst").cost(1).limit(5).duration(60_000)]);
    let verdict = keys.verify(ask).await.unwrap().data;
    assert_eq!(verdict.code, VerificationCode::Valid);
    for (ask, code) in [
        (VerifyKey::new(key.clone()), VerificationCode::UsageExceeded),
        (VerifyKey::new(key.clone()).permissions("admin"), VerificationCode::InsufficientPermissions),
        (VerifyKey::new("no_such_key"), VerificationCode::NotFound),
        (
            VerifyKey::new(key.clone()).ratelimits([RatelimitCheck::new("requests").cost(1_000)]),
            VerificationCode::RateLimited,
        ),
    ] {
        assert_eq!(keys.verify(ask).await.unwrap().data.code, code);
    }
    let disabled = keys.create(CreateKey::new(api).enabled(false)).await.unwrap().data.key;
    assert_eq!(keys.verify(VerifyKey::new(disabled)).await.unwrap().data.code, VerificationCode::Disabled);
    let expired = keys.create(CreateKey::new(api).expires(1_000)).await.unwrap().data.key;
    assert_eq!(keys.verify(VerifyKey::new(expired)).await.unwrap().data.code, VerificationCode::Expired);
    expect(400, keys.verify(VerifyKey::new(key.clone()).permissions("a AND")).await);
    expect(412, keys.verify(VerifyKey::new(key).ratelimits([RatelimitCheck::new("unknown")])).await);
}

async fn identities(unkey: &Unkey) {
    let identities = unkey.identities();
    let meta = || JsonObject::from_iter([("plan".to_owned(), Json::from("pro"))]);
    let rules = || [RatelimitRule::new("requests", 5, HOUR).auto_apply(true)];
    let made = CreateIdentity::new("user_789").meta(meta()).ratelimits(rules());
    let id = identities.create(made.clone()).await.unwrap().data.identity_id;
    expect(409, identities.create(made).await);
    identities.get(GetIdentity::new(&id)).await.unwrap();
    identities.update(UpdateIdentity::new("user_789").meta(meta()).ratelimits(rules())).await.unwrap();
    identities.update(UpdateIdentity::new("user_789").ratelimits([])).await.unwrap();
    identities.list(ListIdentities::new().limit(1).search("user")).try_collect().await.unwrap();
    identities.delete(DeleteIdentity::new("user_789")).await.unwrap();
    expect(404, identities.delete(DeleteIdentity::new("user_789")).await);
}

async fn ratelimits(unkey: &Unkey) {
    let ratelimit = unkey.ratelimit();
    let limit = |who: &str| Limit::new("mail", who, 1, HOUR).cost(1);
    assert!(ratelimit.limit(limit("a")).await.unwrap().data.success);
    assert!(!ratelimit.limit(limit("a")).await.unwrap().data.success);
    ratelimit.set_override(SetOverride::new("mail", "vip", 9, HOUR)).await.unwrap();
    ratelimit.get_override(GetOverride::new("mail", "vip")).await.unwrap();
    ratelimit.list_overrides(ListOverrides::new("mail").limit(1)).try_collect().await.unwrap();
    ratelimit.limit(limit("vip")).await.unwrap();
    ratelimit.multi_limit(MultiLimit::new([limit("vip"), limit("b")])).await.unwrap();
    ratelimit.delete_override(DeleteOverride::new("mail", "vip")).await.unwrap();
    expect(404, ratelimit.get_override(GetOverride::new("mail", "vip")).await);
}

async fn refusals(unkey: &Unkey, api: &str) {
    let keys = unkey.keys();
    expect(400, keys.get(GetKey::new("k")).await);
    expect(404, keys.get(GetKey::new("key_missing")).await);
    expect(404, keys.list(ListKeys::new("api_missing")).try_collect().await);
    expect(404, keys.create(CreateKey::new(api).roles(["none".to_owned()])).await);
    expect(404, keys.whoami(Whoami::new("no_such_key")).await);
    expect(412, keys.create(CreateKey::new(api).recoverable(true)).await);
    let hash = [MigrateKey::new("0123456789abcdef").name("old").credits(Credits::new().remaining(1))];
    expect(404, keys.migrate(MigrateKeys::new("migration_1", api, hash)).await);
    expect(412, unkey.analytics().get_verifications(GetVerifications::new("SELECT 1")).await);
}

/// The call must have been refused with this status, or the exchange that was to be looked at never took place.
pub(crate) fn expect<T: std::fmt::Debug>(status: u16, result: Result<T>) {
    assert_eq!(result.unwrap_err().status(), Some(status));
}
