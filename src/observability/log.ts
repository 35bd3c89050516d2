// The log: one record per line on stdout, for people or for machines. Written synchronously, so that the last line
// before a crash is there; without pino's transports, which are worker threads.
import { isatty } from "node:tty";
import pino, { type DestinationStream } from "pino";
import { textLine } from "./log-text.ts";

export type LogLevel = "trace" | "debug" | "info" | "warn" | "error";
export type LogFormat = "auto" | "text" | "json";

type Fields = Readonly<Record<string, unknown>>;

/** What is handed to whoever has something to say. An error goes into the field `error`. */
export interface Log {
  trace(fields: Fields, message: string): void;
  debug(fields: Fields, message: string): void;
  info(fields: Fields, message: string): void;
  warn(fields: Fields, message: string): void;
  error(fields: Fields, message: string): void;
  /** For records that cost something to put together. */
  isLevelEnabled(level: LogLevel): boolean;
  /** A log whose every record carries these fields too. */
  child(fields: Fields): Log;
}

export interface LogOptions {
  readonly level: LogLevel;
  readonly format: LogFormat;
  /** 1 is stdout, the default; commands that print a result log to stderr, 2. */
  readonly fileDescriptor?: 1 | 2;
  /** Takes the lines instead of the file descriptor. */
  readonly destination?: DestinationStream;
}

const SECRET_FIELDS = ["password", "token", "authorization", "secret"];

export function createLog({ level, format, fileDescriptor = 1, destination }: LogOptions): Log {
  const stream = destination ?? pino.destination({ dest: fileDescriptor, sync: true });
  const isText = format === "text" || (format === "auto" && isatty(fileDescriptor));
  return pino(
    {
      level,
      // Neither the process id nor the host name: whoever collects the lines adds what it knows better.
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      messageKey: "message",
      formatters: { level: (label) => ({ level: label }) },
      serializers: { error: pino.stdSerializers.err },
      redact: { paths: SECRET_FIELDS.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]), censor: "[redacted]" },
    },
    isText ? { write: (line) => stream.write(textLine(line)) } : stream,
  );
}
