// What a change changes, for the audit log: the fields that differ, before and after.
type Fields = Readonly<Record<string, unknown>>;

/** Undefined when nothing differs. */
export function differences(before: Fields, after: Fields): { readonly before: Fields; readonly after: Fields } | undefined {
  const changed = Object.keys(after).filter((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]));
  if (changed.length === 0) return undefined;
  const only = (fields: Fields) => Object.fromEntries(changed.map((name) => [name, fields[name] ?? null]));
  return { before: only(before), after: only(after) };
}
