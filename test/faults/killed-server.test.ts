// kill -9 at random moments of many concurrent pushes, and a start on what is left: what a client saw acknowledged is
// there, and nothing is there that is not whole.
//
//   AERUGO_TEST_SEED=<the number a run printed> npm test -- test/faults/killed-server
import { Database } from "bun:sqlite";
import { expect, test } from "bun:test";
import { join } from "node:path";
import { seedOfRun, seededRandom } from "../kit/random.ts";
import { Server, freePort } from "../kit/server.ts";
import {
  type Answer,
  type Content,
  KIB,
  MIB,
  Repository,
  blobFiles,
  inParallel,
  forGood,
  manifestOf,
  offsetOf,
  randomContent,
  sha256,
  temporaryFolder,
  uploadFiles,
} from "./harness.ts";

const CYCLES = 6;
const CLIENTS = 12;
const REPOSITORIES = ["team/one", "team/two", "three"];
const VERIFIED_AT_ONCE = 16;

/** What a client tried, and whether it saw the 201. */
interface Attempt {
  readonly repository: string;
  readonly content: Content;
  acknowledged: boolean;
}

interface TagAttempt extends Attempt {
  readonly tag: string;
}

/** A session in chunks: what a client knows of it. */
interface Session {
  readonly blob: Attempt;
  readonly location: string;
  /** As the last answer said. */
  offset: number;
  /** From then on it may be over without the client knowing. */
  isClosing: boolean;
}

class Journal {
  readonly blobs: Attempt[] = [];
  readonly tags: TagAttempt[] = [];
  sessions: Session[] = [];
}

/** Pushes images one after the other, each blob in another form, until the server is gone. */
class Client {
  constructor(
    private readonly url: string,
    private readonly journal: Journal,
    private readonly random: (below: number) => number,
    private readonly name: string,
  ) {}

  async pushUntilKilled(): Promise<void> {
    for (let image = 0; ; image += 1) {
      try {
        await this.pushImage(`${this.name}-${image}`);
      } catch (error) {
        if (error instanceof UnexpectedAnswer) throw error;
        return;
      }
    }
  }

  private async pushImage(tag: string): Promise<void> {
    const repository = new Repository(this.url, REPOSITORIES[this.random(REPOSITORIES.length)]!);
    const config = randomContent(200 + this.random(2000));
    const layers = [randomContent(KIB + this.random(300 * KIB)), randomContent(KIB + this.random(1.5 * MIB))];
    for (const content of [config, ...layers]) await this.pushBlob(repository, content);
    const manifest = manifestOf(config, layers, { tag });
    const attempt = { repository: repository.name, content: manifest, tag, acknowledged: false };
    this.journal.tags.push(attempt);
    acknowledge(attempt, await repository.putManifest(tag, manifest));
  }

  private async pushBlob(repository: Repository, content: Content): Promise<void> {
    const attempt = { repository: repository.name, content, acknowledged: false };
    this.journal.blobs.push(attempt);
    const push = [this.pushWhole, this.pushInTwo, this.pushInChunks][this.random(3)]!;
    acknowledge(attempt, await push.call(this, repository, attempt));
  }

  private pushWhole(repository: Repository, { content }: Attempt): Promise<Answer> {
    return repository.pushWhole(content);
  }

  private pushInTwo(repository: Repository, { content }: Attempt): Promise<Answer> {
    return repository.pushInTwoRequests(content);
  }

  private async pushInChunks(repository: Repository, blob: Attempt): Promise<Answer> {
    const { bytes, digest } = blob.content;
    const session: Session = { blob, location: await repository.start(), offset: 0, isClosing: false };
    this.journal.sessions.push(session);
    while (session.offset < bytes.byteLength) {
      const chunk = bytes.slice(session.offset, session.offset + KIB + this.random(600 * KIB));
      const range = { "content-range": `${session.offset}-${session.offset + chunk.byteLength - 1}` };
      const answer = await repository.patch(session.location, chunk, range);
      if (answer.status !== 202) throw new UnexpectedAnswer("PATCH", answer);
      session.offset = offsetOf(answer.headers.get("range"));
    }
    session.isClosing = true;
    return repository.finish(session.location, digest);
  }
}

class UnexpectedAnswer extends Error {
  constructor(what: string, { status, text }: Answer) {
    super(`${what} was answered ${status}: ${text}`);
  }
}

function acknowledge(attempt: Attempt, answer: Answer): void {
  if (answer.status !== 201) throw new UnexpectedAnswer("a push", answer);
  attempt.acknowledged = true;
}

test("everything acknowledged before a kill is readable after it, and nothing else but what is whole", async () => {
  const random = seededRandom(seedOfRun());
  await using folder = await temporaryFolder();
  const options = { open: true, dataDir: folder.path, port: await freePort() };
  const journal = new Journal();

  for (let cycle = 0; cycle < CYCLES; cycle += 1) {
    await using server = await Server.start(options);
    await forGood(() => verify(server, journal, cycle));
    const clients = Array.from({ length: CLIENTS }, (_, client) => new Client(server.url, journal, random, `c${cycle}-${client}`));
    const pushing = Promise.all(clients.map((client) => client.pushUntilKilled()));
    await Promise.race([Bun.sleep(100 + random(700)), pushing]);
    await server.kill();
    await pushing;
  }

  await using server = await Server.start(options);
  await forGood(() => verify(server, journal, CYCLES));
  const acknowledged = [...journal.blobs, ...journal.tags].filter((attempt) => attempt.acknowledged).length;
  expect(acknowledged).toBeGreaterThan(CYCLES * CLIENTS);
}, 120_000);

async function verify(server: Server, journal: Journal, kills: number): Promise<void> {
  await inParallel(journal.sessions, VERIFIED_AT_ONCE, (session) => resume(server, session));
  journal.sessions = [];
  await inParallel(journal.blobs, VERIFIED_AT_ONCE, (attempt) => verifyBlob(server, attempt));
  await inParallel(journal.tags, VERIFIED_AT_ONCE, (attempt) => verifyTag(server, attempt));
  await verifyTagLists(server, journal);
  await verifyStorage(server, kills);
}

/** What a client was told of a session holds: the bytes up to there are kept, and the upload goes on behind them. */
async function resume(server: Server, session: Session): Promise<void> {
  const { blob, location } = session;
  if (blob.acknowledged) return;
  const repository = new Repository(server.url, blob.repository);
  const { bytes, digest } = blob.content;
  const offset = await repository.offset(location);
  // The close was under way: the session may be done, and then the blob is verified as one whose 201 was lost.
  if (offset === undefined && session.isClosing) return;
  expect(offset).toBeGreaterThanOrEqual(session.offset);
  if (offset! < bytes.byteLength) {
    const range = { "content-range": `${offset}-${bytes.byteLength - 1}` };
    expect((await repository.patch(location, bytes.slice(offset), range)).status).toBe(202);
  }
  acknowledge(blob, await repository.finish(location, digest));
}

async function verifyBlob(server: Server, { repository, content, acknowledged }: Attempt): Promise<void> {
  const { status, bytes } = await new Repository(server.url, repository).getBlob(content.digest);
  if (status === 404 && !acknowledged) return;
  expect([status, sha256(bytes)]).toEqual([200, content.digest]);
}

async function verifyTag(server: Server, { repository, tag, content, acknowledged }: TagAttempt): Promise<void> {
  const { status, bytes } = await new Repository(server.url, repository).getManifest(tag);
  if (status === 404 && !acknowledged) return;
  expect([status, sha256(bytes)]).toEqual([200, content.digest]);
}

/** No tag but those that were pushed, and none without its manifest: the manifests were read one by one before. */
async function verifyTagLists(server: Server, { tags }: Journal): Promise<void> {
  for (const name of REPOSITORIES) {
    const repository = new Repository(server.url, name);
    const answer = await repository.ask("GET", `/v2/${name}/tags/list`);
    const listed = answer.status === 404 ? [] : (JSON.parse(answer.text) as { tags: string[] }).tags;
    const pushed = new Set(tags.filter((attempt) => attempt.repository === name).map(({ tag }) => tag));
    expect(listed.filter((tag) => !pushed.has(tag))).toEqual([]);
    for (const tag of listed) expect((await repository.getManifest(tag)).status).toBe(200);
  }
}

/** At most one file per client and kill has no row: what died in flight. */
async function verifyStorage({ dataDir }: Server, kills: number): Promise<void> {
  using database = new Database(join(dataDir, "aerugo.db"), { readonly: true });
  expect(database.query("pragma integrity_check").get()).toEqual({ integrity_check: "ok" });
  expect(database.query("pragma foreign_key_check").all()).toEqual([]);
  const keys = new Set(
    database
      .query<{ key: string }, []>("select storage_key as key from blobs")
      .all()
      .map(({ key }) => key),
  );
  const stored = await blobFiles(dataDir);
  expect([...keys].filter((key) => !stored.includes(key))).toEqual([]);
  const orphans = stored.filter((path) => !keys.has(path)).length + (await uploadFiles(dataDir)).length;
  expect(orphans).toBeLessThanOrEqual(kills * CLIENTS);
}
