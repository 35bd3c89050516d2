// What a run of Schemathesis has left behind: one JSON object per line, of which those of finished scenarios hold every request.
interface Scenario {
  readonly recorder: {
    readonly label: string;
    readonly interactions?: Readonly<Record<string, { readonly response?: { readonly status_code: number } }>>;
  };
}

export interface Tally {
  readonly requests: number;
  /** Operations, as `GET /api/v1/users`, that were answered with success at least once. */
  readonly succeeded: ReadonlySet<string>;
}

export async function tally(paths: readonly string[]): Promise<Tally> {
  const succeeded = new Set<string>();
  let requests = 0;
  for (const path of paths) {
    for (const line of (await Bun.file(path).text()).split("\n")) {
      if (!line.startsWith('{"ScenarioFinished"')) continue;
      const { label, interactions = {} } = (JSON.parse(line) as { ScenarioFinished: Scenario }).ScenarioFinished.recorder;
      const statuses = Object.values(interactions).map(({ response }) => response?.status_code ?? 0);
      requests += statuses.length;
      if (statuses.some((status) => status >= 200 && status < 300)) succeeded.add(label);
    }
  }
  return { requests, succeeded };
}
