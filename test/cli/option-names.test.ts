import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { withOption } from '../../src/cli/option-names.ts';
import { CustosError } from '../../src/core/errors.ts';

const command = new Command('record')
  .argument('<subject...>')
  .option('--to <grantee>')
  .option('--until <date>')
  .option('--cause <text>');

const refused = (at: unknown) =>
  new CustosError('INPUT_INVALID', 'The body is not what this route takes.', { details: { at } as never });

describe('what a gateway does not take', () => {
  it.each([
    [['cause'], '--cause'],
    [['records', '3', 'untilSeconds'], '--until'],
    [['records', '3', 'grantee'], '--to'],
    [['records', '3'], '<subject>'],
  ])('at %j is said of the option %s', (at, option) => {
    expect(withOption(command, refused(at))).toMatchObject({
      code: 'INPUT_INVALID',
      message: `${option}: The body is not what this route takes.`,
    });
  });

  it('is said as it is where no option stands for it, whatever the gateway names', () => {
    for (const at of [undefined, [], ['fromSeconds'], ['__proto__'], ['constructor'], 'cause', 7]) {
      const error = refused(at);
      expect(withOption(command, error)).toBe(error);
    }
    const other = new CustosError('CONFLICT', 'no', { details: { at: ['cause'] } });
    expect(withOption(command, other)).toBe(other);
  });
});
