/** What stands where others said a sentence. */
export const pastedRequest = "the text you pasted";
