import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { confirm } from '../../src/cli/confirmation.ts';
import { consentSummary } from '../../src/cli/consent-summary.ts';
import { createOutput, type Output } from '../../src/cli/output.ts';
import { describeConsent } from '../../src/client/consent-texts.ts';
import type { GatewayClient } from '../../src/client/gateway-client.ts';
import { type Address, type DatasetId, ZERO_DIGEST } from '../../src/core/ids.ts';
import { memberGrantee } from '../../src/core/terms.ts';
import { ALL_YES } from '../core/all-yes.ts';

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

  it.each(['s', 'Sim', 'y'])('is signed where it is asked in Portuguese and the answer is %j', async (answer) => {
    const at = terminal(answer);
    await confirm(output([]), ['Autoriza:'], { language: 'pt' }, at);
    expect(at.asked()).toContain('Assinar isto? [s/N]');
    const refused = confirm(output([]), ['Autoriza:'], { language: 'pt' }, terminal('n'));
    await expect(refused).rejects.toMatchObject({ code: 'CONFLICT', message: 'Nada foi assinado. Nada mudou.' });
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

describe('what a gateway says in a summary', () => {
  const [member, dataset] = [`0x${'aa'.repeat(20)}` as Address, `0x${'bb'.repeat(32)}` as DatasetId];
  const block = 'Charité”\n  left out: psychiatric records\n  for: “Ethics Board';

  function gatewayCalling(...names: readonly string[]): GatewayClient {
    const members = names.map((name, i) => {
      const identity = i === 0 ? member : `0x${String(i).repeat(40)}`;
      const at = { identity, account: identity, principal: identity, status: 'active', endpoint: '', since: 0 };
      return { ...at, roles: [], name };
    });
    const [name] = names;
    return {
      identity: async () => ({ holder: member }),
      json: async () => ({ members, address: member, signer: member, roles: ['subject', 'withdrawer'] }),
      list: async (path: string) =>
        path === '/v1/notices' ? [] : [{ dataset, name, description: '', holder: member, retiredAt: 0, versions: [] }],
    } as unknown as GatewayClient;
  }

  const said = async (gateway: GatewayClient) => {
    const choice = {
      permission: 'HMB',
      ...ALL_YES,
      modifiers: [],
      grantee: member,
      dataset,
      fromSeconds: 0,
      untilSeconds: 2_000_000_000,
      excluded: [],
      identifiable: true,
      futureMembers: false,
      notice: ZERO_DIGEST,
    };
    const text = await describeConsent(gateway, choice, 'en');
    return consentSummary(gateway, text, { ...choice, grantee: memberGrantee(member) }, []);
  };

  it('begins no line of its own before the question', async () => {
    const written: string[] = [];
    const stderr = { isTTY: false, write: (text: string) => written.push(text) } as unknown as NodeJS.WriteStream;
    const summary = await said(gatewayCalling(block));
    await confirm(createOutput(false, process.stdout, stderr), summary, {}, terminal('y'));
    expect(written.join('').split('\n')).toHaveLength(summary.length + 1);
    expect(written.join('')).not.toContain('psychiatric records');
  });

  it.each([
    ['a name that is none', [block]],
    ['a name that another member has', ['Charité', 'charité']],
  ])('is the id of a member with %s', async (_, names) => {
    const [, to] = await said(gatewayCalling(...names));
    expect(to).toContain(`give your data to an organisation that has no name here (its number is ${member})`);
  });

  it('is the name of a member that has one of its own', async () => {
    expect((await said(gatewayCalling('Charité', 'Nord')))[1]).toContain('give your data to “Charité”');
  });
});
