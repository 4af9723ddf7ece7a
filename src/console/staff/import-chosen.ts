import type { DropItem } from 'react-aria-components';
import type { LocalFile } from '../../client/index.ts';

/** What an upload has by the name of the map: no folder that is sent has one like it. */
const MAP = '.custos-map/map';

/** What somebody chose or dropped: a folder's files by their place within it, or files by their names. */
export interface Chosen {
  /** What the folder, or the one file, is called. */
  readonly name: string;
  readonly files: readonly LocalFile[];
}

/** Of a dialogue: browsers say of a folder's files where each lies, the folder included. */
export function chosenOf(list: FileList | null): Chosen | undefined {
  const files = [...(list ?? [])].map((file) => ({ name: file.webkitRelativePath || file.name, content: file }));
  return chosen(files);
}

/** Of what was dropped, folders within folders included. */
export async function droppedOf(items: readonly DropItem[]): Promise<Chosen | undefined> {
  const files: LocalFile[] = [];
  for (const item of items) await take(item, '', files);
  return chosen(files);
}

/** The map beside them, and its name. */
export function withMap(
  files: readonly LocalFile[],
  map: File | undefined,
): { readonly files: readonly LocalFile[]; readonly subjects?: string } {
  if (map === undefined) return { files };
  const subjects = MAP + (/\.[a-z0-9]+$/i.exec(map.name)?.[0] ?? '').toLowerCase();
  return { files: [...files, { name: subjects, content: map }], subjects };
}

async function take(item: DropItem, folder: string, files: LocalFile[]): Promise<void> {
  if (item.kind === 'file') files.push({ name: folder + item.name, content: await item.getFile() });
  if (item.kind !== 'directory') return;
  for await (const entry of item.getEntries()) await take(entry, `${folder}${item.name}/`, files);
}

/** Names within the folder, where it is one: maps name files so, and exports that lie on the gateway's machine, too. */
function chosen(files: readonly LocalFile[]): Chosen | undefined {
  const [first] = files;
  if (first === undefined) return undefined;
  const [root = ''] = first.name.split('/');
  const isFolder = files.every(({ name }) => name.startsWith(`${root}/`));
  if (!isFolder) return { name: files.length === 1 ? first.name : '', files };
  return { name: root, files: files.map(({ name, content }) => ({ name: name.slice(root.length + 1), content })) };
}
