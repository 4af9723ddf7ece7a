import { describe, expect, it } from 'vitest';
import { create } from '../../src/client/creation.ts';
import type { GatewayClient } from '../../src/client/gateway-client.ts';
import { CustosError } from '../../src/core/errors.ts';
import { integer } from '../../src/core/shape.ts';

const LOST = new CustosError('GATEWAY_UNREACHABLE', 'The gateway cut the answer off.');
const RUNNING = new CustosError('CONFLICT', 'It is still running.', { details: { running: true } });
const first = 0;
const PERMIT = { permit: integer(1) };

/** Answers in turn; an error is thrown. */
function gateway(...answers: readonly unknown[]) {
  const keys: unknown[] = [];
  const json = async (_method: string, _path: string, { idempotencyKey }: { idempotencyKey?: string } = {}) => {
    const answer = answers[keys.push(idempotencyKey) - 1];
    if (answer instanceof Error) throw answer;
    return answer as never;
  };
  return { client: { json, endpoint: 'http://gateway.test' } as unknown as GatewayClient, keys };
}

describe('what is asked to be made', () => {
  it('is asked for again with the same key where the answer was lost, also while it still runs', async () => {
    const asked = gateway(LOST, RUNNING, LOST, { permit: 3 });
    expect(await create(asked.client, '/v1/permits', {}, PERMIT, { first })).toEqual({ permit: 3 });
    expect(asked.keys).toHaveLength(4);
    expect(new Set(asked.keys).size).toBe(1);
  });

  it('has another key each time', async () => {
    const asked = gateway({}, {});
    await create(asked.client, '/v1/permits', {}, {});
    await create(asked.client, '/v1/permits', {}, {});
    expect(new Set(asked.keys).size).toBe(2);
  });

  it('is not asked for again where it was refused', async () => {
    const asked = gateway(new CustosError('CONFLICT', 'The import is being published.'), {});
    await expect(create(asked.client, '/v1/permits', {}, PERMIT, { first })).rejects.toThrow('being published');
    expect(asked.keys).toHaveLength(1);
  });

  it('may have been made where no answer came at all, and that is said', async () => {
    const asked = gateway(LOST, LOST, LOST, LOST, LOST, LOST, LOST);
    await expect(create(asked.client, '/v1/permits', {}, PERMIT, { first })).rejects.toThrow(
      /Whether it was done is not known/,
    );
  });

  it('is not made twice where its answer is none of a gateway', async () => {
    const asked = gateway({ permit: 'three' }, { permit: 3 });
    await expect(create(asked.client, '/v1/permits', {}, PERMIT, { first })).rejects.toThrow(
      /its answer.permit must be/,
    );
    expect(asked.keys).toHaveLength(1);
  });
});
