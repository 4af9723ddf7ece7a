import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { ALL_KINDS, LEDGER_ACT_FORMS } from '../../src/client/ledger-act-forms.ts';

const ABI: Readonly<Record<string, string>> = {
  ...{ SubjectId: 'bytes32', SignerId: 'bytes32', GrantId: 'bytes32' },
  ...{ SignerKind: 'uint8', GrantKind: 'uint8', Stage: 'uint8', OptOutLevel: 'uint8' },
};

/** Events of contracts that name a patient, as `[signature, names of their words, the indexed ones first]`. */
async function eventsOfPatients(contract: string): Promise<[string, string[]][]> {
  const source = await readFile(`contracts/interfaces/I${contract}.sol`, 'utf8');
  return [...source.matchAll(/event (\w+)\(([^)]*)\)/g)].flatMap(([, name, list = '']) => {
    const words = list.split(',').map((one) => one.trim().split(/\s+/));
    if (!words.some(([type]) => type === 'SubjectId')) return [];
    const isIndexed = (one: string[]) => one.includes('indexed');
    const ordered = [...words.filter(isIndexed), ...words.filter((one) => !isIndexed(one))];
    const types = words.map(([type = '']) => ABI[type] ?? type);
    return [[`${name}(${types.join(',')})`, ordered.map((one) => one.at(-1) ?? '')]];
  });
}

it('knows each event of the ledger that names a patient, so that nothing of one is left out', async () => {
  const events = [...(await eventsOfPatients('SubjectRegistry')), ...(await eventsOfPatients('ConsentRegistry'))];
  const known = new Map(ALL_KINDS.map((what) => [LEDGER_ACT_FORMS[what].signature, LEDGER_ACT_FORMS[what]]));
  expect(events.length).toBeGreaterThan(15);
  for (const [signature, names] of events) {
    const words = known.get(signature)?.words;
    expect(words?.[0], signature).toBe('subject');
    for (const word of ['actor', 'form', 'grant'] as const) {
      const at = names.indexOf(word);
      if (at >= 0) expect(words?.[at], `${word} of ${signature}`).toBe(word);
    }
  }
});
