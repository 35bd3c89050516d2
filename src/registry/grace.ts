/** Kept this long after the last reference: deleting a live blob is far worse than storing a dead one. */
export const GRACE_MS = 24 * 60 * 60 * 1000;
