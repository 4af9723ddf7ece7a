import { createHash } from 'node:crypto';
import { openAsBlob } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import type { GatewayClient } from '../client/gateway-client.ts';
import { type LocalFile, listUploads, type Upload, uploadFiles } from '../client/uploads.ts';
import { CustosError } from '../core/errors.ts';
import { fileTrouble } from '../core/file-trouble.ts';
import type { DatasetId } from '../core/ids.ts';
import { counted } from './counted.ts';
import type { Output } from './output.ts';
import { ownCommand } from './own-command.ts';
import { type Kind, pick, shortId } from './pick.ts';

/** Under which name the map goes: no folder that is sent has it. */
const MAP = '.custos-map/map';

const UPLOAD: Kind<Upload> = {
  one: 'upload',
  id: (one) => one.upload,
  look: `${ownCommand('dataset uploads DATASET')} shows what there is.`,
};

export interface Uploaded {
  readonly upload: string;
  /** Name of the map in it. */
  readonly subjects?: string;
}

/** Sends a folder or file of this machine, and a map that says whose its files are. An upload that stopped before, of the same
 *  files, is gone on with where it is named. */
export async function uploadPath(
  gateway: GatewayClient,
  dataset: DatasetId,
  {
    path,
    map,
    resume,
  }: { readonly path: string; readonly map?: string | undefined; readonly resume?: string | undefined },
  output: Pick<Output, 'progress' | 'done' | 'remark'>,
): Promise<Uploaded> {
  const subjects = map === undefined ? undefined : MAP + extname(map).toLowerCase();
  const files = await localFiles(path);
  if (map !== undefined && subjects !== undefined) files.push({ name: subjects, content: await contentOf(map) });
  let id: string | undefined;
  try {
    const upload = await uploadFiles(gateway, dataset, files, {
      upload: resume === undefined ? undefined : await uploadNamed(gateway, dataset, resume),
      sha256: () => createHash('sha256'),
      onBegin: (begun) => {
        id = begun;
      },
      onProgress: ({ total: { files, completeFiles, bytes, arrivedBytes } }) =>
        output.progress(
          `upload: ${completeFiles} of ${counted(files, 'file')}, ${mb(arrivedBytes)} of ${mb(bytes)} MB`,
        ),
    });
    return { upload, ...(subjects === undefined ? {} : { subjects }) };
  } catch (error) {
    if (id !== undefined)
      output.remark(
        `What arrived is kept for a day: the same command with --resume ${shortId(id, [])} goes on with it.`,
      );
    throw error;
  } finally {
    output.done();
  }
}

/** The upload of a dataset that goes by an id, or by the beginning of one. */
export async function uploadNamed(gateway: GatewayClient, dataset: DatasetId, wanted: string): Promise<string> {
  return pick(wanted, await listUploads(gateway, dataset), UPLOAD).upload;
}

/** Links are not followed: what they lead to is sent under its own name, where it is in the folder. */
async function localFiles(path: string): Promise<LocalFile[]> {
  const found = await stat(path).catch((cause) => {
    throw unreadable(path, cause);
  });
  if (found.isFile()) return [{ name: basename(path), content: await contentOf(path) }];
  const entries = await readdir(path, { recursive: true, withFileTypes: true }).catch((cause) => {
    throw unreadable(path, cause);
  });
  const files: LocalFile[] = [];
  for (const entry of entries) {
    if (!entry.isFile()) continue;
    const whole = join(entry.parentPath, entry.name);
    files.push({ name: whole.slice(join(path, '/').length).replaceAll('\\', '/'), content: await contentOf(whole) });
  }
  return files.sort((one, other) => (one.name < other.name ? -1 : 1));
}

async function contentOf(path: string): Promise<Blob> {
  return openAsBlob(path).catch((cause) => {
    throw unreadable(path, cause);
  });
}

function unreadable(path: string, cause: unknown): CustosError {
  return new CustosError('INPUT_INVALID', `${path} cannot be sent: ${fileTrouble(cause)}.`, { cause });
}

function mb(bytes: number): string {
  return (bytes / 1e6).toFixed(1);
}
