import { rm } from 'node:fs/promises';
import type { Record as JournalRecord } from '../../src/access-log/frame.ts';
import { Journal } from '../../src/access-log/journal.ts';
import { directoryFiles } from '../../src/access-log/log-files.ts';
import { utf8Decode } from '../../src/core/bytes.ts';
import { canonicalBytes, type Json } from '../../src/core/canonical.ts';
import type { Entry } from '../../src/core/entry.ts';
import type { LogId } from '../../src/core/ids.ts';

const SEGMENT_BYTES = 64 * 1024 * 1024;

/** Writes another journal in place of a closed one, and throws away every head that was signed: whoever has the log's
 *  key and its disk can do that. The log signs it anew when it is opened. */
export async function forgeJournal(
  directory: string,
  logId: LogId,
  forge: (records: JournalRecord[]) => JournalRecord[],
): Promise<void> {
  const forged = forge(await readJournal(directory, logId));
  await rm(directory, { recursive: true });
  const journal = await openJournal(directory, logId);
  await journal.resume();
  await journal.append(forged);
  await journal.close();
}

/** The record with members of its entry changed. */
export function changed(record: JournalRecord, change: (entry: Entry) => Partial<Entry>): JournalRecord {
  const entry = JSON.parse(utf8Decode(record.entry)) as Entry;
  return { ...record, entry: canonicalBytes({ ...entry, ...change(entry) } as unknown as Json) };
}

async function readJournal(directory: string, logId: LogId): Promise<JournalRecord[]> {
  const journal = await Journal.open(await directoryFiles(directory), logId, SEGMENT_BYTES);
  const records: JournalRecord[] = [];
  for await (const { segment, frame, entries } of journal.scan()) {
    for (const [i, { evidenceAt, evidenceLength, attachmentLength }] of frame.places.entries()) {
      const entry = Uint8Array.from(entries[i] ?? []);
      const evidence = await journal.read(segment, evidenceAt, evidenceLength);
      if (attachmentLength === undefined) records.push({ entry, evidence });
      else {
        const attachment = await journal.read(segment, evidenceAt + evidenceLength, attachmentLength);
        records.push({ entry, evidence, attachment });
      }
    }
  }
  await journal.close();
  return records;
}

async function openJournal(directory: string, logId: LogId): Promise<Journal> {
  const journal = await Journal.open(await directoryFiles(directory), logId, SEGMENT_BYTES);
  await Array.fromAsync(journal.scan());
  return journal;
}
