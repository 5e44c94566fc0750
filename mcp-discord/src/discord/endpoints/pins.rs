use jiff::Timestamp;

use super::endpoints;
use crate::discord::{
    Call, Method,
    handle::{Channel, MessageHandle},
    model,
    rest::Retry,
};

endpoints! {
    impl Channel {
        /// Lists pinned messages, the last pinned first, 1 to 50 of them, those pinned before a time where one is given.
        ///
        /// Without `READ_MESSAGE_HISTORY` Discord returns none, and no error.
        /// Source: <https://discord.com/developers/docs/resources/message#get-channel-pins>
        (list_pins) [VIEW_CHANNEL, READ_MESSAGE_HISTORY] Read
        pub fn pins(&self, before: Option<Timestamp>, limit: u8) -> Call<model::Pins> {
            let call = self
                .call(Method::Get, "list_pins")
                .literal("messages")
                .literal("pins")
                .query("limit", limit);
            match before {
                Some(time) => call.query("before", time),
                None => call,
            }
        }
    }

    impl MessageHandle {
        /// Pins the message. A channel can have 250 pins; Discord tells the channel of each.
        ///
        /// Source: <https://discord.com/developers/docs/resources/message#pin-message>
        (create_pin) [VIEW_CHANNEL, PIN_MESSAGES] Write
        pub fn pin(&self) -> Call<()> {
            self.pin_call(Method::Put, "create_pin").retry(Retry::Idempotent)
        }

        /// Takes the message off the pins.
        ///
        /// Source: <https://discord.com/developers/docs/resources/message#unpin-message>
        (delete_pin) [VIEW_CHANNEL, PIN_MESSAGES] Write
        pub fn unpin(&self) -> Call<()> {
            self.pin_call(Method::Delete, "delete_pin").retry(Retry::Idempotent)
        }
    }
}
