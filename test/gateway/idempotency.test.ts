import { describe, expect, it } from 'vitest';
import { utf8 } from '../../src/core/bytes.ts';
import { CustosError } from '../../src/core/errors.ts';
import { Idempotency } from '../../src/gateway/http/idempotency.ts';
import type { RequestAttempt } from '../../src/gateway/http/request-attempt.ts';
import type { KeptRequest } from '../../src/gateway/records/gateway-records.ts';

const HOUR = 3_600_000;
const KEY = 'a-key-of-mine';
const SENT = {
  account: '0x00000000000000000000000000000000000000aa',
  nonce: 4,
  hash: `0x${'12'.repeat(32)}`,
  raw: '0x02',
} as never;

function idempotency() {
  const kept = new Map<string, string>();
  const store = {
    get: async (id: string) => {
      const text = kept.get(id);
      return text === undefined ? undefined : (JSON.parse(text) as KeptRequest);
    },
    put: async (id: string, value: KeptRequest) => void kept.set(id, JSON.stringify(value)),
    delete: async (id: string) => void kept.delete(id),
  };
  const lost: unknown[] = [];
  const open = () => new Idempotency(store, (error) => lost.push(error));
  return { kept, store, lost, open };
}

const answer = (body: unknown) => async () => ({ status: 201, body });
const refuse = async () => {
  throw new CustosError('LEDGER_REJECTED', 'The ledger refused it.');
};

describe('a key', () => {
  it('gives the first answer for a day, and is free after it', async () => {
    const { open } = idempotency();
    const start = Date.now();
    await open().once('me', KEY, utf8('one'), start, answer('first'));
    expect(await open().once('me', KEY, utf8('one'), start + 23 * HOUR, answer('second'))).toMatchObject({
      body: 'first',
    });
    expect(await open().once('me', KEY, utf8('one'), start + 25 * HOUR, answer('second'))).toMatchObject({
      body: 'second',
    });
  });

  it('leaves nothing where the request was refused before anything was sent', async () => {
    const { kept, open } = idempotency();
    await expect(open().once('me', KEY, utf8('one'), Date.now(), refuse)).rejects.toMatchObject({
      message: 'The ledger refused it.',
    });
    expect(kept.size).toBe(0);
  });

  it('leaves nothing where all that was sent has failed', async () => {
    const { kept, open } = idempotency();
    const work = async (attempt: RequestAttempt) => {
      const journal = attempt.journal('step');
      await journal.add(SENT);
      await journal.clear();
      return refuse();
    };
    await expect(open().once('me', KEY, utf8('one'), Date.now(), work)).rejects.toThrow();
    expect(kept.size).toBe(0);
  });

  it.each([
    ['sent', async (attempt: RequestAttempt) => attempt.journal('step').add(SENT)],
    ['committed to', async (attempt: RequestAttempt) => void (await attempt.commit(() => 'a plan'))],
  ])('is kept as long as it takes where something was %s, and the error says so', async (_, begin) => {
    const { open } = idempotency();
    const start = Date.now();
    const work = async (attempt: RequestAttempt) => {
      await begin(attempt);
      throw new CustosError('UNAVAILABLE', 'Not now.');
    };
    const failed = open().once('me', KEY, utf8('one'), start, work);
    await expect(failed).rejects.toThrow(/^Not now\. .*same Idempotency-Key/);
    const other = open().once('me', KEY, utf8('another'), start, answer('other'));
    await expect(other).rejects.toMatchObject({ code: 'IDEMPOTENCY_CONFLICT' });
    const late = await open().once('me', KEY, utf8('one'), start + 1000 * HOUR, async (attempt) => {
      return { status: 201, body: [attempt.journal('step').sent.length, await attempt.commit(() => 'another plan')] };
    });
    expect(late.body).toEqual(_ === 'sent' ? [1, 'another plan'] : [0, 'a plan']);
  });

  it('is given back with the first plan, and each step with what it sent', async () => {
    const { open } = idempotency();
    const work = async (attempt: RequestAttempt) => {
      await attempt.plan(() => ({ salt: 1 }));
      await Promise.all([attempt.journal('a').add(SENT), attempt.journal('b').add(SENT)]);
      throw new CustosError('UNAVAILABLE', 'Not now.');
    };
    await open()
      .once('me', KEY, utf8('one'), Date.now(), work)
      .catch(() => undefined);
    await open().once('me', KEY, utf8('one'), Date.now(), async (attempt) => {
      expect(await attempt.plan(() => ({ salt: 2 }))).toEqual({ salt: 1 });
      expect(attempt.journal('a').sent).toMatchObject([{ nonce: 4 }]);
      expect(attempt.journal('b').sent).toHaveLength(1);
      return { status: 201, body: '' };
    });
  });

  it('that was begun is kept with its plan until it has its answer, however long nobody goes on with it', async () => {
    const { open } = idempotency();
    const start = Date.now();
    // Its process dies: neither an answer nor a failure.
    await new Promise<void>((killed) => {
      void open().once('me', KEY, utf8('one'), start, async (attempt) => {
        await attempt.begin();
        await attempt.plan(() => 'first');
        killed();
        return new Promise(() => undefined);
      });
    });
    const again = await open().once('me', KEY, utf8('one'), start + 72 * HOUR, async (attempt) => ({
      status: 201,
      body: [attempt.hasBegun, await attempt.plan(() => 'second')],
    }));
    expect(again.body).toEqual([true, 'first']);
  });

  it('that was begun leaves nothing where it failed and nothing was sent', async () => {
    const { kept, open } = idempotency();
    const work = async (attempt: RequestAttempt) => {
      await attempt.begin();
      return refuse();
    };
    await expect(open().once('me', KEY, utf8('one'), Date.now(), work)).rejects.toMatchObject({
      message: 'The ledger refused it.',
    });
    expect(kept.size).toBe(0);
  });

  it('of one caller says nothing to another', async () => {
    const { open } = idempotency();
    await open().once('me', KEY, utf8('one'), Date.now(), answer('mine'));
    expect(await open().once('you', KEY, utf8('one'), Date.now(), answer('yours'))).toMatchObject({ body: 'yours' });
  });

  it('that cannot be kept begins nothing', async () => {
    const { store } = idempotency();
    const full = { ...store, put: () => Promise.reject(new CustosError('STORAGE_FULL', 'No room.')) };
    let begun = false;
    const work = async () => {
      begun = true;
      return { status: 201, body: '' };
    };
    await expect(new Idempotency(full, () => undefined).once('me', KEY, utf8(''), 0, work)).rejects.toThrow('No room');
    expect(begun).toBe(false);
  });
});
