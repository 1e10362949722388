/** How a date that people say otherwise would be written in a playbook; what comes back may still be no date. */
export function otherWaysToSay(text: string): string[] {
  return habits
    .filter(([shape]) => shape.test(text))
    .map(([shape, way]) => text.replace(shape, way));
}

const habits: readonly [RegExp, string][] = [
  [/^(?:in|after|within)\s+(.+)$/i, "$1 later"],
  [/^(.+)\s+from\s+now$/i, "$1 later"],
  [/^(.+?)\s+(?:from|past|since)\s+(.+)$/i, "$1 after $2"],
  [/^(.+?)\s+(?:prior to|ahead of|until|till)\s+(.+)$/i, "$1 before $2"],
  [/^the\s+(?:next\s+)?(\w+)\s+(before|after)\s+(.+)$/i, "1 $1 $2 $3"],
  [/^tomorrow$/i, "1 day later"],
  [/^(?:today|now|immediately|at once)$/i, "0 days later"],
  [/^next week$/i, "next Monday"],
  [/^([a-z]\w*_\w+)$/i, "on $1"],
  [/^(\d+ ?\w+)$/i, "$1 later"],
];
