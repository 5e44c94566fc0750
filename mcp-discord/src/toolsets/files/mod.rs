mod download;

use download::download_attachment;

use crate::toolset;

toolset! {
    pub files: "Saving the files of messages on this machine"
        => [download_attachment]
}
