//! `unkey-kit completions`.

use crate::process::{run, stdout};

#[test]
fn each_shell_gets_a_script_that_knows_the_subcommands() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let output = run(["completions", shell]);
        assert_eq!(output.status.code(), Some(0), "{shell}");
        let script = stdout(&output);
        for word in ["explain", "emulator", "revoke", "root-key-file"] {
            assert!(script.contains(word), "{word} for {shell}");
        }
    }
}

#[test]
fn bash_accepts_its_script() {
    let script = stdout(&run(["completions", "bash"]));
    let ask = "COMP_WORDS=(unkey-kit expl); COMP_CWORD=1; _unkey__kit unkey-kit expl unkey-kit
        echo \"${COMPREPLY[@]}\"";
    let reply =
        std::process::Command::new("bash").args(["-c", &format!("{script}\n{ask}")]).output().unwrap();
    assert_eq!(String::from_utf8(reply.stdout).unwrap().trim(), "explain");
}
