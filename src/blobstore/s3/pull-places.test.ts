import { expect, test } from "bun:test";
import { BusyError } from "../../lib/busy-error.ts";
import { PullPlaces } from "./pull-places.ts";

test("whoever finds no place in time is told to come back, and takes none", async () => {
  const places = new PullPlaces(1, 20);
  const object = { body: new ReadableStream<Uint8Array<ArrayBuffer>>(), sizeBytes: 1 };
  const ends: (() => void)[] = [];
  const open = async (onEnd: () => void) => {
    ends.push(onEnd);
    return object;
  };
  await places.take(open);
  await expect(places.take(open)).rejects.toBeInstanceOf(BusyError);
  for (const end of ends) end();
  expect(await places.take(open)).toBe(object);
});
