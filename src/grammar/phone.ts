/** A telephone number as networks want it, "+4930231251": signs people put between its digits left out; null when it is none. */
export function phoneNumber(text: string): string | null {
  const number = text.trim().replaceAll(/(?<=.)[ ().\-/\u00A0]/g, "");
  return text.length <= 40 && /^\+[1-9]\d{7,14}$/.test(number) ? number : null;
}
