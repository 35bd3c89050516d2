import { expect, test } from "bun:test";
import { BusyError } from "../../lib/busy-error.ts";
import { asStoreError, isDisconnected } from "./postgres-errors.ts";

// A process that stood still for some seconds found its connection ended for that, and answered 500.
test.each([
  ["was idle in a transaction", "25P03"],
  ["had a transaction for too long", "25P04"],
  ["was idle", "57P05"],
])("who %s has lost the connection, and may try again", (_what, errno) => {
  const error = Object.assign(new Error("terminating connection"), { code: "ERR_POSTGRES_SERVER_ERROR", errno });
  expect([isDisconnected(error), asStoreError(error) instanceof BusyError]).toEqual([true, true]);
});
