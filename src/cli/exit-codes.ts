/** What a script can tell from the exit code alone. They do not change meaning once released. */
export const EXIT_CODES = {
  ok: { code: 0, meaning: "done" },
  failure: { code: 1, meaning: "failed for a reason without a code of its own" },
  usage: { code: 2, meaning: "wrong command line or configuration" },
  notFound: { code: 3, meaning: "what was named does not exist" },
  auth: { code: 4, meaning: "not signed in, or not allowed" },
  conflict: { code: 5, meaning: "the present state forbids it: it exists already, or is newer than this Aerugo" },
  policy: { code: 6, meaning: "refused by a policy" },
  unsound: { code: 8, meaning: "a check found damage" },
  partial: { code: 7, meaning: "done in part" },
  unavailable: { code: 69, meaning: "the port, the database or the storage cannot be had" },
  timeout: { code: 124, meaning: "not finished in time" },
} as const satisfies Record<string, { code: number; meaning: string }>;

export type ExitKind = keyof typeof EXIT_CODES;
