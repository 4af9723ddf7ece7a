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

/** Without what a file system reads something into. */
export function fileName(words: string): string {
  return words
    .replace(/[\\/:*?"<>|\p{Cc}]/gu, '_')
    .replace(/^[. ]+|[. ]+$/g, '')
    .slice(0, 80);
}
