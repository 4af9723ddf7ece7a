import type { Language } from '../../client/index.ts';
import { type Attachment, attachmentsOf, mentionsDocument } from './record/attachments.ts';
import { measuredOf, nameOf, outlineOf } from './record/outline.ts';
import { isMembers } from './record/values.ts';
import { RECORD_WORDS } from './record/words.ts';

/** An item that is JSON, or lines of it: what type it is of in FHIR, and what each of its records says. */
export interface ReadableItem {
  readonly type: string | undefined;
  /** Of the name of its file. */
  readonly extension: 'json' | 'ndjson';
  readonly records: readonly unknown[];
}

/** A record as whom it is about reads it. */
export interface ReadableRecord {
  /** What it is called; undefined where nothing in it says. */
  readonly name: string | undefined;
  readonly text: string;
}

/** Undefined for what is no JSON: it is opened with the program that it is for. */
export function readItem(content: Uint8Array): ReadableItem | undefined {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(content);
    const whole = parsed(text);
    const records = whole ?? text.split('\n').flatMap((line) => (line.trim() === '' ? [] : [JSON.parse(line)]));
    return { type: typeOf(records[0]), extension: whole === undefined ? 'ndjson' : 'json', records };
  } catch {
    return undefined;
  }
}

/** What a record says, in words and without what is for programs: its name and result first, then a line for each fact, then the letter
 *  that it holds. `fileOf` is told each document that is no text, and names the file of it. */
export function readRecord(
  record: unknown,
  language: Language,
  fileOf: (document: Attachment) => string,
): ReadableRecord {
  if (!isMembers(record)) return { name: undefined, text: `${String(record)}\r\n` };
  const { document, documentIn, documentAbsent } = RECORD_WORDS[language];
  const name = nameOf(record, language);
  const heading = [name, measuredOf(record, language)].filter((part) => part !== undefined).join(': ');
  const attachments = attachmentsOf(record);
  const letters = attachments.flatMap(({ text }) => (text === undefined ? [] : ['', `${document}:`, '', text.trim()]));
  const isAbsent = attachments.length === 0 && mentionsDocument(record);
  const lines = [
    ...(heading === '' ? [] : [heading]),
    ...outlineOf(record, language),
    ...attachments.flatMap((one) => (one.text === undefined ? [documentIn(fileOf(one))] : [])),
    ...(isAbsent ? [documentAbsent] : []),
    ...letters,
  ];
  return { name, text: `${lines.join('\n').replaceAll(/\r?\n/g, '\r\n')}\r\n` };
}

function parsed(text: string): unknown[] | undefined {
  try {
    return [JSON.parse(text)];
  } catch {
    return undefined;
  }
}

function typeOf(document: unknown): string | undefined {
  const type = isMembers(document) ? document['resourceType'] : undefined;
  return typeof type === 'string' ? type : undefined;
}
