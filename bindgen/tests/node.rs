//! Small Rust in, the TypeScript that comes of it out.

#![expect(clippy::unwrap_used, reason = "helpers of tests may panic, as the tests do")]

mod small;

use small::{assert_in, generated};

#[test]
fn a_request_is_an_object_and_the_answer_is_read_as_its_type() {
    let expected = r#"
  /**
   * Turns a key, as `keys.list` shows. One that is off is a 403 `KEY_DISABLED`,
   * of kind `permission_denied`; see `UnkeyError.code`.
   */
  turn(request: TurnKey, options?: CallOptions): Promise<Response<Record<string, never>>> {
    return this.#native.call("keys.turn", [request], options, (from) => from.response(() => ({})));
  }
"#;
    assert_in(&generated("resources.ts"), expected);
}

#[test]
fn listings_handles_streams_properties_and_commands_have_their_shapes() {
    let text = generated("resources.ts");
    for expected in [
        "  readonly keys: Keys;\n",
        "  list(request: ListKeys, options?: CallOptions): Items<Key> {\n    return this.#native.pages(\"keys.list\", [request], options, readKey);\n",
        "  watch(): Watch {\n    return new Watch(this.#native.open(\"keys.watch\", []));\n",
        "  ticks(count: number, options?: WaitOptions): Events<Tick> {\n    return this.#native.events(\"Watch.ticks\", [count], options, readTick);\n",
        "  get now(): number {\n    return this.#native.get(\"Watch.now\", [], (from) => from.integer());\n",
        "  stop(): void {\n    this.#native.get(\"Watch.stop\", [], () => undefined);\n",
    ] {
        assert_in(&text, expected);
    }
}

#[test]
fn what_waits_for_a_handle_takes_no_options_of_a_call() {
    let text = generated("resources.ts");
    let (resources, handle) = text.split_once("export class Watch {").unwrap();
    let handle = handle.split_once("\n}\n").unwrap().0;
    assert!(resources.contains("options?: CallOptions") && !resources.contains("options?: WaitOptions"));
    assert!(handle.contains("wait(options?: WaitOptions): Promise<Tick> {"), "{handle}");
    assert!(!handle.contains("options?: CallOptions"), "{handle}");
}

#[test]
fn the_kinds_of_errors_are_a_union_of_their_names() {
    let expected = r#"
export type ErrorKind =
  /** Not allowed. */
  | "permission_denied"
  /**
   * Gone.
   *
   * For good.
   */
  | "not_found";

/** @internal */
export const BY_KIND: Record<ErrorKind, ErrorClass> = {
  "permission_denied": PermissionDeniedError,
  "not_found": NotFoundError,
};
"#;
    assert_in(&generated("errors.ts"), expected);
}

#[test]
fn types_say_what_may_be_left_out_cleared_or_any_text() {
    let text = generated("types.ts");
    for expected in [
        "  /** How often. */\n  times?: number | undefined;\n  /** Which one. */\n  keyId: string;\n",
        "  name?: string | null | undefined;\n",
        "export type Way = \"left\" | (string & {});\n",
        "  readonly secret: KeySecret;\n",
        "  readonly credits?: number | bigint | undefined;\n",
        "    readonly kind: \"loud\";\n    /** How loud. */\n    readonly howLoud: number;\n",
    ] {
        assert_in(&text, expected);
    }
}

#[test]
fn an_answer_is_read_by_position_and_bits_say_what_is_absent() {
    let expected = r#"
export function readKey(from: Reader): Key {
  const there = from.bits();
  const read = { secret: from.secret() } as Open<Key>;
  if (there & 1) read.credits = from.wide();
  return read;
}
"#;
    let text = generated("readers.ts");
    assert_in(&text, expected);
    assert!(!text.contains("readTurnKey"), "what is only taken is not read");
}

#[test]
fn an_answer_is_written_in_the_order_in_which_it_is_read() {
    let expected = r"
impl Positional for core::Key {
    fn write(&self, to: &mut Writer) {
        to.bits([self.credits.is_some()]);
        self.secret.write(to);
        if let Some(value) = &self.credits {
            value.write(to);
        }
    }
}
";
    let text = generated("writers.rs");
    assert_in(&text, expected);
    assert!(!text.contains("TurnKey"), "what is only taken is not written");
}

#[test]
fn ids_and_lists_of_texts_cross_in_json() {
    let (written, read) = (generated("writers.rs"), generated("readers.ts"));
    assert_in(&written, "        to.json(&self.use_id);\n");
    assert_in(&read, "useId: from.json()");
}

#[test]
fn maps_are_told_how_to_read_what_is_in_them() {
    let expected = "  return { byName: from.map(readKey), roles: from.map((from) => from.json()) };";
    assert_in(&generated("readers.ts"), expected);
}

#[test]
fn a_variant_stands_after_its_name() {
    let read = r#"
export function readTick(from: Reader): Tick {
  const kind = from.text<Tick["kind"]>();
  switch (kind) {
    case "loud": {
      return { kind, howLoud: from.float() };
    }
    case "silence": {
      return { kind };
    }
  }
}
"#;
    assert_in(&generated("readers.ts"), read);
    let written = r#"
impl Positional for core::Tick {
    fn write(&self, to: &mut Writer) {
        match self {
            Self::Loud { how_loud, .. } => {
                to.text("loud");
                how_loud.write(to);
            }
            Self::Silence => {
                to.text("silence");
            }
        }
    }
}
"#;
    assert_in(&generated("writers.rs"), written);
}

#[test]
fn sources_and_library_have_one_fingerprint() {
    let (facade, library) = (generated("layout.ts"), generated("bindings-node/src/generated/layout.rs"));
    let fingerprint = facade.split_once(" = ").unwrap().1.trim_end().trim_end_matches("n;");
    assert_in(&library, &format!("= {fingerprint}u64;"));
}
