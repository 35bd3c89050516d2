// The thread around HashJobs: hashing runs here so that the main thread can go on receiving.
import { HashJobs } from "./hash-jobs.ts";
import type { HashRequest } from "./hash-protocol.ts";

declare const self: Worker;

const jobs = new HashJobs((answer) => self.postMessage(answer));
self.addEventListener("message", ({ data }: MessageEvent<HashRequest>) => jobs.handle(data));
