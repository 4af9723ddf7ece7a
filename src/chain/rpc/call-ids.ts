/** JSON that stands for itself when it is written. */
export type RawJson = object;

const rawJson = (JSON as unknown as { rawJSON(source: string): RawJson }).rawJSON;
const NUMBER = /-?[0-9][0-9.eE+-]*/y;
const COLON = 58;
const COMMA = 44;
const QUOTE = 34;

/** The ids of the calls of a text that was parsed, by their place in a batch (0 for a single call), as they were sent: a
 *  number need not be one that JavaScript can hold. Only numbers and strings are ids. Linear in the text. */
export function readIds(text: string, isBatch: boolean): ReadonlyMap<number, RawJson> {
  const found = new Map<number, RawJson>();
  const level = isBatch ? 2 : 1;
  let [depth, call] = [0, 0];
  let key: string | undefined;
  let isValue = false;
  const take = (source: string): void => {
    if (isValue && depth === level && key === 'id') found.set(call, rawJson(source));
  };
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === QUOTE) {
      const end = endOfString(text, i);
      if (depth === level && !isValue) key = keyOf(text.slice(i, end));
      else take(text.slice(i, end));
      i = end - 1;
    } else if (code === 0x7b || code === 0x5b) {
      depth += 1;
      if (depth === level) isValue = false;
    } else if (code === 0x7d || code === 0x5d) depth -= 1;
    else if (code === COLON && depth === level) isValue = true;
    else if (code === COMMA && depth === level) isValue = false;
    else if (code === COMMA && depth === level - 1) call += 1;
    else if (isValue && depth === level && key === 'id') {
      NUMBER.lastIndex = i;
      const [number] = NUMBER.exec(text) ?? [];
      if (number !== undefined) {
        take(number);
        i += number.length - 1;
      }
    }
  }
  return found;
}

function endOfString(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); ; end = text.indexOf('"', end + 1)) {
    let backslashes = 0;
    while (text[end - 1 - backslashes] === '\\') backslashes += 1;
    if (backslashes % 2 === 0) return end + 1;
  }
}

/** Longer ones, escapes and all, are none that is looked for. */
function keyOf(source: string): string | undefined {
  return source.length > 14 ? undefined : (JSON.parse(source) as string);
}
