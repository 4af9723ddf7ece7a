import { describe, expect, it } from 'vitest';
import type { GatewayClient } from '../../src/client/gateway-client.ts';
import type { ImportJob } from '../../src/client/import-shape.ts';
import { followImport } from '../../src/client/imports.ts';
import { followPublication } from '../../src/client/publications.ts';
import { CustosError } from '../../src/core/errors.ts';
import type { Publication } from '../../src/core/publication.ts';

const LOST = new CustosError('GATEWAY_UNREACHABLE', 'No gateway answers.');
const NONE = new CustosError('NOT_FOUND', 'There is no such import.');
const answer = (state: string, more: object = {}) => ({
  import: '1',
  dataset: `0x${'11'.repeat(32)}`,
  state,
  progress: { phase: 'index', done: 1, total: 2 },
  ...more,
});
const publication = (state: string, more: object = {}) =>
  answer('ready', { publication: { state, progress: { phase: 'enrol', done: 1, total: 2 }, ...more } });
const published = {
  version: 1,
  manifestRoot: `0x${'22'.repeat(32)}`,
  items: 1,
  shared: 0,
  subjects: 1,
  taken: 0,
  transaction: `0x${'33'.repeat(32)}`,
  height: 9,
  warnings: [],
};

/** A gateway that gives, or fails with, each of the answers in turn. */
function gateway(...answers: readonly object[]): GatewayClient {
  const left = [...answers];
  const json = async () => {
    const next = left.shift();
    if (next instanceof Error) throw next;
    return next;
  };
  return { json, endpoint: 'http://gateway.test' } as unknown as GatewayClient;
}

async function states(followed: AsyncIterable<ImportJob | Publication>): Promise<string[]> {
  const found: string[] = [];
  for await (const { state } of followed) found.push(state);
  return found;
}

describe('an import that is followed', () => {
  it('is told of until it is a draft, and waited for while the gateway does not answer', async () => {
    let silent = 0;
    const asked = gateway(answer('running'), LOST, answer('running'), answer('ready'));
    const told = await states(followImport(asked, '1', { onSilence: () => silent++ }));
    expect([told, silent]).toEqual([['running', 'running', 'ready'], 1]);
  });

  it('is said to have left nothing where the gateway was stopped meanwhile', async () => {
    const followed = states(followImport(gateway(answer('running'), LOST, NONE), '1'));
    await expect(followed).rejects.toThrow('kept nothing of it. Import again.');
    await expect(states(followImport(gateway(NONE), '1'))).rejects.toThrow('There is no such import.');
  });

  it('fails as it fails, with a code that is known here', async () => {
    const failed = (code: string) => answer('failed', { error: { code, detail: 'Broken.', details: { lines: 2 } } });
    await expect(states(followImport(gateway(failed('INPUT_TOO_LARGE')), '1'))).rejects.toMatchObject({
      code: 'INPUT_TOO_LARGE',
      details: { lines: 2 },
    });
    await expect(states(followImport(gateway(failed('NEW_CODE')), '1'))).rejects.toMatchObject({
      code: 'IMPORT_INVALID',
    });
  });

  it('is left alone when its follower ends', async () => {
    const ending = new AbortController();
    const running = Array.from({ length: 5 }, () => answer('running'));
    const followed = (async () => {
      for await (const _ of followImport(gateway(...running), '1', { signal: ending.signal })) {
        ending.abort(new Error('enough'));
      }
    })();
    await expect(followed).rejects.toThrow('enough');
  });

  it('is of no gateway where its report is none', async () => {
    for (const odd of [{ report: {} }, { report: 7 }, { changes: { lost: [] } }, { state: 'unheard of' }]) {
      const followed = states(followImport(gateway(answer('ready', odd), answer('ready')), '1'));
      await expect(followed).rejects.toMatchObject({
        code: 'GATEWAY_UNREACHABLE',
        message: expect.stringContaining('does not answer as a Custos gateway: '),
      });
    }
  });
});

describe('a publication that is followed', () => {
  it('ends with what it came to', async () => {
    const asked = gateway(publication('running'), publication('published', { published }));
    const told = await Array.fromAsync(followPublication(asked, '1'));
    expect(told.at(-1)).toMatchObject({ state: 'published', published: { version: 1 } });
  });

  it('fails as it fails, and says that the same order goes on with it', async () => {
    const failed = publication('failed', { error: { code: 'LEDGER_UNREACHABLE', detail: 'No ledger.' } });
    await expect(states(followPublication(gateway(failed), '1'))).rejects.toMatchObject({
      code: 'LEDGER_UNREACHABLE',
      message: 'No ledger. The same order again goes on with it.',
    });
    await expect(states(followPublication(gateway(answer('ready')), '1'))).rejects.toMatchObject({ code: 'INTERNAL' });
  });
});
