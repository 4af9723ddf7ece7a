import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OpeningReader } from '../../src/audit/log/opening-reader.ts';
import { readRowLine } from '../../src/audit/log/row-line.ts';
import { rowTurns } from '../../src/audit/source/row-turns.ts';
import { utf8, utf8Decode } from '../../src/core/bytes.ts';
import { defined, honestStudy } from './honest-trail.ts';

async function linesOfARelease(): Promise<string[]> {
  const study = await honestStudy();
  const [bytes] = study.openings.values();
  return utf8Decode(defined(bytes)).trimEnd().split('\n');
}

const read = (reader: OpeningReader, lines: readonly string[]) => reader.read(utf8(`${lines.join('\n')}\n`));

describe('the auditor’s reader of openings', () => {
  it('takes and refuses a row read at a glance exactly as one read as JSON', async () => {
    const [head = '', listed = '', ...rest] = await linesOfARelease();
    const rows = rest.filter((line) => line.startsWith('{"row"'));
    expect(rows.every((row) => readRowLine(row) !== undefined)).toBe(true);
    const edit = fc.record({
      row: fc.constantFrom(...rows),
      at: fc.double({ min: 0, max: 1, noNaN: true }),
      cut: fc.nat(3),
      put: fc.constantFrom('', '0', '1', '9999999999999999', ' ', '"', '\\', ',', '{}', 'F', 'a', '\u00e9', '-', '.5'),
    });
    await fc.assert(
      fc.asyncProperty(edit, async ({ row, at, cut, put }) => {
        const start = Math.floor(at * row.length);
        const changed = row.slice(0, start) + put + row.slice(start + cut);
        // JSON takes the space; a glance does not.
        expect(readRowLine(`${changed} `)).toBeUndefined();
        const asJson = await read(new OpeningReader(), [head, listed, `${changed} `]);
        expect(await read(new OpeningReader(), [head, listed, changed])).toEqual(asJson);
      }),
      { numRuns: 3_000 },
    );
  });

  it('leaves numbers that are too large to be refused with a reason', async () => {
    const [head = '', listed = '', ...rest] = await linesOfARelease();
    const row = rest.find((line) => line.startsWith('{"row"')) ?? '';
    for (const [member, much] of [
      ['size', '9007199254740992'],
      ['categories', '4294967296'],
      ['position', '4096'],
    ]) {
      const changed = row.replace(new RegExp(`"${member}":[0-9]+`), `"${member}":${much}`);
      expect(await read(new OpeningReader(), [head, listed, changed])).toContain(`${member} must be`);
    }
  });

  it.each([
    ['terms that no consent has', '{"a":[[],[]]}'],
    ['terms that are longer than terms are', `{"a":"${'a'.repeat(3_000)}"}`],
  ])('keeps nothing of %s, so that no gateway fills the memory of an audit', async (_, terms) => {
    const [head = '', listed = '', ...rest] = await linesOfARelease();
    const grant = defined(rest.find((line) => line.startsWith('{"grant"')));
    const changed = grant.replace(/"terms":\{[^}]*\}/, `"terms":${terms}`);
    expect(changed).not.toBe(grant);
    const reader = new OpeningReader();
    const grants = async () => {
      const openings = await read(reader, [head, listed, changed]);
      if (typeof openings === 'string') throw new Error(openings);
      return [...openings.grants.values()];
    };
    const [[first], [again]] = [await grants(), await grants()];
    expect(again).toEqual(first);
    expect(again).not.toBe(first);
  });

  it('gives a grant that is opened again as the same object, and one that is opened otherwise as another', async () => {
    const lines = await linesOfARelease();
    const reader = new OpeningReader();
    const grantsOf = async (text: readonly string[]) => {
      const openings = await read(reader, text);
      if (typeof openings === 'string') throw new Error(openings);
      return [...openings.grants.values()];
    };
    const [first] = await grantsOf(lines);
    const [again] = await grantsOf(lines);
    expect(again).toBe(first);
    const [other] = await grantsOf(lines.map((line) => line.replace(/"until":[0-9]+/, '"until":1')));
    expect(other).not.toEqual(first);
  });

  it('reads what is not ASCII as UTF-8, and refuses what is not even that', async () => {
    const [head = '', ...rest] = await linesOfARelease();
    const told = head.replace(/\}\}$/, ',"parameters":{"DS":"\u00e4"}}}');
    const openings = await read(new OpeningReader(), [told, ...rest]);
    expect(openings).toMatchObject({ head: { parameters: { DS: '\u00e4' } } });
    const broken = Buffer.from(`${[told, ...rest].join('\n')}\n`, 'latin1');
    expect(await new OpeningReader().read(broken)).toBe('The text is not valid UTF-8.');
  });

  it('lets others have their turn between rows', async () => {
    const seen: string[] = [];
    setImmediate(() => seen.push('another'));
    for await (const [from, until] of rowTurns(600)) seen.push(`${from} to ${until}`);
    expect(seen).toEqual(['0 to 256', 'another', '256 to 512', '512 to 600']);
  });
});
