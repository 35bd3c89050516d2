// Parameters of a query or a form, which may repeat.

/** The values of each name, as they came. In one walk: asked for name by name, thousands of them would be walked thousands of times. */
export function valuesByName(parameters: URLSearchParams): ReadonlyMap<string, readonly string[]> {
  const values = new Map<string, string[]>();
  for (const [name, value] of parameters) {
    const known = values.get(name);
    if (known) known.push(value);
    else values.set(name, [value]);
  }
  return values;
}
