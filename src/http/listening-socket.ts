// A listener that closes takes along the connections which the kernel has accepted and we have not: their clients are cut off before anybody
// has heard of them. Where several processes listen on one port, Linux can give them to the others (net.ipv4.tcp_migrate_req, off by default).
// Otherwise we ask it to overlook further attempts: their clients try again after a second, and by then the others are the only ones there.
import { dlopen, ptr } from "bun:ffi";
import { readFile, readdir, readlink } from "node:fs/promises";

const MIGRATES = "/proc/sys/net/ipv4/tcp_migrate_req";
/** How long a handshake that is under way may take to get to us. */
const HANDSHAKE_MS = 250;
/** Who comes to its turn so seldom that connections wait longer than this closes all the same. */
const PATIENCE_MS = 5000;

/** The C library of most Linux systems; on others new connections go on until the end. */
const LIBRARY = "libc.so.6";
const SOL_SOCKET = 1;
const SO_ATTACH_FILTER = 26;
/** `LISTEN`, as /proc/net/tcp writes it. */
const LISTENING = "0A";

/** Resolves when nobody is on the way to this port's listener of ours; at once where that cannot be had. */
export async function turnAway(port: number): Promise<void> {
  if (process.platform !== "linux" || (await isMigrating())) return;
  try {
    for (const { fd } of await listenersOf(port)) refuseNewConnections(fd);
    const deadline = performance.now() + PATIENCE_MS;
    do await Bun.sleep(HANDSHAKE_MS);
    while ((await listenersOf(port)).some(({ waiting }) => waiting > 0) && performance.now() < deadline);
  } catch {
    // It was an attempt to be kind: without it a few clients have to try again.
  }
}

async function isMigrating(): Promise<boolean> {
  return (await readFile(MIGRATES, "utf8").catch(() => "0")).trim() === "1";
}

interface Listener {
  readonly fd: number;
  /** Connections that the kernel has accepted and we have not. */
  readonly waiting: number;
}

/** Those of this process that listen on the port. */
async function listenersOf(port: number): Promise<Listener[]> {
  const known = new Map((await Promise.all(["/proc/net/tcp", "/proc/net/tcp6"].map((table) => waitingByInode(table, port)))).flat());
  const found: Listener[] = [];
  for (const fd of await readdir("/proc/self/fd")) {
    const inode = /^socket:\[(\d+)\]$/.exec(await readlink(`/proc/self/fd/${fd}`).catch(() => ""))?.[1];
    const waiting = inode === undefined ? undefined : known.get(inode);
    if (waiting !== undefined) found.push({ fd: Number(fd), waiting });
  }
  return found;
}

async function waitingByInode(table: string, port: number): Promise<[inode: string, waiting: number][]> {
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, "0")}`;
  const lines = (await readFile(table, "utf8").catch(() => "")).split("\n").slice(1);
  const rows = lines.map((line) => line.trim().split(/\s+/));
  // Of a listener, the "receive queue" is who waits to be accepted.
  return rows.flatMap(([, local = "", , state, queues = "", , , , , inode]) =>
    local.endsWith(suffix) && state === LISTENING && inode !== undefined ? [[inode, Number.parseInt(queues.split(":")[1]!, 16)]] : [],
  );
}

/** Socket filter in the kernel's classic machine code: [code, jump if true, jump if false, operand]. */
const DROP_FIRST_PACKETS = [
  // The byte of the TCP header with its flags; of SYN and ACK, which of them there are; SYN alone is dropped, all else passes.
  [0x30, 0, 0, 13],
  [0x54, 0, 0, 0x12],
  [0x15, 0, 1, 0x02],
  [0x06, 0, 0, 0],
  [0x06, 0, 0, 0xffffffff],
] as const;

function refuseNewConnections(fd: number): void {
  const code = new DataView(new ArrayBuffer(8 * DROP_FIRST_PACKETS.length));
  DROP_FIRST_PACKETS.forEach(([operation, ifTrue, ifFalse, operand], index) => {
    code.setUint16(8 * index, operation, true);
    code.setUint8(8 * index + 2, ifTrue);
    code.setUint8(8 * index + 3, ifFalse);
    code.setUint32(8 * index + 4, operand, true);
  });
  const program = new DataView(new ArrayBuffer(16));
  program.setUint16(0, DROP_FIRST_PACKETS.length, true);
  program.setBigUint64(8, BigInt(ptr(code)), true);
  const { symbols, close } = dlopen(LIBRARY, { setsockopt: { args: ["i32", "i32", "i32", "ptr", "u32"], returns: "i32" } });
  try {
    symbols.setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, ptr(program), program.byteLength);
  } finally {
    close();
  }
}
