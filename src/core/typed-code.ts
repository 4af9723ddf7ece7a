/** A one-time code as it was made, from what somebody typed or pasted of it: codes are read out, written down and copied out of
 *  letters. Blanks, line ends, dashes and letter case say nothing; 0 and 1, which no code has, are O and I misread. */
export function typedCode(text: string): string {
  return text
    .replace(/[\s\p{Pd}\p{Cf}]/gu, '')
    .toUpperCase()
    .replaceAll('0', 'O')
    .replaceAll('1', 'I');
}
