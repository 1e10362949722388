// one JSON object per line on stderr; fields are allow-listed by their callers, secrets are masked here as the last net

const levels = ["debug", "info", "warn", "error"] as const;
type Level = (typeof levels)[number];

type Fields = Record<string, unknown>;

export type Log = {
  [level in Level]: (message: string, fields?: Fields) => void;
} & {
  /** a log whose lines all carry these fields */
  with(fields: Fields): Log;
};

type Options = { level: Level; write?: (line: string) => void; fields?: Fields };

export function createLog({ level, write = toStderr, fields = {} }: Options): Log {
  const at =
    (wanted: Level) =>
    (message: string, more: Fields = {}) => {
      if (levels.indexOf(wanted) < levels.indexOf(level)) return;
      const line = { at: new Date().toISOString(), level: wanted, message, ...fields, ...more };
      write(mask(JSON.stringify(line, plain)));
    };
  return {
    debug: at("debug"),
    info: at("info"),
    warn: at("warn"),
    error: at("error"),
    with: (more) => createLog({ level, write, fields: { ...fields, ...more } }),
  };
}

/** for tests and for tools whose output is their result */
export const silent: Log = createLog({ level: "error", write: () => {} });

function toStderr(line: string) {
  process.stderr.write(`${line}\n`);
}

// a Postgres error's detail quotes row values, so only these parts of an error are written
function plain(_key: string, value: unknown): unknown {
  if (!(value instanceof Error)) return value;
  const code = "code" in value ? value.code : undefined;
  return { name: value.name, code, message: value.message, stack: value.stack, cause: value.cause };
}

const secrets =
  /\b(xox[abeprs]-[\w-]+|xapp-[\w-]+|shpss_\w+|sk-[\w-]{8,}|whsec_[\w+/=]+|Bearer\s+[\w.~+/-]+=*)/g;

function mask(line: string): string {
  return line.replace(secrets, (secret) => `${secret.slice(0, 5)}…${secret.slice(-4)}`);
}
