//! Bytes that cross in one piece.

use uniffi::{Lower, MetadataBuffer, RustBuffer, TypeId};

/// What `Vec<u8>` is to uniffi, which copies that byte by byte: a page of keys has 60,000 of them.
pub struct Bytes(pub(crate) Vec<u8>);

#[expect(
    unsafe_code,
    reason = "uniffi's traits are unsafe to implement; what is written is what a `Vec<u8>` writes"
)]
unsafe impl<Tag> Lower<Tag> for Bytes {
    type FfiType = RustBuffer;

    fn lower(bytes: Self) -> RustBuffer {
        <Self as Lower<Tag>>::lower_into_rust_buffer(bytes)
    }

    fn write(Self(bytes): Self, buffer: &mut Vec<u8>) {
        // uniffi's length has 31 bits; an answer has its limit far below.
        let length = bytes.len().min(i32::MAX as usize);
        buffer.reserve_exact(length + 4);
        buffer.extend_from_slice(&(length as i32).to_be_bytes());
        buffer.extend_from_slice(&bytes[..length]);
    }
}

impl<Tag> TypeId<Tag> for Bytes {
    const TYPE_ID_META: MetadataBuffer = <Vec<u8> as TypeId<Tag>>::TYPE_ID_META;
}

uniffi::derive_ffi_traits!(impl<Tag> LowerReturn<Tag> for Bytes where Bytes: Lower<Tag>);
