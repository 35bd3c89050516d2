// Times as the API shows them: RFC 3339 in UTC.

export function timeText(time: number): string {
  return new Date(time).toISOString();
}

export function optionalTime(time: number | undefined): string | null {
  return time === undefined ? null : timeText(time);
}
