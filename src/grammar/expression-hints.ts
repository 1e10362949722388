import { parse } from "./cel.ts";
import { type Fault, fault } from "./problem.ts";

const longest = 500;
const deepest = 24;

/** What makes a text too large to be parsed at all; the parser itself is not safe from deep nesting. */
export function tooLarge(source: string): Fault | null {
  if (source.length > longest) {
    const message = `A condition has at most ${longest} characters; this one has ${source.length}.`;
    return wrong(message, { length: source.length, fix: "Split it into two." });
  }
  // in these quotes and backslashes mean something else, so brackets could hide behind them
  for (const { 0: quoted, index } of source.matchAll(quotes)) {
    if (!/^(?:\w|"""|''')/.test(quoted)) continue;
    const fix = 'Write it in plain quotes, as "enterprise".';
    return wrong("This kind of quotes is not read.", { offset: index, length: quoted.length, fix });
  }
  let depth = 0;
  for (const { 0: sign, index } of outsideQuotes(source).matchAll(/[([{)\]}]/g)) {
    depth += "([{".includes(sign) ? 1 : -1;
    if (depth > deepest) {
      const message = `Brackets stand more than ${deepest} deep here.`;
      return wrong(message, { offset: index, length: 1, fix: "Split it into two." });
    }
  }
  return null;
}

/** Why a condition cannot be parsed: the habit from elsewhere that is most likely behind it. */
export function whyNot(source: string, stoppedAt: number): Fault {
  if (source.trim() === "") return wrong("There is no condition here.", { fix: example });
  const found = habits
    .flatMap((known) => {
      const match = known.shape.exec(outsideQuotes(source));
      return match ? [{ known, at: match.index, text: match[0] }] : [];
    })
    .toSorted((a, b) => a.at - b.at)
    .at(0);
  if (found) {
    const fixed = mended(source);
    // what was inside quotes may have come out of them
    const readable = tooLarge(fixed) === null && "tree" in parse(fixed);
    const fix = readable ? `Write ${fixed.trim()}` : found.known.fix;
    return wrong(found.known.message, { offset: found.at, length: found.text.length, fix });
  }
  return unbalanced(source) ?? stopped(source, stoppedAt);
}

type Habit = { shape: RegExp; instead: string; message: string; fix: string };

const example = "Write one such as customer.health < 60.";

const habits: readonly Habit[] = [
  habit(/[“”„‟«»]/, '"', "Curly quotes are not read.", "Write straight quotes."),
  habit(/[‘’‚‛]/, "'", "Curly quotes are not read.", "Write straight quotes."),
  habit(/\{\{|\}\}/, "", "Names stand without {{ }} in a condition.", "Leave out the {{ }}."),
  habit(/[!=]==/, "==", "Equal is written ==.", "Write == or !=."),
  habit(/<>/, "!=", "Not equal is written !=.", "Write !=."),
  habit(/=</, "<=", "At most is written <=.", "Write <=."),
  habit(/=>/, ">=", "At least is written >=.", "Write >=."),
  habit(/(?<![=!<>])=(?![=<>])/, "==", "Equal is written with two signs.", "Write ==."),
  habit(
    /\b(?:is )?(?:less|lower|smaller) than\b|\bis below\b/i,
    "<",
    "Below is written <.",
    "Write <.",
  ),
  habit(
    /\b(?:is )?(?:more|greater|higher) than\b|\bis over\b/i,
    ">",
    "Over is written >.",
    "Write >.",
  ),
  habit(/\b(?:is )?at least\b/i, ">=", "At least is written >=.", "Write >=."),
  habit(/\b(?:is )?at most\b/i, "<=", "At most is written <=.", "Write <=."),
  habit(/\bis not\b|\bisn't\b/i, "!=", "Not equal is written !=.", "Write !=."),
  habit(/\bis\b/i, "==", "Equal is written ==.", "Write ==."),
  habit(/\bnot\s+/i, "!", "Not is written !.", "Write ! before it."),
  habit(/\band\b/i, "&&", "And is written &&.", "Write &&."),
  habit(/\bor\b/i, "||", "Or is written ||.", "Write ||."),
  habit(/(?<!&)&(?!&)/, "&&", "And is written with two signs.", "Write &&."),
  habit(/(?<!\|)\|(?!\|)/, "||", "Or is written with two signs.", "Write ||."),
  habit(/(?<=\d),(?=\d{3}\b)/, "", "A number has no comma in it.", "Write 1000."),
  habit(/(?<=\d)\s*%(?=\s*(?:$|[&|)]))/, "", "A number has no % after it.", "Leave out the %."),
  habit(/[$€£](?=\d)/, "", "A number has no currency.", "Leave out the sign."),
  habit(/;\s*$/, "", "A condition has no ; at its end.", "Leave it out."),
];

function habit(shape: RegExp, instead: string, message: string, fix: string): Habit {
  return { shape, instead, message, fix };
}

function mended(source: string): string {
  return habits.reduce((text, { shape, instead }) => {
    const everywhere = new RegExp(shape.source, `${shape.flags}g`);
    const places = [...outsideQuotes(text).matchAll(everywhere)].toReversed();
    return places.reduce(
      (out, { 0: found, index }) => out.slice(0, index) + instead + out.slice(index + found.length),
      text,
    );
  }, source);
}

const quotes = /\b[rRbB]{1,2}["']|"""|'''|"(?:[^"\\\n\r]|\\.)*"|'(?:[^'\\\n\r]|\\.)*'/g;

/** The text with what stands in quotes blanked out, so that places stay the same. */
function outsideQuotes(source: string): string {
  return source.replaceAll(quotes, (quoted) => " ".repeat(quoted.length));
}

function unbalanced(source: string): Fault | null {
  const text = outsideQuotes(source);
  const open: { sign: string; at: number }[] = [];
  for (const { 0: sign, index } of text.matchAll(/[([)\]]/g)) {
    if (sign === "(" || sign === "[") open.push({ sign, at: index });
    else if (open.pop()?.sign !== (sign === ")" ? "(" : "[")) {
      const place = { offset: index, length: 1, fix: "Leave it out, or open it before." };
      return wrong(`This ${sign} closes nothing.`, place);
    }
  }
  const quote = /["']/.exec(text);
  if (quote) {
    const place = { offset: quote.index, length: 1, fix: `Add a ${quote[0]} at its end.` };
    return wrong("A quote is never closed.", place);
  }
  const last = open.at(-1);
  if (!last) return null;
  const place = {
    offset: last.at,
    length: 1,
    fix: `Close it with ${last.sign === "(" ? ")" : "]"}.`,
  };
  return wrong(`This ${last.sign} is never closed.`, place);
}

function stopped(source: string, at: number): Fault {
  const rest = source.slice(at);
  const found = /^(?:[\w.]+|[^\w\s]+)/.exec(rest)?.[0] ?? "";
  if (found === "") return wrong("The condition ends too early.", { offset: at, fix: example });
  const place = { offset: at, length: found.length };
  const [first = ""] = found.split(".");
  if (kept.has(first))
    return wrong(`"${first}" is no name in a condition: it is kept for other uses.`, {
      ...place,
      fix: `Call the step or the input otherwise, as ${first}_step.`,
    });
  if (/^[^\w\s]+\s*$/.test(rest)) {
    return wrong(`Something is missing after ${found}.`, { ...place, fix: example });
  }
  return wrong(`The condition cannot be read at "${found}".`, {
    ...place,
    fix: 'Join conditions with && or ||, and put texts in quotes, as customer.plan == "pro".',
  });
}

// words that the language of conditions keeps for itself
const kept = new Set(
  "as break const continue else for function if import let loop package namespace return var void while".split(
    " ",
  ),
);

function wrong(message: string, place: { offset?: number; length?: number; fix: string }): Fault {
  return fault("bad-expression", message, place);
}
