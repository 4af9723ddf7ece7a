import { afterEach, describe, expect, it, vi } from 'vitest';
import type { LogFile, LogFiles } from '../../src/access-log/log-files.ts';
import {
  answerTo,
  consortium,
  content,
  drain,
  durableEntries,
  entries,
  firstItem,
  inFaultyWorld,
  isGranted,
  item,
  MARK,
  type Patient,
  patients,
  readiness,
  until,
  verdict,
} from './faulty-world.ts';
import { giveGrant, revokeGrant } from './publisher.ts';

/** What happens to the journal, on the real disk otherwise. */
const journal = vi.hoisted(() => ({ fault: undefined as 'sync fails' | 'disk full' | undefined }));

vi.mock('../../src/access-log/log-files.ts', async (original) => {
  const real = await original<typeof import('../../src/access-log/log-files.ts')>();
  const faulty = (name: string, file: LogFile): LogFile => ({
    ...file,
    write: async (bytes, position) => {
      if (journal.fault !== 'disk full' || !name.startsWith('journal-')) return file.write(bytes, position);
      await file.write(bytes.subarray(0, bytes.length / 2), position);
      throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
    },
    sync: async () => {
      if (journal.fault !== 'sync fails' || !name.startsWith('journal-')) return file.sync();
      throw Object.assign(new Error('EIO: i/o error, fdatasync'), { code: 'EIO' });
    },
  });
  return {
    ...real,
    directoryFiles: async (directory: string): Promise<LogFiles> => {
      const files = await real.directoryFiles(directory);
      return { ...files, open: async (name) => faulty(name, await files.open(name)) };
    },
  };
});

inFaultyWorld();
afterEach(() => {
  journal.fault = undefined;
});

describe.each(['sync fails', 'disk full'] as const)('a journal whose %s', (fault) => {
  it('releases nothing, says so, and goes on after a restart with all that it acknowledged', async () => {
    const number = await firstItem();
    expect((await drain(await content())).bytes.includes(MARK)).toBe(true);
    const before = await entries();
    journal.fault = fault;
    for (const call of [content, () => item(number)]) {
      const { status, bytes } = await answerTo(call);
      expect([status, JSON.parse(bytes.toString()).code]).toEqual([503, 'LOG_UNWRITABLE']);
      expect(bytes.includes(MARK)).toBe(false);
    }
    expect(await consortium.gateway.failed).toMatchObject({ code: 'LOG_UNWRITABLE' });
    const { status, obstacles } = await readiness();
    expect([status, obstacles.join()]).toEqual([503, expect.stringContaining('can no longer be written')]);
    journal.fault = undefined;
    await expect(content()).rejects.toMatchObject({ code: 'LOG_UNWRITABLE' });
    await consortium.restart();
    expect((await entries()).slice(0, before.length)).toEqual(before);
    const again = await until(() => content().catch(() => undefined));
    expect(await drain(again)).toMatchObject({ cut: false });
    expect(await verdict()).toEqual({ findings: [], verdict: 'clean' });
  });

  it('acknowledges no revocation; afterwards it stands whole or not at all, and can be repeated', async () => {
    const [patient] = patients as [Patient];
    const grant = await giveGrant(consortium, patient.key);
    const given = { ...patient, grant };
    journal.fault = fault;
    await expect(revokeGrant(consortium, patient.key, grant)).rejects.toMatchObject({ code: 'LOG_UNWRITABLE' });
    journal.fault = undefined;
    const before = await durableEntries();
    await consortium.restart();
    const stands = (await entries()).slice(before).some(({ kind }) => kind === 'revocation');
    expect(stands).toBe(fault === 'sync fails');
    if (!stands) {
      expect(await isGranted(given)).toBe(true);
      await revokeGrant(consortium, patient.key, grant);
    }
    await until(async () => !(await isGranted(given)));
    expect(await verdict()).toEqual({ findings: [], verdict: 'clean' });
  });
});
