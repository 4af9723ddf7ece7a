import type { AccessRequest } from '../../../client/index.ts';
import { fileName } from '../../parts/file-names.ts';
import { saveFile } from '../../parts/save-file.ts';
import { FolderTarget } from './folder-target.ts';
import type { Place, Target } from './target.ts';
import { LIST_IN_ZIP, ZipTarget } from './zip-target.ts';

/** What some browsers have, and not all. */
interface Pickers {
  readonly showSaveFilePicker?: (wanted: object) => Promise<FileSystemFileHandle>;
  readonly showDirectoryPicker?: (wanted: object) => Promise<FileSystemDirectoryHandle>;
}

/** An archive that is made in the page's memory is at most so large, in bytes. */
export const MAX_MEMORY_ZIP = 256 * 2 ** 20;
/** One that is written to a file as it comes. */
export const MAX_FILE_ZIP = 2 * 2 ** 30;
/** Files of an archive, with room for receipts. */
const MAX_ITEMS = 60_000;

/** How so much can be saved in this browser, the better way first; nothing where only the command can. */
export function placesFor({ items, bytes }: { readonly items: number; readonly bytes: number }): Place[] {
  const { showSaveFilePicker, showDirectoryPicker } = window as Pickers;
  const limit = showSaveFilePicker ? MAX_FILE_ZIP : MAX_MEMORY_ZIP;
  const zip = items <= MAX_ITEMS && bytes <= limit ? (['zip'] as const) : [];
  const folder = showDirectoryPicker ? (['folder'] as const) : [];
  return bytes <= MAX_MEMORY_ZIP ? [...zip, ...folder] : [...folder, ...zip];
}

/** Asks where to, by a press of the person. Throws AbortError where it is left. `readMe` says what is there, by the file that lists it. */
export async function openPlace(
  place: Place,
  request: AccessRequest,
  { name, readMe }: { readonly name: string; readonly readMe: (list: string) => string },
): Promise<Target> {
  const { showSaveFilePicker, showDirectoryPicker } = window as Pickers;
  if (place === 'folder' && showDirectoryPicker) {
    return FolderTarget.open(await showDirectoryPicker.call(window, { mode: 'readwrite' }), request, readMe);
  }
  const suggestedName = `${fileName(name) || 'download'}.zip`;
  if (showSaveFilePicker) {
    const handle = await showSaveFilePicker.call(window, { suggestedName });
    const file = await handle.createWritable();
    return new ZipTarget(
      (bytes) => file.write(bytes),
      () => file.close(),
      readMe(LIST_IN_ZIP),
    );
  }
  const parts: Uint8Array<ArrayBuffer>[] = [];
  return new ZipTarget(
    async (bytes) => void parts.push(bytes),
    async () => saveFile(suggestedName, new Blob(parts), 'application/zip'),
    readMe(LIST_IN_ZIP),
  );
}
