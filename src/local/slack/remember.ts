// long enough for everything that can still be asked about, short enough for weeks of running
const most = 10_000;

/** Puts it into the map and lets go of what is oldest there. */
export function remember<T>(known: Map<string, T>, key: string, value: T) {
  known.set(key, value);
  const [oldest] = known.keys();
  if (known.size > most && oldest !== undefined) known.delete(oldest);
}
