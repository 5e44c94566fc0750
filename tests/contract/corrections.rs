//! Where Discord's document is known to be wrong, and how it is read instead.

use serde_json::{Value, json};

/// One known fault of the document.
#[derive(Clone, Copy, Debug)]
pub struct Correction {
    /// A JSON pointer to what is wrong.
    pub pointer: &'static str,
    /// What to do about it.
    pub change: Change,
    /// Why the document is not to be believed here.
    pub reason: &'static str,
}

/// What a [`Correction`] does to the document.
#[derive(Clone, Copy, Debug)]
pub enum Change {
    /// Drops the keyword that the pointer names.
    Drop,
    /// Adds the properties `files[0]` to `files[9]` to the schema that the pointer names.
    AllowFiles,
    /// Lowers the limit that the pointer names.
    Lower(u64),
    /// Adds the property that the pointer names, with this schema of the document.
    Add(&'static str),
    /// Adds a number to the list of choices that the pointer names: an `enum`, or a `oneOf` of constants.
    Admit(u64),
    /// Puts an object of these texts in the place of the schema that the pointer names.
    Texts(&'static [&'static str]),
}

/// The known faults. A fault that has been mended upstream fails to apply, and so gets noticed.
pub const CORRECTIONS: &[Correction] = &[
    Correction {
        pointer: "/paths/~1guilds~1{guild_id}~1requests/get/parameters/0/schema/enum",
        change: Change::Drop,
        reason: "an empty enum admits no value at all; the `allOf` beside it lists the real ones",
    },
    Correction {
        pointer: "/paths/~1channels~1{channel_id}~1threads/post/requestBody/content/multipart~1form-data/schema",
        change: Change::AllowFiles,
        reason: "the guide lets the first message of a forum post have files; the document takes multipart but names no part",
    },
    Correction {
        pointer: "/paths/~1webhooks~1{webhook_id}~1{webhook_token}/post/requestBody/content/multipart~1form-data/schema",
        change: Change::AllowFiles,
        reason: "the guide lets a webhook send files; the document takes multipart but names no part",
    },
    Correction {
        pointer: "/paths/~1interactions~1{interaction_id}~1{interaction_token}~1callback/post/requestBody/content/multipart~1form-data/schema",
        change: Change::AllowFiles,
        reason: "the guide lets an answer to an interaction have files; the document takes multipart but names no part",
    },
    Correction {
        pointer: "/components/schemas/MessageCreateRequest/properties/content/maxLength",
        change: Change::Lower(2_000),
        reason: "the guide lets a message have 2,000 characters; 4,000 are for paying users",
    },
    Correction {
        pointer: "/components/schemas/MessageEditRequestPartial/properties/content/maxLength",
        change: Change::Lower(2_000),
        reason: "the guide lets a message have 2,000 characters; 4,000 are for paying users",
    },
    Correction {
        pointer: "/components/schemas/BaseCreateMessageCreateRequest/properties/content/maxLength",
        change: Change::Lower(2_000),
        reason: "the guide lets a message have 2,000 characters; 4,000 are for paying users",
    },
    Correction {
        pointer: "/components/schemas/CreateGuildInviteRequest/properties/max_age/maximum",
        change: Change::Lower(604_800),
        reason: "the guide lets an invite be valid for seven days",
    },
    Correction {
        pointer: "/paths/~1guilds~1{guild_id}~1bans~1{user_id}/delete/requestBody/required",
        change: Change::Drop,
        reason: "the guide knows no body for taking a ban back; the document's is an object without fields",
    },
    Correction {
        pointer: "/components/schemas/CreatedThreadResponse/properties/message",
        change: Change::Add("#/components/schemas/MessageResponse"),
        reason: "the guide says that a new post comes with its first message",
    },
    Correction {
        pointer: "/components/schemas/ChannelTypes/oneOf",
        change: Change::Admit(16),
        reason: "the guide lists GUILD_MEDIA among the channel types",
    },
    Correction {
        pointer: "/components/schemas/GuildChannelResponse/properties/type/enum",
        change: Change::Admit(16),
        reason: "the guide lists GUILD_MEDIA among the types of a server's channels",
    },
    Correction {
        pointer: "/components/schemas/CreateGuildChannelRequest/properties/type/oneOf/1/enum",
        change: Change::Admit(16),
        reason: "the guide lets a server have media channels, with a forum's fields",
    },
    Correction {
        pointer: "/components/schemas/MessageReferenceType/oneOf",
        change: Change::Admit(1),
        reason: "the guide lists FORWARD among the types of a message reference",
    },
    Correction {
        pointer: "/components/schemas/InnerErrors/properties/_errors/items",
        change: Change::Texts(&["code", "message"]),
        reason: "the guide's errors of single fields have words for codes, such as BASE_TYPE_REQUIRED, and no numbers",
    },
];

impl Correction {
    pub(super) fn apply(&self, root: &mut Value) -> Result<(), String> {
        let outdated = || format!("a correction has nothing to correct any more: {}", self.pointer);
        match self.change {
            Change::Drop => {
                let (parent, keyword) = self.pointer.rsplit_once('/').ok_or_else(outdated)?;
                let parent = root.pointer_mut(parent).and_then(Value::as_object_mut);
                parent.and_then(|parent| parent.remove(keyword)).map(drop).ok_or_else(outdated)
            }
            Change::Lower(limit) => {
                let given = root.pointer_mut(self.pointer).ok_or_else(outdated)?;
                if given.as_u64().is_none_or(|given| given <= limit) {
                    return Err(outdated());
                }
                *given = limit.into();
                Ok(())
            }
            Change::Add(schema) => {
                let (parent, name) = self.pointer.rsplit_once('/').ok_or_else(outdated)?;
                let properties =
                    root.pointer_mut(parent).and_then(Value::as_object_mut).ok_or_else(outdated)?;
                match properties.insert(name.to_owned(), json!({ "$ref": schema })) {
                    None => Ok(()),
                    Some(_) => Err(outdated()),
                }
            }
            Change::Admit(number) => {
                let choices = root.pointer_mut(self.pointer).and_then(Value::as_array_mut);
                let choices = choices.ok_or_else(outdated)?;
                let constants = choices.iter().any(|choice| choice.get("const").is_some());
                let choice = if constants { json!({ "const": number }) } else { number.into() };
                let known = |known: &Value| known.get("const").unwrap_or(known).as_u64() == Some(number);
                if choices.iter().any(known) {
                    return Err(outdated());
                }
                choices.push(choice);
                Ok(())
            }
            Change::Texts(names) => {
                let schema = root.pointer_mut(self.pointer).filter(|schema| schema.get("$ref").is_some());
                let texts: serde_json::Map<_, _> =
                    names.iter().map(|name| ((*name).to_owned(), json!({ "type": "string" }))).collect();
                *schema.ok_or_else(outdated)? =
                    json!({ "type": "object", "properties": texts, "required": names });
                Ok(())
            }
            Change::AllowFiles => {
                let schema = root.pointer_mut(self.pointer).ok_or_else(outdated)?;
                if schema.to_string().contains("files[0]") {
                    return Err(outdated());
                }
                let file = json!({ "type": "string", "contentEncoding": "binary" });
                let files: serde_json::Map<_, _> =
                    (0..10).map(|index| (format!("files[{index}]"), file.clone())).collect();
                *schema = json!({ "allOf": [schema.take(), { "type": "object", "properties": files }] });
                Ok(())
            }
        }
    }
}

/// Reads two habits of the document as they are meant, everywhere.
///
/// - `oneOf` becomes `anyOf`: its unions overlap, since schemas are open and most fields optional,
///   so that right values would match twice. That one branch names all fields is checked apart.
/// - The formats `int32` and `int64` become bounds: JSON Schema takes formats of numbers for notes.
pub(super) fn normalize(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(normalize),
        Value::Object(object) => {
            if object.get("oneOf").is_some_and(Value::is_array)
                && let Some(branches) = object.remove("oneOf")
            {
                object.insert("anyOf".to_owned(), branches);
            }
            let bounds = match object.get("format").and_then(Value::as_str) {
                Some("int32") => Some((i64::from(i32::MIN), i64::from(i32::MAX))),
                Some("int64") => Some((i64::MIN, i64::MAX)),
                _ => None,
            };
            if let Some((minimum, maximum)) = bounds {
                object.entry("minimum").or_insert(minimum.into());
                object.entry("maximum").or_insert(maximum.into());
            }
            object.values_mut().for_each(normalize);
        }
        _ => {}
    }
}
