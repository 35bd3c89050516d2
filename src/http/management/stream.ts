// Bodies that are made while they are sent: as much at once as the client takes, and nothing once it has gone away.

/** Each chunk is asked for when the one before it was taken; the generator is told to stop when nobody reads on. */
export function streamOf(chunks: AsyncGenerator<string>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  let isCancelled = false;
  return new ReadableStream<Uint8Array>(
    {
      pull: async (controller) => {
        const text = await nextText(chunks, () => isCancelled);
        if (isCancelled) return;
        if (text === undefined) controller.close();
        else controller.enqueue(encoder.encode(text));
      },
      cancel: async () => {
        isCancelled = true;
        await chunks.return(undefined);
      },
    },
    { highWaterMark: 0 },
  );
}

/** Undefined at the end. An empty chunk would leave the reader waiting for nothing. */
async function nextText(chunks: AsyncGenerator<string>, isCancelled: () => boolean): Promise<string | undefined> {
  while (!isCancelled()) {
    const { done, value } = await chunks.next();
    if (done) return undefined;
    if (value !== "") return value;
  }
  return undefined;
}
