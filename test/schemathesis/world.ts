// A registry with something of everything in it, under the names and ids that the run is told of: a random name finds nothing, and then
// only the first line of a handler is tried.
import { ADMIN, type Server } from "../kit/server.ts";
import { content, imageManifest } from "../kit/manifests.ts";

export interface Account {
  readonly username: string;
  readonly password: string;
}

export const MEMBER: Account = { username: "alice", password: "a-long-enough-pass-phrase" };

/** Values that mean something and one that does not, by the name of the parameter of a path. */
export type Known = Readonly<Record<string, readonly string[]>>;

export class SeededWorld {
  private constructor(private readonly server: Server) {}

  static async make(server: Server): Promise<Known> {
    return new SeededWorld(server).fill();
  }

  private async fill(): Promise<Known> {
    for (const username of [MEMBER.username, "bob"]) await this.post("/users", { username, password: MEMBER.password });
    await this.post("/orgs", { name: "acme", description: "Rockets" });
    await this.put("/orgs/acme/members/alice", { role: "member" });
    await this.post("/orgs/acme/teams", { name: "backend" });
    await this.put("/orgs/acme/teams/backend/members/alice", undefined);
    await this.post("/orgs/acme/robots", { name: "ci" });
    const robotToken = await this.post("/orgs/acme/robots/ci/tokens", { name: "ci", scopes: ["repo:write"] });
    const rule = await this.post("/orgs/acme/robots/ci/trust-rules", {
      name: "release",
      issuer: "https://gitlab.com",
      audience: "https://registry.example.com",
      claims: { project_id: "74" },
    });
    const invitation = await this.post("/orgs/acme/invitations", { role: "member" });
    const siteInvitation = await this.post("/invitations", {});
    const tokens = await Promise.all(
      [ADMIN, MEMBER].map((owner) => this.post("/tokens", { name: "laptop", scopes: ["user:read"] }, owner)),
    );
    const digest = await this.push("acme/api", ["latest", "v1.2.3", "v1.10.0"]);
    await this.push("acme/team/web", ["latest"]);
    await this.push(`${MEMBER.username}/app`, ["latest"], MEMBER);
    const repository = await this.get("/repos/acme/api");
    for (const path of ["users/bob", "teams/backend", "robots/ci"])
      await this.put(`/repos/acme/api/permissions/${path}`, { level: "read" });
    for (const path of ["teams/backend", "robots/ci"]) await this.put(`/orgs/acme/permissions/${path}`, { level: "read" });
    return {
      ...(await this.care()),
      org: ["acme", "nowhere"],
      namespace: ["acme", MEMBER.username, "nowhere"],
      repository: ["api", "team/web", "app", "nothing"],
      repository_id: [repository.id, "repo_999999"],
      username: [MEMBER.username, "bob", ADMIN.username, "nobody"],
      team: ["backend", "nobody"],
      robot: ["ci", "nobody"],
      name: ["bob", "backend", "ci", "nobody"],
      tag: ["latest", "v1.2.3", "never"],
      digest: [digest, `sha256:${"0".repeat(64)}`],
      token_id: [robotToken.id, ...tokens.map(({ id }) => id), "tok_999999"],
      rule_id: [rule.id, "rule_999999", ...(await this.tagRules())],
      invitation_id: [invitation.id, siteInvitation.id, "inv_999999"],
    };
  }

  /** What is kept, what is to go and what is under way. */
  private async care(): Promise<Known> {
    await this.push("acme/api", ["gone"]);
    await this.delete("/repos/acme/api/tags/gone");
    const { items } = await this.get("/repos/acme/api/trash");
    const hold = await this.post("/repos/acme/api/holds", { kind: "tag", target: "held", reason: "a release" });
    const policy = { rules: [{ action: "delete", tags: ["pr-*"], older_than_seconds: 86_400 }] };
    const plans = [];
    for (const root of ["/repos/acme/api", "/orgs/acme"]) {
      await this.put(`${root}/retention/policy`, policy);
      plans.push(await this.post(`${root}/retention/plans`, undefined));
    }
    const runs = [await this.post("/gc/runs", { dry_run: true }), await this.post("/storage/verifications", {})];
    return {
      trash_id: [...items!.map(({ id }) => id), "trash_999999"],
      hold_id: [hold.id, "hold_999999"],
      plan_id: [...plans.map(({ id }) => id), "plan_999999"],
      run_id: [...runs.map(({ id }) => id), "job_999999"],
      job_id: [...runs.map(({ id }) => id), "job_999999"],
    };
  }

  private async tagRules(): Promise<string[]> {
    const rules = ["/repos/acme/api", "/orgs/acme"].map((root) => this.post(`${root}/tag-rules`, { patterns: ["fixed-*"] }));
    return (await Promise.all(rules)).map(({ id }) => id);
  }

  /** An image that all of the tags point to. Resolves to its digest. */
  private async push(repository: string, tags: readonly string[], as: Account = ADMIN): Promise<string> {
    const [config, layer] = ["{}", `a layer of ${repository}`].map((text) => content(text, "application/octet-stream"));
    for (const { digest, bytes } of [config!, layer!]) {
      await this.send("POST", `/v2/${repository}/blobs/uploads/?digest=${digest}`, { body: bytes, as, type: "application/octet-stream" });
    }
    const { digest, bytes, mediaType } = imageManifest(config!, [layer!]);
    for (const tag of tags) await this.send("PUT", `/v2/${repository}/manifests/${tag}`, { body: bytes, as, type: mediaType });
    return digest;
  }

  private get(path: string): Promise<Received> {
    return this.send("GET", `/api/v1${path}`, { as: ADMIN });
  }

  private post(path: string, body: unknown, as: Account = ADMIN): Promise<Received> {
    return this.send("POST", `/api/v1${path}`, { ...asJson(body), as });
  }

  private put(path: string, body: unknown): Promise<Received> {
    return this.send("PUT", `/api/v1${path}`, { ...asJson(body), as: ADMIN });
  }

  private delete(path: string): Promise<Received> {
    return this.send("DELETE", `/api/v1${path}`, { as: ADMIN });
  }

  private async send(method: string, path: string, { body, as, type }: Sent): Promise<Received> {
    const headers = { authorization: basicOf(as), ...(type === undefined ? {} : { "content-type": type }) };
    const answer = await fetch(`${this.server.url}${path}`, { method, headers, ...(body === undefined ? {} : { body }) });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path} was answered ${answer.status}: ${text}`);
    return (answer.headers.get("content-type")?.startsWith("application/json") ? JSON.parse(text) : {}) as Received;
  }
}

interface Received {
  readonly id: string;
  readonly items?: readonly { readonly id: string }[];
}

interface Sent {
  readonly as: Account;
  readonly body?: string | Uint8Array<ArrayBuffer>;
  readonly type?: string;
}

function asJson(body: unknown): Pick<Sent, "body" | "type"> {
  return body === undefined ? {} : { body: JSON.stringify(body), type: "application/json" };
}

export function basicOf({ username, password }: Account): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}`;
}
