// The Registry API as exports and imports speak it: whole manifests and blobs, with the credentials that Docker would be given.
import { type Digest, algorithmOf, parseDigest } from "../../oci/digest.ts";
import { CliError } from "../failure.ts";
import type { Session } from "../session.ts";
import { Contexts } from "./contexts.ts";
import { DockerCredentials } from "./docker.ts";
import { toProblemError } from "./problem.ts";
import { transportOf } from "./remote.ts";
import { chooseTarget } from "./target.ts";

export interface PulledManifest {
  readonly digest: Digest;
  readonly mediaType: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

export interface ReferrerDescriptor {
  readonly mediaType: string;
  readonly digest: Digest;
  readonly size: number;
  readonly artifactType?: string;
  readonly annotations?: Readonly<Record<string, string>>;
}

/** Every type there is, and any other: the registry answers with what it has. */
const ACCEPT =
  "application/vnd.oci.image.manifest.v1+json, application/vnd.oci.image.index.v1+json, application/vnd.docker.distribution.manifest.v2+json, application/vnd.docker.distribution.manifest.list.v2+json, */*";

export class RegistryClient {
  private constructor(
    readonly url: string,
    private readonly authorization: string | undefined,
  ) {}

  static async open(session: Session, context: string | undefined): Promise<RegistryClient> {
    const { environment } = session;
    const contexts = Contexts.in(environment);
    const { url } = await chooseTarget(contexts, { context, environment });
    const found = await new DockerCredentials({ contexts, transport: transportOf(session), environment }).find(url);
    return new RegistryClient(url, found && `Basic ${Buffer.from(`${found.username}:${found.secret}`).toString("base64")}`);
  }

  async tags(repository: string): Promise<string[]> {
    const all: string[] = [];
    for (let path: string | undefined = `/v2/${repository}/tags/list?n=1000`; path !== undefined;) {
      const answer: Response = await this.send("GET", path);
      all.push(...(((await answer.json()) as { tags: string[] | null }).tags ?? []));
      path = nextOf(answer);
    }
    return all;
  }

  async manifest(repository: string, reference: string): Promise<PulledManifest> {
    const answer = await this.send("GET", `/v2/${repository}/manifests/${reference}`, { headers: { accept: ACCEPT } });
    const bytes = new Uint8Array(await answer.arrayBuffer());
    const digest = parseDigest(answer.headers.get("docker-content-digest"));
    const hasher = digest && new Bun.CryptoHasher(algorithmOf(digest)).update(bytes).digest("hex");
    if (!digest || !digest.endsWith(`:${hasher}`))
      throw new CliError("failure", `the registry's answer for ${repository}@${reference} is not what it says`);
    return { digest, mediaType: answer.headers.get("content-type") ?? "", bytes };
  }

  async hasManifest(repository: string, digest: Digest): Promise<boolean> {
    return this.has(`/v2/${repository}/manifests/${digest}`);
  }

  /** What refers to the manifest, in no order. */
  async referrers(repository: string, digest: Digest): Promise<ReferrerDescriptor[]> {
    const all: ReferrerDescriptor[] = [];
    for (let path: string | undefined = `/v2/${repository}/referrers/${digest}`; path !== undefined;) {
      const answer: Response = await this.send("GET", path);
      all.push(...((await answer.json()) as { manifests: ReferrerDescriptor[] }).manifests);
      path = nextOf(answer);
    }
    return all;
  }

  async hasBlob(repository: string, digest: Digest): Promise<boolean> {
    return this.has(`/v2/${repository}/blobs/${digest}`);
  }

  async blob(repository: string, digest: Digest): Promise<ReadableStream<Uint8Array<ArrayBuffer>>> {
    const answer = await this.send("GET", `/v2/${repository}/blobs/${digest}`);
    return answer.body ?? new Blob([]).stream();
  }

  async putBlob(repository: string, digest: Digest, content: Blob): Promise<void> {
    const started = await this.send("POST", `/v2/${repository}/blobs/uploads/`, { headers: { "content-length": "0" } });
    const location = new URL(started.headers.get("location") ?? "", this.url);
    location.searchParams.set("digest", digest);
    await this.send("PUT", `${location.pathname}${location.search}`, {
      body: content,
      headers: { "content-type": "application/octet-stream" },
    });
  }

  /** Under its digest, and the tags with it. */
  async putManifest(repository: string, { digest, mediaType, bytes }: PulledManifest, tags: readonly string[]): Promise<void> {
    const query = new URLSearchParams(tags.map((tag) => ["tag", tag] as [string, string]));
    const path = `/v2/${repository}/manifests/${digest}${tags.length > 0 ? `?${query}` : ""}`;
    await this.send("PUT", path, { body: new Blob([bytes]), headers: { "content-type": mediaType } });
  }

  private async has(path: string): Promise<boolean> {
    const answer = await this.exchange("HEAD", path);
    if (answer.status === 404) return false;
    if (answer.ok) return true;
    throw await toProblemError(answer);
  }

  private async send(method: string, path: string, init: RequestInit = {}): Promise<Response> {
    const answer = await this.exchange(method, path, init);
    if (answer.ok) return answer;
    throw await toProblemError(answer);
  }

  private async exchange(method: string, path: string, { headers, body }: RequestInit = {}): Promise<Response> {
    const authorization: Record<string, string> = this.authorization === undefined ? {} : { authorization: this.authorization };
    try {
      // Blobs may come from storage itself; what is sent there instead of here goes without our credentials.
      const all = { ...authorization, ...(headers as Record<string, string> | undefined) };
      return await fetch(`${this.url}${path}`, {
        method,
        headers: all,
        redirect: method === "GET" ? "follow" : "manual",
        ...(body ? { body } : {}),
      });
    } catch (cause) {
      throw new CliError("unavailable", `${this.url} cannot be reached: ${(cause as Error).message}`, undefined, { cause });
    }
  }
}

function nextOf(answer: Response): string | undefined {
  return /<([^>]+)>;\s*rel="?next"?/.exec(answer.headers.get("link") ?? "")?.[1];
}
