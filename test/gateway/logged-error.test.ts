import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { CustosError } from '../../src/core/errors.ts';
import { loggedError } from '../../src/gateway/http/logged-error.ts';

const SECRET = 'correct horse battery staple';

function logged(error: unknown): string {
  const lines: string[] = [];
  const logger = pino({ serializers: { err: loggedError } }, { write: (line: string) => void lines.push(line) });
  logger.error({ err: error }, 'request failed');
  return lines.join('');
}

describe('an error in the log', () => {
  it('says of ours what, which code and where, and of its causes what and which code', () => {
    const innermost = Object.assign(new TypeError(`fetch https://user:${SECRET}@node.example`), { code: 'ECONNRESET' });
    const cause = new Error(SECRET, { cause: innermost });
    const error = new CustosError('LEDGER_UNREACHABLE', 'The ledger cannot be reached.', {
      cause,
      details: { secret: SECRET },
    });
    const text = logged(error);
    expect(JSON.parse(text).err).toMatchObject({
      type: 'CustosError',
      code: 'LEDGER_UNREACHABLE',
      message: 'The ledger cannot be reached.',
      causes: [{ type: 'Error' }, { type: 'TypeError', code: 'ECONNRESET' }],
    });
    expect(JSON.parse(text).err.stack[0]).toMatch(/^at .*logged-error\.test\.ts\b.*:\d+:\d+\)?$/);
    expect(text).not.toMatch(SECRET);
  });

  it.each([
    ['of a parser', () => JSON.parse(`{"name": ${SECRET}}`)],
    ['of a URL', () => new URL(`http://user:${SECRET}@:x`)],
    ['with lines like places', () => new Error(`${SECRET}\n    at ${SECRET} (${SECRET})`)],
    ['without a stack', () => Object.assign(new Error(SECRET), { stack: SECRET })],
    ['of several', () => new AggregateError([new Error(SECRET)], SECRET, { cause: SECRET })],
    ['whose code is text', () => Object.assign(new Error('x'), { code: SECRET })],
    ['that is none', () => SECRET],
  ])('holds nothing of what others say: %s', (_, make) => {
    let error: unknown;
    try {
      error = make();
    } catch (thrown) {
      error = thrown;
    }
    expect(logged(error)).not.toMatch(SECRET);
  });

  it('ends with causes that go round', () => {
    const error = new Error('a');
    error.cause = error;
    expect(JSON.parse(logged(error)).err.causes).toHaveLength(8);
  });
});
