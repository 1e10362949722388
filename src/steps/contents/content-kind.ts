import type { Content, Output } from "../world.ts";

/** Whoever receives something, and as whom the playbook named them. */
type Receiver = { name: string; address: string; contact: string };
export type Sender = { name: string; address: string | null };

/** A part that a person may rewrite before it leaves. */
type Editable = {
  name: string;
  label: string;
  kind: "line" | "text" | "moment" | "choice";
  initial: string;
  options?: { label: string; value: string }[];
  hint?: string;
};

/** What came of rewriting: the new content, or what is wrong with a part, by its name. */
type Rewritten = { content: Content } | { problems: Record<string, string> };

/** One kind of what leaves the house: how it is shown, what may be edited in it, and what it leaves behind. */
export type ContentKind = {
  kind: Content["kind"];
  /** what people call one */
  noun: string;
  icon: string;
  /** what it is known by, in one line */
  title(content: Content): string;
  receivers(content: Content): Receiver[];
  sender(content: Content): Sender;
  /** what stands above its text, label by label */
  facts(content: Content): [string, string][];
  body(content: Content): string;
  /** everything a decision is bound to */
  bound(content: Content): unknown[];
  editable(content: Content): Editable[];
  rewrite(content: Content, parts: Record<string, string>): Rewritten;
  /** why it may not leave as it is, or not any more; null when it may */
  unready(content: Content, now: Date): string | null;
  /** the results of a step that sent it */
  output(content: Content): Output;
};

type Definition<C extends Content> = {
  kind: C["kind"];
  noun: string;
  icon: string;
  title(content: C): string;
  receivers(content: C): Receiver[];
  sender(content: C): Sender;
  facts(content: C): [string, string][];
  body(content: C): string;
  bound(content: C): unknown[];
  editable(content: C): Editable[];
  rewrite(content: C, parts: Record<string, string>): Rewritten;
  /** left out: it may always leave */
  unready?(content: C, now: Date): string | null;
  output(content: C): Output;
};

/** A kind in one place: its methods take the content as this kind has it. */
export function defineContent<C extends Content>(of: Definition<C>): ContentKind {
  const isOwn = (content: Content): content is C => content.kind === of.kind;
  const own = (content: Content): C => {
    if (isOwn(content)) return content;
    throw new Error(`this is ${content.kind}, not ${of.kind}`);
  };
  return {
    kind: of.kind,
    noun: of.noun,
    icon: of.icon,
    title: (content) => of.title(own(content)),
    receivers: (content) => of.receivers(own(content)),
    sender: (content) => of.sender(own(content)),
    facts: (content) => of.facts(own(content)),
    body: (content) => of.body(own(content)),
    bound: (content) => of.bound(own(content)),
    editable: (content) => of.editable(own(content)),
    rewrite: (content, parts) => of.rewrite(own(content), parts),
    unready: (content, now) => of.unready?.(own(content), now) ?? null,
    output: (content) => of.output(own(content)),
  };
}

/** "Dana Fox <dana@acme.example>" */
export function addressed({ name, address }: Sender): string {
  return address === null || address === name ? name : `${name} <${address}>`;
}
