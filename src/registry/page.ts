/** One page of a list, and whether another follows. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly more: boolean;
}
