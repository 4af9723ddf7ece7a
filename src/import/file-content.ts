import { open } from 'node:fs/promises';
import { constants, gunzipSync } from 'node:zlib';
import { type Categories, categoriesOf } from '../core/categories.ts';
import { archiveMembers } from './archive-content.ts';
import { isDicom, isDicomDocument } from './dicom-content.ts';

/** What the first bytes of a file show for sure, whatever its name. */
export interface FileContent {
  readonly mediaType: string;
  readonly categories: Categories;
}

const HEAD_BYTES = 8192;
const GZIP_BYTES = 4096;
const IMG = categoriesOf(['IMG']);
const GENOME = categoriesOf(['GENOME']);
const NOTE = categoriesOf(['NOTE']);

const DOCX = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';
const ODT = 'application/vnd.oasis.opendocument.text';
const WORD_STREAM = Buffer.from('WordDocument', 'utf16le');

interface Form extends FileContent {
  readonly is: (head: Buffer) => boolean;
}

/** Forms whose content is an image, a sequence or a written document. What may hold anything (text, tables, archives,
 *  HDF5) is none of them: only the holder knows. */
const FORMS: readonly Form[] = [
  { mediaType: 'application/dicom', categories: IMG | NOTE, is: isDicomDocument },
  { mediaType: 'application/dicom', categories: IMG, is: isDicom },
  { mediaType: 'application/x-nifti', categories: IMG, is: isNifti },
  { mediaType: 'application/x-analyze', categories: IMG, is: isAnalyze },
  { mediaType: 'application/x-nrrd', categories: IMG, is: starts('NRRD000') },
  { mediaType: 'application/x-metaimage', categories: IMG, is: (head) => /^ObjectType\s*=\s*Image\b/.test(text(head)) },
  { mediaType: 'image/tiff', categories: IMG, is: starts('II*\0', 'MM\0*', 'II+\0', 'MM\0+') },
  { mediaType: 'image/png', categories: IMG, is: starts('\x89PNG\r\n\x1a\n') },
  { mediaType: 'image/jpeg', categories: IMG, is: starts('\xff\xd8\xff') },
  { mediaType: 'image/jp2', categories: IMG, is: starts('\0\0\0\x0cjP  \r\n\x87\n', '\xff\x4f\xff\x51') },
  { mediaType: 'image/gif', categories: IMG, is: starts('GIF87a', 'GIF89a') },
  { mediaType: 'image/webp', categories: IMG, is: (head) => at(head, 0, 'RIFF') && at(head, 8, 'WEBP') },
  { mediaType: 'video/x-msvideo', categories: IMG, is: (head) => at(head, 0, 'RIFF') && at(head, 8, 'AVI ') },
  { mediaType: 'image/heic', categories: IMG, is: (head) => at(head, 4, 'ftyphei') || at(head, 4, 'ftypmif1') },
  { mediaType: 'video/mp4', categories: IMG, is: (head) => at(head, 4, 'ftyp') },
  { mediaType: 'application/x-czi', categories: IMG, is: starts('ZISRAWFILE') },
  { mediaType: 'application/x-bam', categories: GENOME, is: starts('BAM\x01') },
  { mediaType: 'application/x-cram', categories: GENOME, is: starts('CRAM') },
  { mediaType: 'application/x-bcf', categories: GENOME, is: starts('BCF\x02', 'BCF\x04') },
  { mediaType: 'text/x-vcf', categories: GENOME, is: starts('##fileformat=VCF', '\xef\xbb\xbf##fileformat=VCF') },
  {
    mediaType: 'text/x-sam',
    categories: GENOME,
    is: (head) => /^@(?:HD\tVN:|SQ\t(?:SN|LN):|RG\tID:)/.test(text(head)),
  },
  {
    mediaType: 'text/x-fastq',
    categories: GENOME,
    is: (head) => /^@\S[^\n]*\r?\n[ACGTUNacgtun.]+\r?\n\+/.test(text(head)),
  },
  {
    mediaType: 'text/x-fasta',
    categories: GENOME,
    is: (head) => /^>\S[^\n]*\r?\n[A-Za-z*-]{10,}\r?\n?/.test(text(head)),
  },
  {
    mediaType: 'text/x-genotypes',
    categories: GENOME,
    is: (head) => /^(?:#[^\n]*\n)*(?:# ?)?"?rsid"?[\t,]/im.test(text(head)),
  },
  { mediaType: 'application/x-plink', categories: GENOME, is: starts('\x6c\x1b\x01', '\x6c\x1b\0') },
  { mediaType: 'application/x-bgen', categories: GENOME, is: (head) => at(head, 16, 'bgen') },
  { mediaType: 'application/x-2bit', categories: GENOME, is: starts('\x1a\x41\x27\x43', '\x43\x27\x41\x1a') },
  { mediaType: 'application/x-abif', categories: GENOME, is: starts('ABIF') },
  { mediaType: 'application/x-sff', categories: GENOME, is: starts('.sff') },
  { mediaType: 'application/x-sra', categories: GENOME, is: starts('NCBI.sra') },
  { mediaType: 'application/pdf', categories: NOTE, is: (head) => head.subarray(0, 1024).includes('%PDF-') },
  { mediaType: 'application/rtf', categories: NOTE, is: starts('{\\rtf') },
  { mediaType: 'application/msword', categories: NOTE, is: (head) => isOle(head) && head.includes(WORD_STREAM) },
  { mediaType: DOCX, categories: NOTE, is: (head) => isZip(head) && head.includes('word/') },
  { mediaType: ODT, categories: NOTE, is: (head) => isZip(head) && head.includes(ODT) },
  {
    mediaType: 'application/hl7-cda+xml',
    categories: NOTE,
    is: (head) => /<(?:\w+:)?ClinicalDocument\b/.test(text(head)),
  },
];

/** Endings that say what a file holds where its content does not: a packed or damaged one is one too. */
const ENDINGS: readonly (readonly [RegExp, Categories])[] = [
  [
    /\.(?:dcm|dic|dicom|ima|nii|mgh|mgz|nrrd|mha|mhd|svs|ndpi|mrxs|scn|czi|tiff?|png|jpe?g|jp2|bmp)(?:\.(?:gz|bz2|xz|zst))?$/i,
    IMG,
  ],
  [/\.(?:bam|cram|sam|g?vcf|bcf|f(?:ast)?q|f(?:ast)?a|bgen|2bit|ab1|fast5|pod5)(?:\.(?:gz|bgz|bz2|xz|zst))?$/i, GENOME],
  [/\.(?:pdf|rtf|docx?|odt)$/i, NOTE],
];

/** The categories that a file's name tells. */
export function nameCategories(name: string): Categories {
  return ENDINGS.reduce((found, [ending, categories]) => (ending.test(name) ? found | categories : found), 0) >>> 0;
}

/** Reads no more than the first 8 KiB of a file, and what is packed in it by gzip. Null where they show nothing for
 *  sure. */
export async function fileContent(path: string): Promise<FileContent | null> {
  const handle = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
    return recognise(buffer.subarray(0, bytesRead));
  } finally {
    await handle.close();
  }
}

function recognise(head: Buffer): FileContent | null {
  const form = FORMS.find(({ is }) => is(head));
  if (form !== undefined) return { mediaType: form.mediaType, categories: form.categories };
  const packed = unpacked(head);
  const inner = packed === null ? undefined : FORMS.find(({ is }) => is(packed));
  if (inner !== undefined) return { mediaType: 'application/gzip', categories: inner.categories };
  const categories = archived(packed ?? head);
  if (categories === 0) return null;
  return {
    mediaType: packed !== null ? 'application/gzip' : isZip(head) ? 'application/zip' : 'application/x-tar',
    categories,
  };
}

/** Whatever the first files of an archive show, or are called. */
function archived(head: Buffer): Categories {
  let found = 0;
  for (const member of archiveMembers(head))
    found |= nameCategories(member.name) | (FORMS.find(({ is }) => is(member.head))?.categories ?? 0);
  return found >>> 0;
}

/** The beginning of what gzip packed; null where it is no gzip, or a damaged one. */
function unpacked(head: Buffer): Buffer | null {
  if (!starts('\x1f\x8b\x08')(head)) return null;
  try {
    return gunzipSync(head.subarray(0, GZIP_BYTES), { finishFlush: constants.Z_SYNC_FLUSH }).subarray(0, HEAD_BYTES);
  } catch {
    return null;
  }
}

/** NIfTI-1 and -2, in either order of bytes (nifti.nimh.nih.gov). */
function isNifti(head: Buffer): boolean {
  if (head.length < 348) return false;
  const sizes = [head.readInt32LE(0), head.readInt32BE(0)];
  if (sizes.includes(348)) return at(head, 344, 'n+1\0') || at(head, 344, 'ni1\0');
  return sizes.includes(540) && (at(head, 4, 'n+2\0') || at(head, 4, 'ni2\0'));
}

/** Header of ANALYZE 7.5. */
function isAnalyze(head: Buffer): boolean {
  return head.length >= 348 && at(head, 38, 'r') && [head.readInt32LE(0), head.readInt32BE(0)].includes(348);
}

function isOle(head: Buffer): boolean {
  return starts('\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1')(head);
}

function isZip(head: Buffer): boolean {
  return starts('PK\x03\x04')(head);
}

function starts(...magics: readonly string[]): (head: Buffer) => boolean {
  return (head) => magics.some((magic) => at(head, 0, magic));
}

/** Whether `magic`, a character for each byte, stands at an offset. */
function at(head: Buffer, offset: number, magic: string): boolean {
  return head.toString('latin1', offset, offset + magic.length) === magic;
}

function text(head: Buffer): string {
  return head.toString('latin1').replace(/^\xef\xbb\xbf/, '');
}
