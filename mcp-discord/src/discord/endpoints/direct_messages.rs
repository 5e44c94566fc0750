use super::endpoints;

endpoints! {}
