export const wentWrong =
  "Something went wrong on our side; nothing was lost. Please try again in a moment.";
