// A page of a list: one row more is asked for than is shown, and says whether another page follows.

export interface PageOptions<After> {
  /** Where the page before ended. */
  readonly after: After;
  readonly limit: number;
}

export interface Page<T> {
  readonly items: readonly T[];
  readonly more: boolean;
}

/** Of `limit + 1` rows that were asked for. */
export function pageFrom<T>(rows: readonly T[], limit: number): Page<T> {
  return { items: rows.slice(0, limit), more: rows.length > limit };
}
