//! Fields that several requests on keys share.

use serde::{Deserialize, Deserializer};
use serde_json::Value;

use crate::error::{INVALID_INPUT, Result, SERVICE_UNAVAILABLE};
use crate::json::{self, Raw};
use crate::store::Refill;

/// A field of three states.
#[derive(Clone, Debug, Default)]
pub(super) enum Patch<T> {
    #[default]
    Absent,
    Null,
    Set(T),
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Patch<T> {
    /// Reads a field that is there; one that is not stays at its default, [`Patch::Absent`].
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        Ok(Option::deserialize(deserializer)?.map_or(Self::Null, Self::Set))
    }
}

/// The `credits` of a request.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Credits {
    #[serde(default)]
    pub(super) remaining: Patch<i64>,
    #[serde(default)]
    pub(super) refill: Patch<RefillForm>,
}

/// How credits shall come back.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct RefillForm {
    pub(super) interval: Interval,
    pub(super) amount: i64,
    pub(super) refill_day: Option<u8>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) enum Interval {
    Daily,
    Monthly,
}

impl RefillForm {
    /// Reads the refill; a day without a month is ignored.
    ///
    /// # Errors
    /// 400 `invalid_input` for a monthly refill without a day.
    pub(super) fn lenient(&self) -> Result<Refill> {
        match (self.interval, self.refill_day) {
            (Interval::Monthly, None) => {
                Err(INVALID_INPUT.because("A monthly refill needs the day of the month, `refillDay`."))
            }
            (Interval::Monthly, day) => Ok(Refill { amount: self.amount, day }),
            (Interval::Daily, _) => Ok(Refill { amount: self.amount, day: None }),
        }
    }

    /// Reads the refill.
    ///
    /// # Errors
    /// 400 `invalid_input` for a monthly refill without a day, and for a daily one with.
    pub(super) fn strict(&self) -> Result<Refill> {
        if self.interval == Interval::Daily && self.refill_day.is_some() {
            return Err(INVALID_INPUT.because("A daily refill has no `refillDay`."));
        }
        self.lenient()
    }
}

/// The bytes that the column of a key's `meta` holds.
const LARGEST_META: usize = 65_535;

/// Keeps the `meta` of a key.
///
/// # Errors
/// 500 `service_unavailable` if it does not fit its column.
pub(super) fn meta(meta: Value) -> Result<Option<Raw>> {
    let kept = json::keep(meta);
    if kept.as_ref().is_some_and(|meta| meta.get().len() > LARGEST_META) {
        return Err(SERVICE_UNAVAILABLE.because("The key could not be written."));
    }
    Ok(kept)
}
