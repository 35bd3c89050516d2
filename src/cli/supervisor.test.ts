import { afterEach, beforeEach, expect, test } from "bun:test";
import { loadConfig } from "../config/load.ts";
import { createLog } from "../observability/log.ts";
import { Supervisor } from "./supervisor.ts";

/** A worker as the supervisor sees it: ready after a while, gone when it is told to go, though not before it is ready. */
const WORKER = `
  let isReady = false, isTold = false;
  const go = () => { isTold = true; if (isReady) process.exit(0); };
  setTimeout(() => {
    isReady = true;
    process.send({ kind: "ready", port: 1 });
    if (isTold) setTimeout(go, 100);
  }, Number(process.env.READY_AFTER_MS));
  if (process.env.DIES_AFTER_MS) setTimeout(() => process.kill(process.pid, "SIGKILL"), Number(process.env.DIES_AFTER_MS));
  process.on("SIGTERM", go);
  process.on("message", (message) => {
    if (message.kind === "retire") return go();
    process.send({ kind: "answer", id: message.id, value: message.what === "metrics" ? [] : { ready: true, checks: {} } });
  });
`;
const { config } = loadConfig({ environment: {}, flags: { "--listen": "127.0.0.1:0", "--ops-listen": "off" } });
const log = createLog({ level: "error", format: "json", destination: { write: () => {} } });

let launched: number;
/** Of the workers that are launched from now on. */
let behaviour: Record<string, string>;
let supervisor: Supervisor;
beforeEach(() => {
  launched = 0;
  supervisor = new Supervisor({
    config: { ...config, workers: 2 },
    log,
    backoff: { firstMs: 10, longestMs: 10, forgottenAfterMs: 1000 },
    commandOf: () => {
      launched += 1;
      return { command: [process.execPath, "-e", WORKER], environment: { ...behaviour } };
    },
  });
});
afterEach(async () => {
  supervisor.kill("SIGKILL");
  await supervisor.ended();
});

test("who is told to stop while the first worker starts launches no other", async () => {
  behaviour = { READY_AFTER_MS: "500" };
  const starting = supervisor.start();
  await Bun.sleep(250);
  supervisor.kill("SIGTERM");
  await starting.catch(() => {});
  expect(await supervisor.ended()).toEqual({ isClean: true });
  expect(launched).toBe(1);
});

test("a worker that dies while another is started in its place leaves as many as there were", async () => {
  behaviour = { READY_AFTER_MS: "0", DIES_AFTER_MS: "1000" };
  const starting = supervisor.start();
  behaviour = { READY_AFTER_MS: "0" };
  await starting;
  expect(launched).toBe(2);
  behaviour = { READY_AFTER_MS: "1500" };
  await supervisor.roll();
  expect(launched).toBe(4);
}, 20_000);
