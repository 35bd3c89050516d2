// The few socket calls the load generator makes, straight to the C library.
//
// Server and generator share the machine's cores, so what the generator burns is missing to the server. Measured for 1 GiB on loopback:
// reading through Bun.connect 0.50-0.62 CPU seconds, curl 0.39, recv with MSG_TRUNC (the kernel drops the bytes instead of copying them
// out) 0.12; sending through curl 0.36-0.78, Bun.connect 0.20-0.38, send of one hot buffer 0.20.
import { dlopen, FFIType, ptr } from "bun:ffi";

const NAMES = ["libc.so.6", `libc.musl-${process.arch === "arm64" ? "aarch64" : "x86_64"}.so.1`];

const AF_INET = 2;
const SOCK_STREAM = 1;
const SOCK_CLOEXEC = 0o2000000;
const IPPROTO_TCP = 6;
const TCP_NODELAY = 1;
const MSG_TRUNC = 0x20;
const MSG_DONTWAIT = 0x40;
const MSG_NOSIGNAL = 0x4000;
const MSG_MORE = 0x8000;

export const POLLIN = 1;
export const POLLOUT = 4;
export const POLLBROKEN = 8 | 16; // POLLERR | POLLHUP

const SIGNATURES = {
  socket: { args: [FFIType.i32, FFIType.i32, FFIType.i32], returns: FFIType.i32 },
  connect: { args: [FFIType.i32, FFIType.ptr, FFIType.u32], returns: FFIType.i32 },
  setsockopt: { args: [FFIType.i32, FFIType.i32, FFIType.i32, FFIType.ptr, FFIType.u32], returns: FFIType.i32 },
  send: { args: [FFIType.i32, FFIType.ptr, FFIType.u64, FFIType.i32], returns: FFIType.i64_fast },
  recv: { args: [FFIType.i32, FFIType.ptr, FFIType.u64, FFIType.i32], returns: FFIType.i64_fast },
  poll: { args: [FFIType.ptr, FFIType.u64, FFIType.i32], returns: FFIType.i32 },
  close: { args: [FFIType.i32], returns: FFIType.i32 },
} as const;

const libc = openLibc();

function openLibc() {
  for (const name of NAMES) {
    try {
      return dlopen(name, SIGNATURES).symbols;
    } catch {
      // Not this C library: try the next name.
    }
  }
  throw new Error(`the load generator needs a Linux C library (tried ${NAMES.join(", ")})`);
}

/** A connection to a port on 127.0.0.1, or undefined when nobody listens there. */
export function connectLoopback(port: number): number | undefined {
  const fd = libc.socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const address = new Uint8Array(16);
  const view = new DataView(address.buffer);
  view.setUint16(0, AF_INET, true);
  view.setUint16(2, port);
  view.setUint32(4, 0x7f000001);
  if (libc.connect(fd, ptr(address), address.length) !== 0) {
    libc.close(fd);
    return undefined;
  }
  // Every client's library sets it: without it the end of a body waits for the acknowledgement of what came before.
  libc.setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, ptr(new Int32Array([1])), 4);
  return fd;
}

/** Sends what fits without waiting: the bytes taken, or a negative number for none. `more` follows, so short packets are held back. */
export function sendSome(fd: number, bytes: Uint8Array, offset: number, more: boolean): number {
  return Number(libc.send(fd, ptr(bytes, offset), bytes.length - offset, MSG_DONTWAIT | MSG_NOSIGNAL | (more ? MSG_MORE : 0)));
}

/** Receives what is there: the bytes put into the buffer, 0 at the end of the stream, negative when there is nothing yet. */
export function receiveSome(fd: number, into: Uint8Array): number {
  return Number(libc.recv(fd, ptr(into), into.length, MSG_DONTWAIT));
}

/** Like receiveSome, but the kernel throws the bytes away: a download costs the generator next to nothing. */
export function discardSome(fd: number, atMost: number, scratch: Uint8Array): number {
  return Number(libc.recv(fd, ptr(scratch), atMost, MSG_DONTWAIT | MSG_TRUNC));
}

/** Waits for events on `count` entries of poll(2)'s struct pollfd, two 32-bit words each: the descriptor, then events and results. */
export function poll(entries: Int32Array, count: number, timeoutMs: number): void {
  libc.poll(ptr(entries), count, timeoutMs);
}

export function closeDescriptor(fd: number): void {
  libc.close(fd);
}
