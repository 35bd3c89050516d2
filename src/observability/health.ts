// Health: is the process alive, and can it serve? Kubernetes and load balancers ask both.

export interface HealthCheck {
  readonly name: string;
  /** Throws when what it checks cannot be used. */
  check(): Promise<void>;
  /** Without it everything works, only less well. */
  readonly isOptional?: boolean;
}

export interface Readiness {
  readonly ready: boolean;
  /** Per check: "ok", or why not, which begins with "degraded: " for what is optional. */
  readonly checks: Readonly<Record<string, string>>;
}

/** A check that does not answer in this time has failed: the asker would give up too. */
const CHECK_TIMEOUT_MS = 2000;
const DEGRADED = "degraded: ";

export class Health {
  private draining = false;

  constructor(private readonly checks: readonly HealthCheck[]) {}

  /** From now on not ready: load balancers send new requests elsewhere while running ones finish. */
  startDraining(): void {
    this.draining = true;
  }

  async readiness(): Promise<Readiness> {
    const results = await Promise.all(this.checks.map(async (check) => [check.name, await outcome(check)] as const));
    const checks = { ...Object.fromEntries(results), ...(this.draining ? { draining: "shutting down" } : {}) };
    return { ready: Object.values(checks).every((result) => result === "ok" || result.startsWith(DEGRADED)), checks };
  }
}

async function outcome({ check, isOptional = false }: HealthCheck): Promise<string> {
  const timeout = Promise.withResolvers<never>();
  const timer = setTimeout(() => timeout.reject(new Error("no answer in time")), CHECK_TIMEOUT_MS);
  try {
    await Promise.race([check(), timeout.promise]);
    return "ok";
  } catch (error) {
    return `${isOptional ? DEGRADED : ""}${(error as Error).message}`;
  } finally {
    clearTimeout(timer);
  }
}
