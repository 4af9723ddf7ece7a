import { describe, expect, it } from 'vitest';
import { watchImport } from '../../src/cli/import-job.ts';
import type { Output } from '../../src/cli/output.ts';
import type { GatewayClient } from '../../src/client/gateway-client.ts';
import { CustosError } from '../../src/core/errors.ts';

const LOST = new CustosError('GATEWAY_UNREACHABLE', 'No gateway answers.');
const answer = (state: string, more: object = {}) => ({
  import: '1',
  dataset: `0x${'11'.repeat(32)}`,
  state,
  progress: { phase: 'index', done: 1_000_000, total: 2_000_000 },
  ...more,
});

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

describe('an import that is watched', () => {
  it('shows how far it is, and that the gateway does not answer', async () => {
    const told: string[] = [];
    const answers = [answer('running'), LOST, answer('running'), answer('ready')];
    expect(await watchImport(gateway(answers), '1', output(told))).toMatchObject({ state: 'ready' });
    expect(told).toContain('index: 1.0 of 2.0 MB');
    expect(told).toContain('the gateway does not answer; waiting for it');
  });

  it('fails as the import does', async () => {
    const failed = answer('failed', { error: { code: 'IMPORT_NOTHING', detail: 'There is\u001b nothing to import.' } });
    await expect(watchImport(gateway([failed]), '1', output([]))).rejects.toMatchObject({
      code: 'IMPORT_NOTHING',
      message: expect.not.stringContaining('\u001b'),
      details: { report: [] },
    });
  });
});
