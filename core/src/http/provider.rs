//! Where the root key comes from: a value, or a provider that is asked again when the key is refused.

use std::{fmt, future::Future, pin::Pin, sync::Arc};

use tokio::sync::Mutex;

use crate::{
    error::{Details, Error, ErrorKind, Result},
    secret::RootKey,
};

pub(crate) type BoxError = Box<dyn std::error::Error + Send + Sync>;
type Answer<'a> = Pin<Box<dyn Future<Output = Result<RootKey, BoxError>> + Send + 'a>>;

/// Gives the root key when it is needed: from a vault, a keychain, a broker.
///
/// Asked at the first call, and again once after the service refused the key (401 `key_not_found`, 403 `key_disabled`,
/// 403 `forbidden`): a key that was rotated out gets any of these. Any `Fn() -> Future` of such a result is one.
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

/// A root key and how many times the provider had been asked when it was given.
#[derive(Clone)]
pub(crate) struct Issued {
    pub(crate) key: RootKey,
    generation: u64,
}

/// The root key of a client.
pub(crate) enum RootKeySource {
    Value(RootKey),
    Provider { provider: Arc<dyn RootKeyProvider>, current: Mutex<Option<Issued>> },
}

impl RootKeySource {
    pub(crate) fn provider(provider: Arc<dyn RootKeyProvider>) -> Self {
        Self::Provider { provider, current: Mutex::new(None) }
    }

    /// The root key as it is known; asks the provider only if it was never asked.
    pub(crate) async fn current(&self) -> Result<Issued> {
        match self {
            Self::Value(key) => Ok(Issued { key: key.clone(), generation: 0 }),
            Self::Provider { provider, current } => {
                let mut current = current.lock().await;
                match &*current {
                    Some(issued) => Ok(issued.clone()),
                    None => ask(provider, &mut current, 1).await,
                }
            }
        }
    }

    /// The root key to try after `refused` was refused; `None` if there is no other way to get one. Calls that were
    /// refused together ask the provider once.
    pub(crate) async fn renewed(&self, refused: &Issued) -> Option<Result<Issued>> {
        match self {
            Self::Value(_) => None,
            Self::Provider { provider, current } => {
                let mut current = current.lock().await;
                match &*current {
                    Some(issued) if issued.generation > refused.generation => Some(Ok(issued.clone())),
                    _ => Some(ask(provider, &mut current, refused.generation + 1).await),
                }
            }
        }
    }
}

async fn ask(
    provider: &Arc<dyn RootKeyProvider>,
    current: &mut Option<Issued>,
    generation: u64,
) -> Result<Issued> {
    let key = provider.root_key().await.map_err(|source| {
        let details = Details::new(ErrorKind::Authentication, "the root-key provider gave no root key");
        Error::from(Details { source: Some(Arc::from(source)), ..details })
    })?;
    let issued = Issued { key, generation };
    *current = Some(issued.clone());
    Ok(issued)
}

impl fmt::Debug for RootKeySource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Value(_) => "value",
            Self::Provider { .. } => "provider",
        })
    }
}
