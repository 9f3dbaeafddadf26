use serde_json::{Value, json};

use super::{Description, Exchange};

/// One operation, in the manner of the API's description.
const TEXT: &str = r##"
openapi: 3.1.0
paths:
  /v2/things.make:
    post:
      requestBody:
        content:
          application/json:
            schema: { $ref: "#/components/schemas/Request" }
      responses:
        "200":
          content:
            application/json:
              schema: { $ref: "#/components/schemas/Answer" }
        "400":
          content:
            application/problem+json:
              schema: { $ref: "#/components/schemas/Details" }
components:
  schemas:
    Request:
      type: object
      required: [name]
      properties:
        name: { type: string, minLength: 3 }
        meta: { type: object, additionalProperties: true }
    Answer:
      type: object
      required: [id]
      properties:
        id: { type: string }
    Base:
      type: object
      properties:
        title: { type: string }
    Details:
      allOf:
        - $ref: "#/components/schemas/Base"
        - type: object
          required: [errors]
          properties:
            errors: { type: array }
"##;

fn exchange() -> Exchange {
    Exchange {
        operation: "things.make".to_owned(),
        method: "post".to_owned(),
        request: Some(json!({ "name": "thing", "meta": { "any": 1 } })),
        status: 200,
        media_type: "application/json".to_owned(),
        answer: Some(json!({ "id": "thing_1" })),
    }
}

fn problems(exchange: &Exchange) -> Vec<String> {
    Description::parse(TEXT).check(exchange).into_iter().map(|finding| finding.problem).collect()
}

/// The one problem that is found.
fn problem(exchange: &Exchange) -> String {
    let [problem] = <[String; 1]>::try_from(problems(exchange)).unwrap();
    problem
}

fn asking(request: Value) -> Exchange {
    Exchange { request: Some(request), ..exchange() }
}

fn refusing(answer: Value) -> Exchange {
    let media_type = "application/problem+json".to_owned();
    Exchange { status: 400, media_type, answer: Some(answer), ..exchange() }
}

#[test]
fn an_exchange_as_described_has_no_problem() {
    assert_eq!(problems(&exchange()), <[&str; 0]>::default());
    assert_eq!(problems(&refusing(json!({ "title": "no", "errors": [] }))), <[&str; 0]>::default());
}

#[test]
fn a_field_that_the_schema_does_not_name_is_found() {
    assert!(problem(&asking(json!({ "name": "thing", "nmae": 1 }))).contains("nmae"));
    let answer = Some(json!({ "id": "thing_1", "nested": {} }));
    assert!(problem(&Exchange { answer, ..exchange() }).contains("nested"));
    assert!(problem(&refusing(json!({ "title": "no", "errors": [], "code": 1 }))).contains("code"));
}

#[test]
fn a_missing_field_and_a_wrong_value_are_found() {
    assert!(problem(&asking(json!({}))).contains("name"));
    assert!(problem(&asking(json!({ "name": "no" }))).starts_with("request: /name"));
    assert!(problem(&refusing(json!({ "title": "no" }))).contains("errors"));
}

#[test]
fn an_undescribed_operation_status_media_type_or_body_is_found() {
    let unknown = Exchange { operation: "things.lose".to_owned(), ..exchange() };
    assert_eq!(problem(&unknown), "the operation is not described");
    assert_eq!(problem(&Exchange { status: 404, ..exchange() }), "answer: the status is not described");
    let plain = Exchange { media_type: "application/json".to_owned(), ..refusing(json!({ "errors": [] })) };
    assert_eq!(problem(&plain), "answer: the media type application/json is not described");
    assert_eq!(problem(&Exchange { answer: None, ..exchange() }), "answer: it is no JSON");
    assert_eq!(problem(&Exchange { request: None, ..exchange() }), "request: a JSON body is described");
}
