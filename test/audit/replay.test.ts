import { Interface } from 'ethers';
import { describe, expect, it } from 'vitest';
import { replay } from '../../src/audit/past/replay.ts';
import type { ChainEvent } from '../../src/audit/source/sources.ts';
import { ABI } from '../../src/ledger/abi.ts';
import { Trail } from './trail.ts';

/** A value of each ABI type, as the ledger's reader gives it. */
function sample(type: string): unknown {
  if (type === 'bool') return true;
  if (type === 'string') return 'https://gateway.example';
  if (type === 'address') return `0x${'12'.repeat(20)}`;
  if (type === 'bytes') return '0x1234';
  if (type.startsWith('bytes')) return `0x${'34'.repeat(32)}`;
  const bits = Number(/^uint(\d+)$/.exec(type)?.[1]);
  return bits > 48 ? 1n : 1;
}

interface Input {
  readonly name: string;
  readonly type: string;
  readonly components?: readonly Input[] | null;
}

function argsOf(inputs: readonly Input[]): Record<string, unknown> {
  return Object.fromEntries(
    inputs.map(({ name, type, components }) => [name, components ? argsOf(components) : sample(type)]),
  );
}

describe('the replay of the ledger', () => {
  it('knows every event that the contracts can emit, and reads each by the names of its ABI', async () => {
    const events = Object.values(ABI).flatMap((abi): ChainEvent[] => {
      const found: ChainEvent[] = [];
      new Interface(abi as never).forEachEvent(({ name, inputs }) => {
        found.push({ name, height: 99, seconds: 1, args: argsOf(inputs as readonly Input[]) });
      });
      return found;
    });
    expect(events.length).toBeGreaterThan(50);
    const trail = new Trail();
    const subject = `0x${'34'.repeat(32)}`;
    trail.mine(
      ['SubjectEnrolled', { subject, holder: trail.holder }],
      ['DatasetRegistered', { dataset: subject, holder: trail.holder }],
    );
    const source = { ...trail.ledgerSource(), events: () => [...trail.events, ...events] };
    await expect(replay(source)).resolves.toBeDefined();
  });
});
