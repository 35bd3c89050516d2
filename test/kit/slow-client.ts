// A client that takes its time with each request, and asks another node with each when it is told to.
import { PacedConnection, type PacedAnswer, type PacedRequest } from "./paced-connection.ts";

export interface UnderWay {
  readonly method: string;
  readonly port: number;
}

export class SlowClient implements Disposable {
  /** Kept from earlier requests, by port. */
  private readonly kept = new Map<number, PacedConnection>();

  constructor(
    private readonly options: {
      /** Asked for each request. */
      readonly port: () => number;
      readonly keepsAlive: boolean;
      /** What it does now, for whoever wants to interrupt it. */
      readonly underWay: Set<UnderWay>;
    },
  ) {}

  /** Throws when the answer is another, or none. */
  async ask(wanted: number, request: PacedRequest): Promise<PacedAnswer> {
    const { underWay } = this.options;
    const port = this.options.port();
    const current = { method: request.method, port };
    underWay.add(current);
    try {
      const answer = await this.askAt(port, request);
      if (answer.status !== wanted) throw new Error(`answered ${answer.status}`);
      return answer;
    } catch (error) {
      throw new Error(`${request.method} ${request.path}: ${(error as Error).message}`, { cause: error });
    } finally {
      underWay.delete(current);
    }
  }

  [Symbol.dispose](): void {
    for (const connection of this.kept.values()) connection[Symbol.dispose]();
  }

  private async askAt(port: number, request: PacedRequest): Promise<PacedAnswer> {
    const kept = this.kept.get(port);
    const connection = kept && !kept.isOver ? kept : await this.open(port);
    try {
      return await this.askOn(connection, request);
    } catch (error) {
      // It may have been closed between two requests: as HTTP clients do, one that changes nothing is sent again, and no other.
      if (connection !== kept || request.method !== "GET" || connection.isAnswered) throw error;
      return await this.askOn(await this.open(port), request);
    }
  }

  private async open(port: number): Promise<PacedConnection> {
    const connection = await PacedConnection.open(port);
    this.kept.set(port, connection);
    return connection;
  }

  private async askOn(connection: PacedConnection, request: PacedRequest): Promise<PacedAnswer> {
    const fields = this.options.keepsAlive ? request.fields : { ...request.fields, connection: "close" };
    try {
      return await connection.ask({ ...request, ...(fields ? { fields } : {}) });
    } finally {
      if (!this.options.keepsAlive) connection[Symbol.dispose]();
    }
  }
}
