use serde_json::{Value, json};

use crate::service::Service;

#[test]
fn slugs_and_role_names_collide_without_regard_to_letter_case() {
    let service = Service::new(json!({}));
    let create =
        |slug: &str| service.call("permissions.createPermission", json!({"name": "a name", "slug": slug}));
    create("docs.read").data();
    assert_eq!(create("DOCS.READ").code(), "permission_already_exists");
    create("docs.write").data();
    let create = |name: &str| service.call("permissions.createRole", json!({"name": name}));
    create("editor").data();
    assert_eq!(create("Editor").code(), "role_already_exists");
}

#[test]
fn permissions_and_roles_are_read_and_deleted_in_any_letter_case_and_assigned_in_their_own() {
    let service = Service::with_api(json!({"permissions": {"docs.read": {}}, "roles": {"editor": {}}}));
    let (key, _) = service.key(json!({}));
    for (kind, field, name, other_case) in
        [("Permission", "permission", "docs.read", "Docs.READ"), ("Role", "role", "editor", "EDITOR")]
    {
        let call =
            |verb: &str| service.call(&format!("permissions.{verb}{kind}"), json!({field: other_case}));
        assert_eq!(call("get").data()["id"], service.id(name));
        let remove = format!("keys.remove{kind}s");
        let fields = json!({"keyId": key, format!("{field}s"): [other_case]});
        assert_eq!(service.call(&remove, fields).code(), format!("{field}_not_found"));
        call("delete").data();
        assert_eq!(call("get").code(), format!("{field}_not_found"));
    }
}

#[test]
fn a_role_is_given_permissions_in_any_letter_case_each_once() {
    let service = Service::new(json!({"permissions": {"docs.read": {}}}));
    let slugs = json!(["Docs.READ", "new.one", "NEW.one"]);
    let role = service.call("permissions.createRole", json!({"name": "editor", "permissions": slugs}));
    let role = role.data()["roleId"].clone();
    let set = service.call("permissions.setRolePermissions", json!({"roleId": role, "permissions": slugs}));
    let read = service.call("permissions.getRole", json!({"role": role}));
    for given in [set.data(), &read.data()["permissions"]] {
        let slugs: Vec<_> = given.as_array().unwrap().iter().map(|row| row["slug"].clone()).collect();
        assert_eq!(slugs, ["docs.read", "new.one"]);
    }
}

#[test]
fn a_permission_goes_by_id_and_slug_and_shows_its_description_if_it_has_one() {
    let service = Service::new(json!({"permissions": {
        "docs.read": {"name": "read docs", "description": "may read"}, "docs.write": {},
    }}));
    let id = service.id("docs.read");
    let expected = json!({"id": id, "name": "read docs", "slug": "docs.read", "description": "may read"});
    for reference in [id, "docs.read"] {
        let read = service.call("permissions.getPermission", json!({"permission": reference}));
        assert_eq!(read.data(), &expected);
    }
    let bare = service.call("permissions.getPermission", json!({"permission": "docs.write"}));
    assert_eq!(bare.data().get("description"), None);
}

#[test]
fn a_role_is_given_permissions_by_its_id_alone_and_unknown_slugs_are_made() {
    let service = Service::new(json!({"roles": {"editor": {"permissions": ["docs.read"]}}}));
    let set = |role: &str, permissions: Value| {
        service.call("permissions.setRolePermissions", json!({"roleId": role, "permissions": permissions}))
    };
    assert_eq!(set("editor", json!([])).code(), "role_not_found");
    let id = service.id("editor");
    let given = set(id, json!(["docs.write", "docs.write", "docs.read"]));
    let mut slugs: Vec<&str> =
        given.data().as_array().unwrap().iter().map(|row| row["slug"].as_str().unwrap()).collect();
    slugs.sort_unstable();
    assert_eq!(slugs, ["docs.read", "docs.write"]);
    assert_eq!(set(id, json!([])).data(), &json!([]));
    let read = service.call("permissions.getRole", json!({"role": id}));
    assert_eq!(read.data(), &json!({"id": id, "name": "editor"}));
}

#[test]
fn what_is_deleted_leaves_every_key_and_role() {
    let service = Service::new(json!({
        "apis": {"here": {}},
        "roles": {"editor": {"permissions": ["docs.read"]}, "viewer": {"permissions": ["docs.read"]}},
        "keys": [{"roles": ["editor"], "permissions": ["docs.read"], "key": "sk_1"}],
    }));
    let key = service.truth()[0]["keyId"].clone();
    service.call("permissions.deletePermission", json!({"permission": "docs.read"})).data();
    service.call("permissions.deleteRole", json!({"role": "editor"})).data();
    let read = service.call("keys.getKey", json!({"keyId": key}));
    assert_eq!((read.data().get("roles"), read.data().get("permissions")), (None, None));
    let viewer = service.call("permissions.getRole", json!({"role": "viewer"}));
    assert_eq!(viewer.data().get("permissions"), None);
    for (operation, body, code) in [
        ("permissions.deletePermission", json!({"permission": "docs.read"}), "permission_not_found"),
        ("permissions.deleteRole", json!({"role": "editor"}), "role_not_found"),
    ] {
        assert_eq!(service.call(operation, body).code(), code);
    }
}

#[test]
fn lists_are_searched_in_every_text_of_a_row() {
    let service = Service::new(json!({
        "permissions": {"a.b": {"name": "Alpha"}, "c.d": {"description": "of ALPHA kind"}, "e.f": {}},
        "roles": {"alpha": {}, "beta": {"permissions": ["a.b"]}},
    }));
    let names = |operation: &str, search: &str| -> Vec<String> {
        let found = service.call(operation, json!({"search": search}));
        let mut names: Vec<String> = found
            .data()
            .as_array()
            .unwrap()
            .iter()
            .map(|row| row["name"].as_str().unwrap().to_owned())
            .collect();
        names.sort();
        names
    };
    assert_eq!(names("permissions.listPermissions", "alpha"), ["Alpha", "c.d"]);
    assert_eq!(names("permissions.listPermissions", " E.F "), ["e.f"], "trimmed");
    assert_eq!(names("permissions.listRoles", "ALPHA"), ["alpha"]);
    assert_eq!(names("permissions.listRoles", ""), ["alpha", "beta"]);
}

#[test]
fn every_operation_is_denied_before_it_looks_for_anything() {
    let service = Service::new(
        json!({"rootKeys": {"bare": {}, "urn": {"permissions": ["unkey:v1:{workspace}:**#*"]}}}),
    );
    let one = |name: &str| format!("Missing permission: '{name}'");
    let choice = |name: &str| format!("Missing one of these permissions: {name}");
    for (operation, body, sentence) in [
        ("createPermission", json!({"name": "a", "slug": "a"}), one("rbac.*.create_permission")),
        ("getPermission", json!({"permission": "none"}), choice("rbac.*.read_permission")),
        ("listPermissions", json!({}), choice("rbac.*.read_permission")),
        ("deletePermission", json!({"permission": "none"}), choice("rbac.*.delete_permission")),
        ("createRole", json!({"name": "a"}), choice("rbac.*.create_role")),
        ("getRole", json!({"role": "none"}), choice("rbac.*.read_role")),
        ("listRoles", json!({}), choice("rbac.*.read_role")),
        ("deleteRole", json!({"role": "none"}), choice("rbac.*.delete_role")),
        (
            "setRolePermissions",
            json!({"roleId": "role_none", "permissions": []}),
            one("rbac.*.add_permission_to_role"),
        ),
    ] {
        for alias in ["bare", "urn"] {
            let denied = service.call_as(alias, &format!("permissions.{operation}"), body.clone());
            assert_eq!(denied.refusal(), ("insufficient_permissions", sentence.as_str()), "{operation}");
        }
    }
}

#[test]
fn a_slug_that_must_be_made_needs_the_permission_to_make_it() {
    let service = Service::new(json!({
        "rootKeys": {"setter": {"permissions": [
            "rbac.*.add_permission_to_role", "rbac.*.remove_permission_from_role", "rbac.*.create_role",
        ]}},
        "roles": {"editor": {"permissions": ["docs.read"]}},
    }));
    let set = |permissions: Value| {
        let body = json!({"roleId": service.id("editor"), "permissions": permissions});
        service.call_as("setter", "permissions.setRolePermissions", body)
    };
    set(json!(["docs.read"])).data();
    let sentence = format!(
        "Missing one of these permissions: unkey:v1:{}:rbac/permissions/*#create_permission or rbac.*.create_permission",
        service.id("workspace")
    );
    assert_eq!(set(json!(["docs.new"])).refusal(), ("insufficient_permissions", sentence.as_str()));
    let create = |permissions: Value| {
        service.call_as(
            "setter",
            "permissions.createRole",
            json!({"name": "new", "permissions": permissions}),
        )
    };
    assert_eq!(create(json!(["docs.new"])).code(), "insufficient_permissions");
    create(json!(["docs.read"])).data();
}
