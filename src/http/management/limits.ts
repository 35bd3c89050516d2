// What the wiring tells clients of, apart from what needs all of the API to be loaded.

export const BODY_LIMIT_BYTES = 1024 * 1024;
