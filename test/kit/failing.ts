// A store that fails where a test says so and is the real one everywhere else.

/** Every call of the named method throws `error`; all other members are the target's own. */
export function failing<T extends object>(target: T, method: keyof T, error: () => Error): T {
  return replacing(target, method, (() => Promise.reject(error())) as T[keyof T]);
}

/** The method is replaced; all other members are the target's own. */
export function replacing<T extends object, K extends keyof T>(target: T, method: K, replacement: T[K]): T {
  return new Proxy(target, {
    get: (from, name) => {
      if (name === method) return replacement;
      const member: unknown = Reflect.get(from, name, from);
      return typeof member === "function" ? (member.bind(from) as unknown) : member;
    },
  });
}
