// A browser on one of the registry's own pages: it keeps cookies and says where its requests come from.
import type { TestApp } from "./app.ts";

export const PASSWORD = "correct horse battery staple";

export interface Seen {
  readonly status: number;
  readonly body: Readonly<Record<string, any>>;
  readonly cookies: readonly string[];
  readonly location: string | null;
}

export class Browser {
  /** By name. */
  readonly cookies = new Map<string, string>();

  constructor(
    private readonly app: TestApp,
    /** Of the page that asks. */
    readonly origin = "http://registry.test",
    private readonly address = "192.0.2.7",
  ) {}

  get(path: string): Promise<Seen> {
    return this.send("GET", path);
  }

  post(path: string, body?: unknown): Promise<Seen> {
    return this.send("POST", path, body);
  }

  delete(path: string): Promise<Seen> {
    return this.send("DELETE", path);
  }

  /** Signs in with the password of `TestApp.asUser`. */
  login(username: string, password = PASSWORD): Promise<Seen> {
    return this.post("/api/v1/auth/login", { username, password });
  }

  async send(method: string, path: string, body?: unknown, extra: Readonly<Record<string, string>> = {}): Promise<Seen> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const headers = {
      host: "registry.test",
      "user-agent": "Firefox",
      ...(method === "GET" ? {} : { origin: this.origin }),
      ...(cookie === "" ? {} : { cookie }),
      ...(body === undefined ? { "content-length": "0" } : { "content-type": "application/json" }),
      ...extra,
    };
    const text = body === undefined ? {} : { body: JSON.stringify(body) };
    const request = new Request(`http://registry.test${path}`, { method, headers, ...text });
    return this.keep(await this.app.handle(request, { remoteAddress: this.address }));
  }

  private async keep(response: Response): Promise<Seen> {
    const cookies = response.headers.getSetCookie();
    for (const set of cookies) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(set)!;
      if (value === "") this.cookies.delete(name!);
      else this.cookies.set(name!, value!);
    }
    const text = await response.text();
    const body = response.headers.get("content-type")?.includes("json") ? (JSON.parse(text) as Seen["body"]) : { text };
    return { status: response.status, body, cookies, location: response.headers.get("location") };
  }
}
