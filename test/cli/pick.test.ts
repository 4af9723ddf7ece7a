import { describe, expect, it } from 'vitest';
import { type Kind, pick, shortId } from '../../src/cli/pick.ts';

interface Thing {
  readonly id: string;
  readonly name?: string;
  readonly old?: boolean;
}

const KIND: Kind<Thing> = {
  one: 'thing',
  id: ({ id }) => id,
  name: ({ name }) => name,
  rather: ({ old }) => old !== true,
  look: 'Look there.',
};
const things: Thing[] = [
  { id: '0xabcd0001', name: 'Cardiology' },
  { id: '0xabcd0002', name: 'Neurology' },
  { id: '0xbeef0003', name: 'neurology', old: true },
  { id: '0xbeef0004' },
  { id: '0xface0005', name: 'abcd' },
];
const idOf = (wanted: string) => pick(wanted, things, KIND).id;

describe('what a person types', () => {
  it('may be an id, a name however it is spelled, or a beginning that is one id’s alone', () => {
    expect(idOf('0xABCD0002')).toBe('0xabcd0002');
    expect(idOf(' CARDIOLOGY ')).toBe('0xabcd0001');
    expect(idOf('0xbeef0004')).toBe('0xbeef0004');
    expect(idOf('0xface')).toBe('0xface0005');
    expect(idOf('face')).toBe('0xface0005');
  });

  it('means, of two with one name, the one that stands', () => {
    expect(idOf('Neurology')).toBe('0xabcd0002');
  });

  it('is refused where it is the name of one and the beginning of another', () => {
    expect(() => idOf('abcd')).toThrow(/may be any thing of these: 0xface0005 \(“abcd”\), 0xabcd0001/);
    const named = [...things, { id: '0x12345678', name: '0xbeef0004' }];
    expect(pick('0xbeef0004', named, KIND).id).toBe('0xbeef0004');
    expect(() => pick('0xbeef000', [...things, { id: '0x12345678', name: '0xbeef000' }], KIND)).toThrow(/may be any/);
  });

  it('is refused with the candidates where it may be several', () => {
    expect(() => idOf('0xabcd')).toThrow(
      /0xabcd0001 \(“Cardiology”\), 0xabcd0002 \(“Neurology”\)\. Name one by its id/,
    );
    const twice = [...things, { id: '0xdddd0006', name: 'cardiology' }];
    expect(() => pick('Cardiology', twice, KIND)).toThrow(
      expect.objectContaining({
        code: 'INPUT_INVALID',
        details: { candidates: ['0xabcd0001 (“Cardiology”)', '0xdddd0006 (“cardiology”)'] },
      }),
    );
  });

  it.each(['0xabc', '', 'xyz', '0x', 'be', 'Cardio'])('is refused where it means nothing: %j', (wanted) => {
    expect(() => idOf(wanted)).toThrow(expect.objectContaining({ code: 'NOT_FOUND' }));
  });

  it('names nothing by an empty name', () => {
    expect(() => pick('', [{ id: '0x12345678', name: '' }], KIND)).toThrow();
  });
});

it('names what was probably meant', () => {
  expect(() => idOf('Cardiologgy')).toThrow(/no thing “Cardiologgy”\. Did you mean Cardiology\? Look there\./);
});

describe('a short id', () => {
  it('is long enough to be one’s own, and is taken for it again', () => {
    const ids = [`0x${'ab'.repeat(32)}`, `0xabababab${'cd'.repeat(28)}`, `0x${'12'.repeat(32)}`];
    const short = ids.map((id) => shortId(id, ids));
    expect(short).toEqual(['0xababababa', '0xababababc', '0x12121212']);
    for (const [i, text] of short.entries()) {
      expect(pick(text, ids, { one: 'id', id: (id) => id, look: '' })).toBe(ids[i]);
    }
  });
});
