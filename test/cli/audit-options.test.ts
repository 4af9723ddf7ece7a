import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readDiseases, readParameters, unmatchedWords } from '../../src/cli/audit-knowledge.ts';
import { auditRange } from '../../src/cli/audit-range.ts';
import { ledgerOf } from '../../src/cli/trust.ts';

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'custos-audit-'));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

async function file(text: string | Buffer): Promise<string> {
  const path = join(directory, 'given.json');
  await writeFile(path, text);
  return path;
}

describe('the range of an audit', () => {
  it('is of entries or of whole days in UTC, both ends included', () => {
    expect(auditRange(undefined, undefined)).toBeUndefined();
    expect(auditRange('0', '17')).toEqual({ from: { entry: 0 }, to: { entry: 17 } });
    expect(auditRange('2026-02-01', '2026-02-28')).toEqual({
      from: { time: Date.UTC(2026, 1, 1) },
      to: { time: Date.UTC(2026, 2, 1) - 1 },
    });
    expect(auditRange('2026-02-28', '2026-02-28')).toBeDefined();
    expect(auditRange('5', '2026-02-28')).toEqual({ from: { entry: 5 }, to: { time: Date.UTC(2026, 2, 1) - 1 } });
    expect(auditRange(undefined, '3')).toEqual({ to: { entry: 3 } });
  });

  it('is refused where it is empty, or no day or number', () => {
    expect(() => auditRange('2026-02-28', '2026-02-27')).toThrow(/--to 2026-02-27 lies before --from 2026-02-28/);
    expect(() => auditRange('5', '4')).toThrow(/lies before/);
    for (const text of ['2026-02-30', '28.02.2026', '-1', '1e3', '007', '', '2026-02-28T10:00', '٣']) {
      expect(() => auditRange(text, undefined), text).toThrow(
        /^--from takes the number of an entry, or a day YYYY-MM-DD/,
      );
      expect(() => auditRange(undefined, text), text).toThrow(/^--to takes/);
    }
  });
});

describe('what an auditor knows besides', () => {
  it('are parameters of one version or of several, as other systems write JSON', async () => {
    const disease = { disease: 'MONDO:0005015' };
    expect(await readParameters(await file(JSON.stringify(disease)))).toEqual([disease]);
    expect(await readParameters(await file(`\ufeff[${JSON.stringify(disease)},\r\n{}]\r\n`))).toEqual([disease, {}]);
  });

  it('is refused, with what to give, where it is none', async () => {
    for (const text of ['7', 'null', '"disease"', '[1]', '[[]]', '[]']) {
      await expect(readParameters(await file(text))).rejects.toThrow(/holds no parameters. Give an object/);
    }
    for (const [text, where] of [
      ['', ': it ends too early'],
      ['{', ': it ends too early'],
      ['{\n"disease":"MONDO:0005015",}', ' at line 2: the comma before “}” is one too many'],
      ['{\n disease: "MONDO:0005015"}', ' at line 2, column 2'],
    ] as const) {
      await expect(readParameters(await file(text))).rejects.toThrow(`given.json is no JSON${where}.`);
    }
    for (const bytes of [Buffer.from([0xff, 0xfe, 0x7b]), Buffer.from('{"disease":"\xe4"}', 'latin1')]) {
      await expect(readParameters(await file(bytes))).rejects.toThrow(/is no UTF-8 text. Save it as UTF-8/);
    }
    await expect(readParameters(join(directory, 'missing'))).rejects.toThrow(/cannot be read/);
    await expect(readParameters(directory)).rejects.toThrow(/cannot be read/);
  });

  it('is named where it can be nothing that a holder published', async () => {
    for (const [given, says] of [
      [
        { desease: 'MONDO:0005015' },
        /given\.json: parameters has the unknown member "desease"\. Nothing was audited\.$/,
      ],
      [{ disease: 'MONDO:5015' }, /given\.json: parameters\.disease must be a MONDO id such as/],
      [[{}, { countries: 'DE' }], /given\.json, number 2: parameters\.countries must be a list/],
    ] as const) {
      await expect(readParameters(await file(JSON.stringify(given)))).rejects.toThrow(says);
    }
    await expect(readDiseases(await file('{"MONDO:0005148":[],"diabetes":[]}'))).rejects.toThrow(
      'Wrong is "diabetes".',
    );
  });

  it('is told where no version on the ledger names it', () => {
    expect(unmatchedWords('p.json', [0, 2])).toEqual([
      expect.stringMatching(
        /^WARNING: p\.json holds parameters of no dataset’s version on this ledger \(number 1, 3\)\./,
      ),
    ]);
    expect(unmatchedWords('p.json', undefined)).toEqual([]);
  });

  it('are the diseases above each one', async () => {
    const diseases = await readDiseases(await file('{"MONDO:0005148":["MONDO:0005015","MONDO:0000001"]}'));
    expect(diseases('MONDO:0005148')).toEqual(new Set(['MONDO:0005015', 'MONDO:0000001']));
    expect(diseases('MONDO:0004979')).toBeUndefined();
    for (const text of [
      '{}',
      '[]',
      '{"MONDO:1":[]}',
      '{"MONDO:0005148":"MONDO:0005015"}',
      '{"MONDO:0005148":[5015]}',
    ]) {
      await expect(readDiseases(await file(text))).rejects.toThrow(
        /holds no diseases. Give an object from each MONDO id/,
      );
    }
  });
});

describe('the ledger that is named', () => {
  it('is taken as it is published, in either case and with its namespace', () => {
    const membership = '0x5079413ff03c1bfada8ca43003f021b8f9a262f4';
    const ledger = { chainId: 1234, membership };
    expect(ledgerOf(`1234:${membership}`)).toEqual(ledger);
    expect(ledgerOf(`eip155:1234:${membership}`)).toEqual(ledger);
    expect(ledgerOf('1234:0x5079413FF03C1BFADA8CA43003F021B8F9A262F4'.replace('0X', '0x'))).toEqual(ledger);
    for (const text of [membership, '1234', `x:${membership}`, `1234:${membership}0`, `cosmos:1:${membership}`, '']) {
      expect(() => ledgerOf(text), text).toThrow(/^--ledger takes the chain’s number and the address of Membership/);
    }
  });
});
