mod list;

use list::list_channels;

use crate::toolset;

toolset! {
    pub channels: "The channels of a server"
        => [list_channels]
}
