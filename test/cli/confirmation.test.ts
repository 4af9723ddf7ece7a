import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { confirm } from '../../src/cli/confirmation.ts';
import type { Output } from '../../src/cli/output.ts';

function output(told: string[]): Output {
  const tell = (text: string | readonly string[]) => void told.push(...[text].flat());
  return { say: tell, remark: tell, end: () => undefined } as unknown as Output;
}

function terminal(answer: string, isTTY = true) {
  const input = Object.assign(new PassThrough(), { isTTY });
  const shown = new PassThrough();
  input.write(`${answer}\n`);
  return { input, output: shown, asked: () => String(shown.read() ?? '') };
}

describe('what is about to be signed', () => {
  it.each(['y', 'yes', ' Y '])('is signed where the answer on a terminal is %j', async (answer) => {
    const [told, at] = [[] as string[], terminal(answer)];
    await confirm(output(told), ['You allow:', '  use: HMB'], {}, at);
    expect([told, at.asked()]).toEqual([['You allow:', '  use: HMB'], expect.stringContaining('[y/N]')]);
  });

  it.each(['', 'n', 'no', 'yess', 'j'])('is not signed where the answer is %j', async (answer) => {
    const refused = confirm(output([]), ['You allow:'], {}, terminal(answer));
    await expect(refused).rejects.toMatchObject({
      code: 'CONFLICT',
      message: expect.stringContaining('Nothing was signed'),
    });
  });

  it('is not signed where the terminal is closed instead', async () => {
    const at = terminal('');
    at.input.read();
    at.input.end();
    await expect(confirm(output([]), ['You allow:'], {}, at)).rejects.toMatchObject({ code: 'CONFLICT' });
  });

  it('is shown and not asked for with --yes, or where nobody can answer', async () => {
    for (const [options, at] of [
      [{ yes: true }, terminal('n')],
      [{}, terminal('n', false)],
    ] as const) {
      const told: string[] = [];
      await confirm(output(told), ['You allow:', '  use: HMB'], options, at);
      expect([told, at.asked()]).toEqual([['You allow:', '  use: HMB'], '']);
    }
  });
});
