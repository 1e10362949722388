/** "10%" as 0.1; null for what is no share. */
export function readShare(source: string): number | null {
  const [, number] = /^\s*(\d+(?:\.\d+)?)\s*%\s*$/.exec(source) ?? [];
  return number === undefined ? null : Number(number) / 100;
}

/** Whether a value lies so near another; a share is of the size of the other, and of nothing there is none. */
export function isWithin(value: number, reference: number, near: number | string): boolean {
  const share = typeof near === "string" ? readShare(near) : null;
  const most = typeof near === "number" ? near : Math.abs(reference) * (share ?? Number.NaN);
  // what comes from dividing, as 1.1 * 100, is not exact
  const blur = Math.max(Math.abs(value), Math.abs(reference)) * 1e-12;
  return Math.abs(value - reference) <= most + blur;
}
