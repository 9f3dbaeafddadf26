//! An emulator with one workspace, asked by operation.

use bytes::Bytes;
use http::{HeaderMap, Method, Request, Response, StatusCode};
use serde_json::{Value, json};
use unkey_kit_emulator::{Clock, ConnectionClosed, Emulator};

/// The start of a minute, an hour and a day.
pub(crate) const START: i64 = 1_699_920_000_000;

pub(crate) struct Service {
    pub(crate) emulator: Emulator,
    /// What `POST /workspaces` answered.
    pub(crate) made: Value,
}

pub(crate) struct Reply {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    /// `null` if the body is not JSON.
    pub(crate) body: Value,
    pub(crate) raw: Bytes,
    pub(crate) closed: bool,
}

impl Reply {
    fn from(response: Response<Bytes>) -> Self {
        let closed = response.extensions().get::<ConnectionClosed>().is_some();
        let (head, raw) = response.into_parts();
        let body = serde_json::from_slice(&raw).unwrap_or_default();
        Self { status: head.status, headers: head.headers, body, raw, closed }
    }

    /// The data of a success.
    #[track_caller]
    pub(crate) fn data(&self) -> &Value {
        assert_eq!(self.status, 200, "{}", self.body);
        &self.body["data"]
    }

    /// The last segment of a refusal's type, and its text.
    pub(crate) fn refusal(&self) -> (&str, &str) {
        let error = &self.body["error"];
        assert_eq!(error["status"], self.status.as_u16(), "{}", self.body);
        let code = error["type"].as_str().unwrap().rsplit('/').next().unwrap();
        (code, error["detail"].as_str().unwrap())
    }

    pub(crate) fn code(&self) -> &str {
        self.refusal().0
    }
}

impl Service {
    /// With a root key `root` that may do everything, and whatever else the setup has.
    pub(crate) fn new(mut setup: Value) -> Self {
        let emulator = Emulator::builder().clock(Clock::manual(START)).seed(1).nodes(2).build();
        let everything: Vec<&str> = EVERYTHING.to_vec();
        setup["rootKeys"]["root"] = json!({"permissions": everything});
        let mut service = Self { emulator, made: Value::Null };
        let reply = service.admin(Method::POST, "/workspaces", &setup);
        assert_eq!(reply.status, 200, "{}", reply.body);
        service.made = reply.body;
        service
    }

    pub(crate) fn call(&self, operation: &str, body: Value) -> Reply {
        self.call_as("root", operation, body)
    }

    /// Calls with the root key of an alias.
    pub(crate) fn call_as(&self, alias: &str, operation: &str, body: Value) -> Reply {
        Reply::from(self.emulator.handle(self.request(alias, operation, &body)))
    }

    pub(crate) fn call_marked(
        &self,
        operation: &str,
        body: Value,
        header: (&'static str, &'static str),
    ) -> Reply {
        let mut request = self.request("root", operation, &body);
        request.headers_mut().insert(header.0, header.1.parse().unwrap());
        Reply::from(self.emulator.handle(request))
    }

    fn request(&self, alias: &str, operation: &str, body: &Value) -> Request<Bytes> {
        let secret = self.made["rootKeys"][alias].as_str().unwrap_or(alias);
        Request::post(format!("/v2/{operation}"))
            .header("Authorization", format!("Bearer {secret}"))
            .header("Content-Type", "application/json")
            .body(body.to_string().into())
            .unwrap()
    }

    pub(crate) fn admin(&self, method: Method, path: &str, body: &Value) -> Reply {
        let request = Request::builder().method(method).uri(path).body(body.to_string().into()).unwrap();
        Reply::from(self.emulator.handle_admin(request))
    }

    /// Calls what `/workspaces/ID` has, and gives the answer.
    pub(crate) fn admin_here(&self, method: Method, path: &str, body: Value) -> Value {
        let reply = self.admin(method, &format!("/workspaces/{}/{path}", self.id("workspace")), &body);
        assert_eq!(reply.status, 200, "{}", reply.body);
        reply.body
    }

    /// Arms a fault in this workspace.
    pub(crate) fn arm(&self, fault: Value) {
        self.admin_here(Method::POST, "faults", fault);
    }

    /// The true state of all keys.
    pub(crate) fn truth(&self) -> Vec<Value> {
        self.admin_here(Method::GET, "keys", Value::Null)["keys"].as_array().unwrap().clone()
    }

    /// The id of an alias.
    pub(crate) fn id(&self, alias: &str) -> &str {
        self.made["ids"][alias].as_str().unwrap()
    }

    pub(crate) fn advance(&self, milliseconds: u64) {
        self.emulator.clock().advance(std::time::Duration::from_millis(milliseconds));
    }
}

const EVERYTHING: &[&str] = &[
    "api.*.create_api",
    "api.*.create_key",
    "api.*.delete_api",
    "api.*.delete_key",
    "api.*.read_api",
    "api.*.read_key",
    "api.*.update_key",
    "api.*.verify_key",
    "identity.*.create_identity",
    "identity.*.delete_identity",
    "identity.*.read_identity",
    "identity.*.update_identity",
    "ratelimit.*.create_namespace",
    "ratelimit.*.delete_override",
    "ratelimit.*.limit",
    "ratelimit.*.read_override",
    "ratelimit.*.set_override",
    "rbac.*.add_permission_to_key",
    "rbac.*.add_permission_to_role",
    "rbac.*.add_role_to_key",
    "rbac.*.create_permission",
    "rbac.*.create_role",
    "rbac.*.delete_permission",
    "rbac.*.delete_role",
    "rbac.*.read_permission",
    "rbac.*.read_role",
    "rbac.*.remove_permission_from_key",
    "rbac.*.remove_permission_from_role",
];
impl Service {
    /// With the API `payments` as well, and two nodes.
    pub(crate) fn with_api(mut setup: Value) -> Self {
        setup["apis"]["payments"]["name"] = "payments".into();
        Self::new(setup)
    }

    /// The secret of a root key.
    pub(crate) fn root_key(&self, alias: &str) -> &str {
        self.made["rootKeys"][alias].as_str().unwrap()
    }

    /// Calls with a whole `Authorization` header.
    pub(crate) fn call_with(&self, authorization: &str, operation: &str, body: Value) -> Reply {
        self.send(0, operation, &[("authorization", authorization)], body.to_string())
    }

    /// Calls one of the nodes.
    pub(crate) fn call_on(&self, node: usize, operation: &str, body: Value) -> Reply {
        let authorization = format!("Bearer {}", self.root_key("root"));
        self.send(node, operation, &[("authorization", &authorization)], body.to_string())
    }

    /// Sends a request with these headers and nothing but a content type beside.
    pub(crate) fn send(
        &self,
        node: usize,
        operation: &str,
        headers: &[(&str, &str)],
        body: impl Into<Bytes>,
    ) -> Reply {
        let mut request =
            Request::post(format!("/v2/{operation}")).header("content-type", "application/json");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        Reply::from(self.emulator.handle_on(node, request.body(body.into()).unwrap()))
    }

    /// Makes a key of the API `payments`: its id and its secret.
    pub(crate) fn key(&self, mut fields: Value) -> (String, String) {
        fields["apiId"] = self.id("payments").into();
        let made = self.call("keys.createKey", fields).into_data();
        let text = |field: &str| made[field].as_str().unwrap().to_owned();
        (text("keyId"), text("key"))
    }

    /// The code that verifying a secret answers.
    pub(crate) fn verdict(&self, node: usize, secret: &str) -> String {
        let verified = self.call_on(node, "keys.verifyKey", json!({"key": secret})).into_data();
        verified["code"].as_str().unwrap().to_owned()
    }

    pub(crate) fn pass_seconds(&self, seconds: u64) {
        self.advance(seconds * 1_000);
    }
}

impl Reply {
    /// The data of a success, to keep.
    #[track_caller]
    pub(crate) fn into_data(self) -> Value {
        self.data().clone()
    }

    /// Status, code (the path in `type`) and title of a refusal.
    #[track_caller]
    pub(crate) fn failure(&self) -> (u16, &str, &str) {
        let error = &self.body["error"];
        let kind = error["type"].as_str().unwrap_or_else(|| panic!("no error: {}", self.body));
        assert_eq!(error["status"], self.status.as_u16());
        (
            self.status.as_u16(),
            kind.strip_prefix("https://unkey.com/docs/errors/").unwrap(),
            error["title"].as_str().unwrap(),
        )
    }

    pub(crate) fn detail(&self) -> &str {
        self.refusal().1
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }
}
