// Pushes and pulls by many clients at once, half of them on connections that are kept, and every failure that one of them sees.
import { Agent, type IncomingMessage, request } from "node:http";
import { digest } from "./manifests.ts";

/** Until it is told to stop. */
export class Load {
  readonly failures: string[] = [];
  answers = 0;
  private isOver = false;
  private clients: Promise<void>[] = [];

  /** `port` is asked for each turn: a balancer's choice. */
  constructor(private readonly port: () => number) {}

  start(clients: number): void {
    this.clients = Array.from({ length: clients }, (_, index) => this.client(index));
  }

  async stop(): Promise<void> {
    this.isOver = true;
    await Promise.all(this.clients);
  }

  private async client(index: number): Promise<void> {
    const agent = new Agent({ keepAlive: index % 2 === 0, maxSockets: 1 });
    for (let turn = 0; !this.isOver; turn += 1) {
      const blob = `client ${index}, turn ${turn}`;
      const name = `/v2/load/client-${index}/blobs`;
      const port = this.port();
      await this.send(agent, port, "POST", `${name}/uploads/?digest=${digest(blob)}`, 201, blob);
      await this.send(agent, port, "GET", `${name}/${digest(blob)}`, 200);
      await this.send(agent, port, "GET", "/v2/", 200);
      await Bun.sleep(5);
    }
    agent.destroy();
  }

  private async send(agent: Agent, port: number, method: string, path: string, wanted: number, body = ""): Promise<void> {
    const headers = { "content-type": "application/octet-stream", "content-length": Buffer.byteLength(body) };
    const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
    const sent = request({ port, host: "127.0.0.1", method, path, agent, headers }, (answer) => {
      answer.resume();
      answer.on("end", () => resolve(answer));
      answer.on("error", reject);
    });
    sent.on("error", reject);
    sent.end(body);
    try {
      const { statusCode } = await promise;
      this.answers += 1;
      if (statusCode !== wanted) this.failures.push(`${method} ${path}: ${statusCode}`);
    } catch (error) {
      this.failures.push(`${method} ${path}: ${(error as Error).message}`);
    }
  }
}
