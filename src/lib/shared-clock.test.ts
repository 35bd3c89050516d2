import { expect, test } from "bun:test";
import { SharedClock } from "./shared-clock.ts";

const MINUTE = 60_000;

/** A database whose clock can be set, asked over a network that takes a while. */
class World {
  elapsed = 1000;
  time = 1_700_000_000_000;
  tookMs = 0;
  asked = 0;
  isAway = false;

  pass(ms: number): void {
    this.elapsed += ms;
    this.time += ms;
  }

  start(): Promise<SharedClock> {
    const ask = async () => {
      this.asked += 1;
      if (this.isAway) throw new Error("away");
      this.pass(this.tookMs / 2);
      const answer = this.time;
      this.pass(this.tookMs / 2);
      return answer;
    };
    return SharedClock.start({ ask, elapsed: () => this.elapsed });
  }
}

async function answered(clock: SharedClock): Promise<number> {
  clock.now();
  await Bun.sleep(0);
  return clock.now();
}

test("it goes with the database's clock, however long the answer takes", async () => {
  const world = new World();
  world.tookMs = 80;
  const clock = await world.start();
  expect(clock.now()).toBe(world.time);
  world.pass(30_000);
  expect(clock.now()).toBe(world.time);
});

test("it asks once a minute, and while nobody answers it goes on by itself", async () => {
  const world = new World();
  const clock = await world.start();
  const before = world.asked;
  world.pass(MINUTE - 1);
  await answered(clock);
  expect(world.asked).toBe(before);
  world.isAway = true;
  world.pass(10 * MINUTE);
  expect(await answered(clock)).toBe(world.time);
  expect(world.asked).toBe(before + 1);
  world.pass(4999);
  await answered(clock);
  expect(world.asked).toBe(before + 1);
  world.pass(1);
  await answered(clock);
  expect(world.asked).toBe(before + 2);
});

test("what its own count lost is made up for", async () => {
  const world = new World();
  const clock = await world.start();
  world.pass(MINUTE);
  // The machine slept: its count of the time stood still.
  world.time += 60 * MINUTE;
  expect(await answered(clock)).toBe(world.time);
});

test("a little behind, it stands still; far behind, it is set", async () => {
  const world = new World();
  const clock = await world.start();
  world.pass(MINUTE - 1);
  const before = clock.now();
  world.time -= 300;
  world.pass(1);
  expect(await answered(clock)).toBe(before + 1);
  world.pass(300);
  expect(clock.now()).toBe(before + 1);
  world.pass(1);
  expect(clock.now()).toBe(before + 2);
  world.time -= 10 * MINUTE;
  world.pass(MINUTE);
  expect(await answered(clock)).toBe(world.time);
});

test("a slow answer that tells nothing new does not make it worse", async () => {
  const world = new World();
  const clock = await world.start();
  world.pass(MINUTE);
  world.tookMs = 4000;
  // The answer was given at once and was long on its way: taken halfway, it would be two seconds off.
  const real = world.time;
  world.time -= 1500;
  await answered(clock);
  world.time = real + 4000;
  expect(clock.now()).toBe(world.time);
});
