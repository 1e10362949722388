import type { z } from "zod";
import type { Journal } from "./journal.ts";

/** Records of one kind by key, in the order they first came, kept in the journal. */
export type Collection<T> = {
  get(key: string): T | undefined;
  put(key: string, value: T): void;
  remove(key: string): void;
  all(): T[];
  /** those of one group, without walking over the others */
  in(group: string): T[];
};

type Options<T> = {
  name: string;
  schema: z.ZodType<T>;
  journal: Journal;
  changed: () => void;
  groupsOf?: (value: T) => string[];
};

export function createCollection<T>({
  name,
  schema,
  journal,
  changed,
  groupsOf = () => [],
}: Options<T>): Collection<T> {
  const records = new Map<string, T>();
  const groups = new Map<string, Map<string, T>>();

  function set(key: string, value: T) {
    records.set(key, value);
    for (const group of groupsOf(value)) {
      const members = groups.get(group) ?? new Map<string, T>();
      members.set(key, value);
      groups.set(group, members);
    }
  }

  for (const [collection, key, value] of journal.entries)
    if (collection === name) set(key, schema.parse(value));

  return {
    get: (key) => records.get(key),
    put(key, value) {
      journal.append([name, key, value]);
      set(key, value);
      changed();
    },
    remove(key) {
      const value = records.get(key);
      if (value === undefined) return;
      journal.append([name, key]);
      records.delete(key);
      for (const group of groupsOf(value)) groups.get(group)?.delete(key);
      changed();
    },
    all: () => [...records.values()],
    in: (group) => [...(groups.get(group)?.values() ?? [])],
  };
}
