//! The body of an answer, which a fault may cut.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderValue, Response, header};
use hyper::body::{Body, Frame, SizeHint};
use tokio::time::Sleep;

/// How long the last bytes of a cut body have to leave before the connection is closed under them.
const LINGER: Duration = Duration::from_millis(20);

/// A body that arrives whole, or in part before the connection is closed.
#[derive(Debug)]
pub(super) struct AnswerBody {
    data: Bytes,
    /// When a cut body fails.
    cut: Option<Pin<Box<Sleep>>>,
}

impl AnswerBody {
    pub(super) fn whole(data: Bytes) -> Self {
        Self { data, cut: None }
    }

    /// Keeps so many bytes of a response's body, and says in the headers that there are more.
    pub(super) fn cut(response: Response<Bytes>, kept: usize) -> Response<Self> {
        let length = response.body().len();
        let cut = Some(Box::pin(tokio::time::sleep(LINGER)));
        let mut response = response.map(|data| Self { data: data.slice(..kept), cut });
        response.headers_mut().insert(header::CONTENT_LENGTH, HeaderValue::from(length));
        response
    }
}

/// Why a connection is closed.
pub(super) fn closed_by_fault() -> io::Error {
    io::Error::new(io::ErrorKind::ConnectionAborted, "a fault closes this connection")
}

impl Body for AnswerBody {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        let body = self.get_mut();
        if !body.data.is_empty() {
            return Poll::Ready(Some(Ok(Frame::data(std::mem::take(&mut body.data)))));
        }
        let Some(cut) = &mut body.cut else { return Poll::Ready(None) };
        ready!(cut.as_mut().poll(context));
        Poll::Ready(Some(Err(closed_by_fault())))
    }

    fn is_end_stream(&self) -> bool {
        self.data.is_empty() && self.cut.is_none()
    }

    fn size_hint(&self) -> SizeHint {
        if self.cut.is_some() { SizeHint::default() } else { SizeHint::with_exact(self.data.len() as u64) }
    }
}
