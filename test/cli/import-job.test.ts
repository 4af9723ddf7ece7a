import { describe, expect, it } from 'vitest';
import { followImport } from '../../src/cli/import-job.ts';
import type { Output } from '../../src/cli/output.ts';
import type { GatewayClient } from '../../src/client/gateway-client.ts';
import { CustosError } from '../../src/core/errors.ts';

const LOST = new CustosError('GATEWAY_UNREACHABLE', 'No gateway answers.');
const NONE = new CustosError('NOT_FOUND', 'There is no such import.');
const answer = (state: string) => ({ import: '1', state, progress: { phase: 'index', done: 1, total: 2 } });

/** A gateway that gives, or fails with, each of the answers in turn. */
function gateway(answers: readonly object[]): GatewayClient {
  const left = [...answers];
  const json = async () => {
    const next = left.shift();
    if (next instanceof Error) throw next;
    return next;
  };
  return { json } as unknown as GatewayClient;
}

function output(told: string[]): Output {
  return { progress: (text: string) => told.push(text), done: () => undefined } as unknown as Output;
}

describe('an import that is followed', () => {
  it('is waited for while the gateway does not answer', async () => {
    const told: string[] = [];
    const answers = [answer('running'), LOST, answer('running'), answer('ready')];
    expect(await followImport(gateway(answers), '1', output(told))).toMatchObject({ state: 'ready' });
    expect(told).toContain('the gateway does not answer; waiting for it');
  });

  it('is said to have left nothing where the gateway was stopped meanwhile', async () => {
    const followed = followImport(gateway([answer('running'), LOST, NONE]), '1', output([]));
    await expect(followed).rejects.toThrow('kept nothing of it. Import again.');
    await expect(followImport(gateway([NONE]), '1', output([]))).rejects.toThrow('There is no such import.');
  });
});
