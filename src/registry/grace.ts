// How long content is kept after the last thing that referred to it: deleting a live blob is far worse than storing a dead one.

export interface Grace {
  /** Of a blob, from its push or mount on and from the end of what last referred to it. */
  readonly blobMs: number;
  /** Of a manifest without a tag, from its last push or pull and its last tag's end on; undefined keeps it for ever. */
  readonly untaggedMs: number | undefined;
}

/** When it is worth looking whether somebody still needs a manifest that something just happened to. */
export function manifestReviewAt({ blobMs, untaggedMs }: Grace, now: number): number {
  return now + (untaggedMs ?? blobMs);
}
