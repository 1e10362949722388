/** How long a server asks to be left alone by a Retry-After, in milliseconds: seconds, or a date. null: it does not. */
export function retryAfter(asked: string | null, now: number): number | null {
  if (asked === null) return null;
  const seconds = Number(asked);
  if (Number.isFinite(seconds)) return Math.max(0, seconds * 1000);
  const date = Date.parse(asked);
  return Number.isNaN(date) ? null : Math.max(0, date - now);
}
