//! Where the root key comes from: a value, or a provider that is asked again when the key is refused.

use std::{
    fmt,
    future::Future,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use tokio::sync::Mutex;

use crate::{
    error::{Details, Error, ErrorKind, Result},
    secret::RootKey,
};

pub(crate) type BoxError = Box<dyn std::error::Error + Send + Sync>;
type Answer<'a> = Pin<Box<dyn Future<Output = Result<RootKey, BoxError>> + Send + 'a>>;

const NO_ROOT_KEY: &str = "the root-key provider gave no root key; the source of this error says why";

/// Gives the root key when it is needed: from a vault, a keychain, a broker.
///
/// Asked at the first call, and again once after the service refused the key (401 `key_not_found`, 403 `key_disabled`,
/// 403 `forbidden`): a key that was rotated out gets any of these. Any `Fn() -> Future` of such a result is one.
///
/// What a provider fails with is the [`source`](std::error::Error::source) of the call's error: as an
/// `Arc<dyn Error + Send + Sync>`, to downcast to, and in it the error itself. Its text may quote anything, so it is in
/// none of the call's error's own texts: not in `Display`, `Debug`, `detail` or JSON. Where a program prints the chain of
/// sources, the provider's text is printed with it.
pub trait RootKeyProvider: Send + Sync {
    /// Gives the root key that is valid now.
    fn root_key(&self) -> Answer<'_>;
}

impl<F, Fut, E> RootKeyProvider for F
where
    F: Fn() -> Fut + Send + Sync,
    Fut: Future<Output = Result<RootKey, E>> + Send + 'static,
    E: Into<BoxError>,
{
    fn root_key(&self) -> Answer<'_> {
        let future = self();
        Box::pin(async move { future.await.map_err(Into::into) })
    }
}

/// A root key and how many times the provider had answered when it was given.
#[derive(Clone)]
pub(crate) struct Issued {
    pub(crate) key: RootKey,
    generation: u64,
}

/// The root key of a client.
pub(crate) enum RootKeySource {
    Value(RootKey),
    Provider(Asked),
}

/// A provider and what it said last.
pub(crate) struct Asked {
    provider: Arc<dyn RootKeyProvider>,
    /// How many times the provider has answered.
    answers: AtomicU64,
    /// Held while the provider is asked, so that calls which need a root key together ask once.
    last: Mutex<Option<Result<Issued>>>,
}

impl RootKeySource {
    pub(crate) fn provider(provider: Arc<dyn RootKeyProvider>) -> Self {
        Self::Provider(Asked { provider, answers: AtomicU64::new(0), last: Mutex::new(None) })
    }

    /// The root key as it is known; asks the provider only if it never gave one.
    pub(crate) async fn current(&self) -> Result<Issued> {
        match self {
            Self::Value(key) => Ok(Issued { key: key.clone(), generation: 0 }),
            Self::Provider(asked) => asked.newer_than(0).await,
        }
    }

    /// The root key to try after `refused` was refused; `None` if there is no other way to get one.
    pub(crate) async fn renewed(&self, refused: &Issued) -> Option<Result<Issued>> {
        match self {
            Self::Value(_) => None,
            Self::Provider(asked) => Some(asked.newer_than(refused.generation).await),
        }
    }
}

impl Asked {
    /// The root key that was given after this generation; asks for one if there is none yet.
    async fn newer_than(&self, generation: u64) -> Result<Issued> {
        let seen = self.answers.load(Ordering::Acquire);
        let mut last = self.last.lock().await;
        let answered_meanwhile = self.answers.load(Ordering::Acquire) > seen;
        match &*last {
            Some(Ok(issued)) if issued.generation > generation => return Ok(issued.clone()),
            // The provider failed while this call waited: that is this call's answer, too.
            Some(Err(error)) if answered_meanwhile => return Err(error.clone()),
            _ => {}
        }
        let answer = self.provider.root_key().await;
        let answers = self.answers.fetch_add(1, Ordering::AcqRel) + 1;
        let issued = answer.map(|key| Issued { key, generation: answers }).map_err(|source| {
            let details = Details::new(ErrorKind::Authentication, NO_ROOT_KEY);
            Error::from(Details { source: Some(Arc::from(source)), quiet: true, ..details })
        });
        *last = Some(issued.clone());
        issued
    }
}

impl fmt::Debug for RootKeySource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Value(_) => "value",
            Self::Provider(_) => "provider",
        })
    }
}
