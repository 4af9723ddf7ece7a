/** Controls of C0, C1 and DEL; what turns the direction of text; what breaks or joins lines unseen; halves of characters. */
const HIDDEN =
  /[\p{Cc}\p{Zl}\p{Zp}\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]|\p{Cs}|[\u{e0000}-\u{e007f}]/gu;

/** Text of others as it can be shown to people: what would move the cursor, turn text round or begin a line of its own
 *  stands there as its escape, `\u001b`, to be seen. */
export function plainText(text: string): string {
  return text.replace(HIDDEN, (character) => {
    const code = character.codePointAt(0) ?? 0;
    return code > 0xffff ? `\\u{${code.toString(16)}}` : `\\u${code.toString(16).padStart(4, '0')}`;
  });
}

/** The same JSON, with such characters of its strings escaped. */
export function plainJson(value: unknown, indent?: number): string {
  // Line breaks are its own: those of strings are escaped already.
  return JSON.stringify(value, null, indent)
    .split('\n')
    .map((line) => line.replace(HIDDEN, escapeUnits))
    .join('\n');
}

function escapeUnits(character: string): string {
  return Array.from({ length: character.length }, (_, i) => {
    return `\\u${character.charCodeAt(i).toString(16).padStart(4, '0')}`;
  }).join('');
}
