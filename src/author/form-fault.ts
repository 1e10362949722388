/** Something in a form that has no place in a playbook; what is left of the form goes on without it. */
export type FormFault = {
  /** the row, or null for the playbook itself */
  step: string | null;
  field: string;
  message: string;
  fix: string;
};
