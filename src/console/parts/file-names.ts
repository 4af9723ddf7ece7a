/** Names that Windows keeps for devices, also with an ending: what is called so cannot be unpacked there. */
const DEVICES = /^(?:con|prn|aux|nul|(?:com|lpt)[\d¹²³])(?=[. ]|$)/i;
/** The longest part of a path that any file system takes has 255 bytes: so many letters have fewer. */
const MOST = 80;
const MOST_BYTES = 200;

/** One for each dataset, and none twice, also where letter case counts for nothing: whoever unpacks would keep the last of two. */
export function foldersOf(names: readonly string[]): string[] {
  const taken = new Set<string>();
  return names.map((name, i) => {
    const wanted = fileName(name) || String(i + 1);
    let folder = wanted;
    for (let n = 2; taken.has(folder.toLowerCase()); n++) folder = `${wanted} (${n})`;
    taken.add(folder.toLowerCase());
    return folder;
  });
}

/** Without what a file system reads something into, and without what shows nothing or turns the text around it: a name must not seem
 *  to end otherwise than it does. One way of writing a letter for those that look the same. Empty where nothing is left. */
export function fileName(words: string): string {
  const seen = words
    .toWellFormed()
    .normalize('NFC')
    .replace(/\p{Cf}/gu, '')
    .replace(/[\\/:*?"<>|\p{Cc}\p{Zl}\p{Zp}\ufffd]/gu, '_');
  const short = trimmed(Array.from(trimmed(seen)).slice(0, MOST).join(''));
  const name = trimmed(
    new TextDecoder().decode(new TextEncoder().encode(short).subarray(0, MOST_BYTES)).replace(/\ufffd$/, ''),
  );
  return name.replace(DEVICES, '$&_');
}

/** Windows takes dots and blanks from the end of a name. */
function trimmed(name: string): string {
  return name.replace(/^[. ]+|[. ]+$/g, '');
}
