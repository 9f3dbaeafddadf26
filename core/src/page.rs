//! Pages of a listing, and the stream of items across them.

use std::{
    collections::{HashSet, VecDeque},
    fmt,
    future::{Future, poll_fn},
    hash::{BuildHasher, RandomState},
    pin::Pin,
    task::{Context, Poll, ready},
};

use futures_core::Stream;
use serde::{Deserialize, Serialize, de::DeserializeOwned};

use crate::{
    api::{Enveloped, Json, Meta, null_as_default},
    client::Unkey,
    error::{Details, Effect, Error, ErrorKind, Result},
    http::Operation,
};

/// One page of a listing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(bound(deserialize = "T: Deserialize<'de>"))]
#[non_exhaustive]
pub struct Page<T> {
    /// About the answer.
    pub meta: Meta,
    /// The items.
    #[serde(default, deserialize_with = "null_as_default")]
    pub data: Vec<T>,
    /// Where the next page begins.
    #[serde(default)]
    pub pagination: Pagination,
}

/// Where the next page of a listing begins.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Pagination {
    /// What to pass as `cursor` for the next page; absent on the last one. The service takes it as a lower bound: it
    /// stays good when the item that it names is deleted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
    /// Whether there is another page.
    #[serde(default)]
    pub has_more: bool,
}

impl<T> Enveloped for Page<T> {
    fn request_id(&self) -> &str {
        &self.meta.request_id
    }
}

type Fetch<T> = Pin<Box<dyn Future<Output = Result<Page<T>>> + Send>>;

/// What the next page is fetched with.
enum Next<T> {
    /// Not begun: the request without I/O so far.
    Ready,
    Fetching(Fetch<T>),
    End,
}

/// The cursors of a listing so far, of which none may come back: without this a listing could go round in a circle for
/// ever. Their order says nothing, since the service does not promise one.
#[derive(Default)]
pub(crate) struct Trail {
    /// Hashes: a million keys have ten thousand cursors, and no two of so few share one by chance.
    seen: HashSet<u64>,
    hasher: RandomState,
}

impl Trail {
    /// Notes a cursor; whether it is a new one.
    pub(crate) fn moves_on_to(&mut self, cursor: &str) -> bool {
        self.seen.insert(self.hasher.hash_one(cursor))
    }
}

/// The pages of a listing, fetched one by one as they are asked for.
pub struct Pages<T> {
    client: Unkey,
    operation: Operation,
    /// The request as JSON, whose `cursor` moves on from page to page.
    request: Result<Json>,
    trail: Trail,
    next: Next<T>,
}

impl<T> Pages<T>
where
    T: DeserializeOwned + Send + 'static,
{
    /// Gives the next page; `None` after the last one.
    ///
    /// # Errors
    /// Those of the call. The listing ends with the first error.
    pub async fn try_next(&mut self) -> Result<Option<Page<T>>> {
        poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await.transpose()
    }

    /// Closes the request of a page that is being fetched: the same page is then fetched anew.
    ///
    /// Ceasing to wait does not do that by itself, so that a page can be waited for in pieces.
    pub fn give_up(&mut self) {
        if matches!(self.next, Next::Fetching(_)) {
            self.next = Next::Ready;
        }
    }

    fn fetch(&self) -> Fetch<T> {
        let (client, operation, request) =
            (self.client.clone(), self.operation.clone(), self.request.clone());
        Box::pin(async move { client.call(operation, &request?).await })
    }

    /// Moves the cursor on.
    ///
    /// # Errors
    /// If the service names no next page, or one that was there before.
    fn advance(&mut self, page: &Page<T>) -> Result<()> {
        if !page.pagination.has_more {
            self.next = Next::End;
            return Ok(());
        }
        let request = self.request.as_mut().map_err(|error| error.clone())?;
        let cursor = page.pagination.cursor.as_deref().filter(|cursor| !cursor.is_empty());
        // The first cursor may be the caller's.
        if let Some(cursor) = request["cursor"].as_str() {
            self.trail.moves_on_to(cursor);
        }
        let Some(cursor) = cursor.filter(|cursor| self.trail.moves_on_to(cursor)) else {
            return Err(does_not_move_on(self.operation.name(), &page.meta));
        };
        request["cursor"] = Json::from(cursor);
        self.next = Next::Ready;
        Ok(())
    }
}

/// The error of a listing that names no next page, or one that was there before.
pub(crate) fn does_not_move_on(operation: &str, meta: &Meta) -> Error {
    let what = "the listing claims to have more pages, but its cursor does not move on";
    Details {
        operation: Some(operation.to_owned()),
        request_id: Some(meta.request_id.clone()),
        attempts: 1,
        effect: Effect::Applied,
        ..Details::new(ErrorKind::UnexpectedAnswer, what)
    }
    .into()
}

impl<T> Unpin for Pages<T> {}

impl<T> Stream for Pages<T>
where
    T: DeserializeOwned + Send + 'static,
{
    type Item = Result<Page<T>>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let page = loop {
            match &mut self.next {
                Next::Ready => self.next = Next::Fetching(self.fetch()),
                Next::Fetching(fetch) => break ready!(fetch.as_mut().poll(context)),
                Next::End => return Poll::Ready(None),
            }
        };
        let advanced = page.and_then(|page| self.advance(&page).map(|()| page));
        if advanced.is_err() {
            self.next = Next::End;
        }
        Poll::Ready(Some(advanced))
    }
}

impl<T> fmt::Debug for Pages<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pages").field("operation", &self.operation).finish_non_exhaustive()
    }
}

/// The items of a listing across its pages, fetched as they are asked for. Making one sends nothing.
///
/// A [`Stream`]; [`try_next`](Items::try_next) serves without a stream library.
#[derive(Debug)]
pub struct Items<T> {
    pages: Pages<T>,
    ready: VecDeque<T>,
}

impl<T> Items<T>
where
    T: DeserializeOwned + Send + 'static,
{
    /// A listing by this operation; `request` may have a `cursor` to start at.
    pub(crate) fn new<Q: Serialize>(client: &Unkey, operation: Operation, request: &Q) -> Self {
        let request = serde_json::to_value(request)
            .map_err(|_| Error::configuration("the request cannot be represented as JSON"));
        let pages =
            Pages { client: client.clone(), operation, request, trail: Trail::default(), next: Next::Ready };
        Self { pages, ready: VecDeque::new() }
    }

    /// The wire name of the operation.
    pub(crate) fn operation(&self) -> &str {
        self.pages.operation.name()
    }

    /// Gives the next item, fetching a page if needed; `None` after the last one.
    ///
    /// # Errors
    /// Those of the call. The listing ends with the first error.
    pub async fn try_next(&mut self) -> Result<Option<T>> {
        poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await.transpose()
    }

    /// Gives whole pages instead, with their request ids and cursors.
    #[must_use]
    pub fn pages(self) -> Pages<T> {
        self.pages
    }

    /// Collects the rest of the listing.
    ///
    /// # Errors
    /// Those of the calls.
    pub async fn try_collect(mut self) -> Result<Vec<T>> {
        let mut items = Vec::new();
        while let Some(item) = self.try_next().await? {
            items.push(item);
        }
        Ok(items)
    }
}

impl<T> Unpin for Items<T> {}

impl<T> Stream for Items<T>
where
    T: DeserializeOwned + Send + 'static,
{
    type Item = Result<T>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            if let Some(item) = self.ready.pop_front() {
                return Poll::Ready(Some(Ok(item)));
            }
            match ready!(Pin::new(&mut self.pages).poll_next(context)) {
                Some(Ok(page)) => self.ready = page.data.into(),
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => return Poll::Ready(None),
            }
        }
    }
}
