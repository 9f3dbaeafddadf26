//! From a case's `call` to the library's typed method.

use std::fmt::Debug;

use serde::{Serialize, de::DeserializeOwned};
use unkey_kit::{
    AddPermissions, AddRoles, CreateApi, CreateIdentity, CreateKey, CreatePermission, CreateRole,
    CreateRootKey, DeleteApi, DeleteIdentity, DeleteKey, DeleteOverride, DeletePermission, DeleteRole,
    DeleteRootKey, Error, GetApi, GetIdentity, GetKey, GetOverride, GetPermission, GetRole, GetUsage,
    GetVerifications, Items, Json, Limit, ListIdentities, ListKeys, ListOverrides, ListPermissions,
    ListRoles, ListRootKeys, MigrateKeys, MultiLimit, RemovePermissions, RemoveRoles, RerollKey,
    RerollRootKey, SetOverride, SetPermissions, SetRolePermissions, SetRoles, Unkey, UpdateCredits,
    UpdateIdentity, UpdateKey, UpdatePermission, UpdateRole, UpdateRootKey, VerifyKey, Whoami,
};
use unkey_kit_tests::conformance::{Case, Take, plain};

use crate::outcome::Outcome;

/// One row per operation: the resource and method, the type of its request if it has one, and whether it gives one answer or
/// lists.
macro_rules! calls {
    ($( $resource:ident . $method:ident ( $($request:ty)? ) $shape:ident; )*) => {
        /// Makes the call of a case.
        pub(crate) async fn call(client: &Unkey, case: &Case) -> Outcome {
            match case.call.as_str() {
                $( concat!(stringify!($resource), ".", stringify!($method)) => {
                    let resource = client.$resource();
                    let outcome = resource.$method($( request::<$request>(case) )?);
                    calls!(@$shape outcome, case)
                } )*
                "liveness" => Outcome::of(client.liveness().await),
                "call_raw" => raw(client, &case.arguments).await,
                unknown => panic!("there is no call `{unknown}`"),
            }
        }
    };
    (@answers $outcome:ident, $case:ident) => { Outcome::of($outcome.await) };
    (@lists $outcome:ident, $case:ident) => { list($outcome, $case.take).await };
}

calls! {
    analytics.get_verifications(GetVerifications) answers;
    apis.create(CreateApi) answers;
    apis.delete(DeleteApi) answers;
    apis.get(GetApi) answers;
    identities.create(CreateIdentity) answers;
    identities.delete(DeleteIdentity) answers;
    identities.get(GetIdentity) answers;
    identities.list(ListIdentities) lists;
    identities.update(UpdateIdentity) answers;
    keys.add_permissions(AddPermissions) answers;
    keys.add_roles(AddRoles) answers;
    keys.create(CreateKey) answers;
    keys.delete(DeleteKey) answers;
    keys.get(GetKey) answers;
    keys.list(ListKeys) lists;
    keys.migrate(MigrateKeys) answers;
    keys.remove_permissions(RemovePermissions) answers;
    keys.remove_roles(RemoveRoles) answers;
    keys.reroll(RerollKey) answers;
    keys.set_permissions(SetPermissions) answers;
    keys.set_roles(SetRoles) answers;
    keys.update(UpdateKey) answers;
    keys.update_credits(UpdateCredits) answers;
    keys.verify(VerifyKey) answers;
    keys.whoami(Whoami) answers;
    permissions.create(CreatePermission) answers;
    permissions.create_role(CreateRole) answers;
    permissions.delete(DeletePermission) answers;
    permissions.delete_role(DeleteRole) answers;
    permissions.get(GetPermission) answers;
    permissions.get_role(GetRole) answers;
    permissions.list(ListPermissions) lists;
    permissions.list_roles(ListRoles) lists;
    permissions.set_role_permissions(SetRolePermissions) answers;
    permissions.update(UpdatePermission) answers;
    permissions.update_role(UpdateRole) answers;
    ratelimit.delete_override(DeleteOverride) answers;
    ratelimit.get_override(GetOverride) answers;
    ratelimit.limit(Limit) answers;
    ratelimit.list_overrides(ListOverrides) lists;
    ratelimit.multi_limit(MultiLimit) answers;
    ratelimit.set_override(SetOverride) answers;
    root_keys.create(CreateRootKey) answers;
    root_keys.delete(DeleteRootKey) answers;
    root_keys.list(ListRootKeys) lists;
    root_keys.reroll(RerollRootKey) answers;
    root_keys.update(UpdateRootKey) answers;
    workspace.get_limits() answers;
    workspace.get_usage(GetUsage) answers;
}

async fn raw(client: &Unkey, arguments: &Json) -> Outcome {
    let operation = arguments["operation"].as_str().expect("`operation` names one");
    Outcome::of(client.call_raw(operation, plain(&arguments["body"])).await)
}

fn request<T: DeserializeOwned>(case: &Case) -> T {
    serde_json::from_value(plain(&case.arguments)).expect("the arguments are a request of this call")
}

async fn list<T>(items: Items<T>, take: Option<Take>) -> Outcome
where
    T: DeserializeOwned + Serialize + Debug + Send + 'static,
{
    match take.expect("a listing says how it is taken") {
        Take::Items => {
            let mut items = items;
            let (taken, error) = drain(async || items.try_next().await).await;
            Outcome::of_listing(&taken, error)
        }
        Take::Pages => {
            let mut pages = items.pages();
            let (taken, error) = drain(async || pages.try_next().await).await;
            Outcome::of_listing(&taken, error)
        }
    }
}

/// Takes everything until the end or the error, after which there must be nothing more.
async fn drain<T>(mut next: impl AsyncFnMut() -> Result<Option<T>, Error>) -> (Vec<T>, Option<Error>) {
    let mut taken = Vec::new();
    let error = loop {
        match next().await {
            Ok(Some(value)) => taken.push(value),
            Ok(None) => break None,
            Err(error) => break Some(error),
        }
    };
    assert!(matches!(next().await, Ok(None)), "a listing that has ended gives nothing more");
    (taken, error)
}
