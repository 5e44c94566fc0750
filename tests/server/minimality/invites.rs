use super::{EndpointCase, ToolCase};

pub(super) const ENDPOINTS: &[EndpointCase] = &[];

pub(super) const TOOLS: &[ToolCase] = &[];
