/** The known name a person most likely meant, or null when none is near. */
export function closest(name: string, names: Iterable<string>): string | null {
  const wanted = name.toLowerCase().slice(0, longest);
  let best: string | null = null;
  // one letter away from a name of one letter is any name
  let least = wanted.length < 2 ? 1 : Math.max(1, Math.floor(wanted.length / 3)) + 1;
  for (const known of names) {
    const distance = distanceBetween(wanted, known.toLowerCase().slice(0, longest));
    if (distance < least) [best, least] = [known, distance];
  }
  return best ?? holding(wanted, names);
}

export function didYouMean(name: string, names: Iterable<string>): string | null {
  const near = closest(name, names);
  return near === null ? null : `Did you mean "${near}"?`;
}

const longest = 64;

// by edits "renewal" and "renewal_date" are far apart, but one is a word of the other
function holding(wanted: string, names: Iterable<string>): string | null {
  if (wanted.length < 4) return null;
  const found = [...names].filter(
    (known) => wordsOf(known).includes(wanted) || wordsOf(wanted).includes(known.toLowerCase()),
  );
  return found.length === 1 ? (found[0] ?? null) : null;
}

function wordsOf(name: string): string[] {
  return name.toLowerCase().split(/[^a-z0-9]+/);
}

// optimal string alignment: insert, delete, replace, or swap two neighbours
function distanceBetween(a: string, b: string): number {
  let before: number[] = [];
  let above = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      row.push(
        Math.min(
          at(above, j) + 1,
          at(row, j - 1) + 1,
          at(above, j - 1) + (same ? 0 : 1),
          swapped ? at(before, j - 2) + 1 : Infinity,
        ),
      );
    }
    [before, above] = [above, row];
  }
  return at(above, b.length);
}

function at(row: readonly number[], index: number): number {
  return row[index] ?? Infinity;
}
