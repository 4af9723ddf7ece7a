import { isMembers, listOf, type Members, textOf } from './values.ts';

/** A document that lies within a record. */
export interface Attachment {
  /** What it says, where it is text. */
  readonly text?: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Of a file that holds it. */
  readonly extension: string;
}

/** Files by which programs know what they hold, and that open on a telephone as well. */
const EXTENSIONS: Readonly<Record<string, string>> = {
  'application/pdf': 'pdf',
  'image/jpeg': 'jpg',
  'image/jpg': 'jpg',
  'image/png': 'png',
  'image/gif': 'gif',
  'image/tiff': 'tif',
  'image/webp': 'webp',
  'image/bmp': 'bmp',
  'application/dicom': 'dcm',
  'application/rtf': 'rtf',
  'text/rtf': 'rtf',
  'text/html': 'html',
  'application/xhtml+xml': 'html',
  'text/xml': 'xml',
  'application/xml': 'xml',
  'text/csv': 'csv',
  'application/msword': 'doc',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': 'docx',
  'audio/mpeg': 'mp3',
  'video/mp4': 'mp4',
};

/** What files begin with, from a place on. */
const SIGNS = [
  ['pdf', 0, '%PDF'],
  ['png', 0, '\x89PNG'],
  ['jpg', 0, '\xff\xd8\xff'],
  ['gif', 0, 'GIF8'],
  ['tif', 0, 'II*\0'],
  ['tif', 0, 'MM\0*'],
  ['dcm', 128, 'DICM'],
] as const;

/** Of a file that nothing says the type of. */
export function extensionOf(bytes: Uint8Array): string {
  const begins = Array.from(bytes.subarray(0, 140), (byte) => String.fromCharCode(byte)).join('');
  return SIGNS.find(([, at, sign]) => begins.startsWith(sign, at))?.[0] ?? 'bin';
}

/** All documents that lie within a record, however deep, in the order in which it has them. */
export function attachmentsOf(value: unknown): Attachment[] {
  if (Array.isArray(value)) return value.flatMap(attachmentsOf);
  if (!isMembers(value)) return [];
  const own = attachmentOf(value);
  return [...(own === undefined ? [] : [own]), ...Object.values(value).flatMap(attachmentsOf)];
}

/** Whether a record speaks of a document, here or elsewhere. */
export function mentionsDocument(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(mentionsDocument);
  if (!isMembers(value)) return false;
  return value['attachment'] !== undefined || listOf(value['content']).some(mentionsDocument);
}

/** Undefined for what holds nothing, or nothing that can be decoded. */
function attachmentOf({ contentType, data }: Members): Attachment | undefined {
  const [type, encoded] = [textOf(contentType), textOf(data)];
  const bytes = type === undefined || encoded === undefined ? undefined : decoded(encoded);
  if (type === undefined || bytes === undefined) return undefined;
  const [media = '', ...parameters] = type.toLowerCase().split(';');
  const extension = Object.hasOwn(EXTENSIONS, media.trim()) ? EXTENSIONS[media.trim()] : undefined;
  if (extension !== undefined) return { bytes, extension };
  if (!media.startsWith('text/')) return { bytes, extension: extensionOf(bytes) };
  const charset = parameters.find((one) => one.trim().startsWith('charset='))?.split('=')[1];
  return { bytes, extension: 'txt', text: lettersOf(bytes, charset?.replaceAll('"', '').trim()) };
}

function decoded(base64: string): Uint8Array<ArrayBuffer> | undefined {
  try {
    return Uint8Array.from(atob(base64.replaceAll(/\s/g, '')), (letter) => letter.charCodeAt(0));
  } catch {
    return undefined;
  }
}

/** As it says that it is written; else as most of today's texts are, or as most of yesterday's were. */
function lettersOf(bytes: Uint8Array, charset: string | undefined): string {
  for (const name of [charset, 'utf-8']) {
    try {
      if (name !== undefined) return new TextDecoder(name, { fatal: true }).decode(bytes);
    } catch {
      // It is not, or nobody knows such letters.
    }
  }
  return new TextDecoder('windows-1252').decode(bytes);
}
