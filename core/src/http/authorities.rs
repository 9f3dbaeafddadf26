//! The certificate authorities that the caller trusts besides the machine's.

use rustls::{
    RootCertStore,
    pki_types::{CertificateDer, pem::PemObject},
};

use crate::error::{Error, Result};

/// Reads the certificates of a PEM text. Other blocks are passed over: a bundle may hold more than certificates.
///
/// # Errors
/// Of kind `Configuration`, without the text, which may be a key: if it holds no certificate, since the caller would
/// believe that one is trusted, or a block that cannot be read.
pub(super) fn authorities(pem: &[u8]) -> Result<Vec<CertificateDer<'static>>> {
    let refuse = |why: &str| {
        Error::configuration(format!(
            "the CA certificates {why}: pass the text of a PEM file, with -----BEGIN CERTIFICATE----- in it, and not \
             its path or a key"
        ))
    };
    let found: Vec<_> = CertificateDer::pem_slice_iter(pem)
        .collect::<Result<_, _>>()
        .map_err(|_| refuse("are not valid PEM"))?;
    if found.is_empty() {
        return Err(refuse("hold no certificate"));
    }
    // What is no certificate inside would show only when the first request sets up TLS.
    let mut store = RootCertStore::empty();
    for certificate in &found {
        store.add(certificate.clone()).map_err(|_| refuse("hold a block that is no certificate"))?;
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::ErrorKind;

    fn certificate() -> rcgen::CertifiedKey<rcgen::KeyPair> {
        rcgen::generate_simple_self_signed(["unkey.test".to_owned()]).unwrap()
    }

    #[test]
    fn every_certificate_of_a_bundle_is_read_and_a_key_in_it_passed_over() {
        let (one, two) = (certificate(), certificate());
        let bundle = [one.cert.pem(), one.signing_key.serialize_pem(), two.cert.pem()].join("\n");
        let read = authorities(format!("Issued by the tests\n{bundle}").as_bytes()).unwrap();
        assert_eq!(read, [one.cert.der().clone(), two.cert.der().clone()]);
    }

    #[test]
    fn a_text_without_a_certificate_is_refused_and_not_quoted() {
        let key = certificate().signing_key.serialize_pem();
        let block =
            |inside: &str| format!("-----BEGIN CERTIFICATE-----\n{inside}\n-----END CERTIFICATE-----\n");
        for (text, why) in [
            (String::new(), "hold no certificate"),
            ("  \n".to_owned(), "hold no certificate"),
            ("/etc/planted/ca.pem".to_owned(), "hold no certificate"),
            (key.clone(), "hold no certificate"),
            (block("!"), "not valid PEM"),
            (block("cGxhbnRlZA=="), "no certificate"),
            (certificate().cert.pem() + &block("cGxhbnRlZA=="), "no certificate"),
        ] {
            let error = authorities(text.as_bytes()).unwrap_err();
            let shown = format!("{error} {error:?}");
            assert_eq!(error.kind(), ErrorKind::Configuration);
            assert!(shown.contains(why) && shown.contains("BEGIN CERTIFICATE"), "{text:?}: {shown}");
            assert!(!shown.contains("planted") && !shown.contains(key.lines().nth(1).unwrap()), "{shown}");
        }
    }
}
