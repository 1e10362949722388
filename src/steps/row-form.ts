/** A path of a branching step, as the form a model fills names it. */
export type FormPath = {
  name: string;
  when: string | null;
  then: string | null;
  steps: unknown[];
};

/** How a flat row of the form that a model fills becomes a step of this type. */
export type RowForm = {
  /** the fields that the row's `text` and `who` fill; null: it has none */
  text: string | null;
  who: string | null;
  /** for a type whose paths hold steps: its fields, from the rows inside it */
  nest?(paths: FormPath[]): Record<string, unknown>;
  /** the same for one that holds steps without a choice of paths */
  hold?(steps: unknown[]): Record<string, unknown>;
};
