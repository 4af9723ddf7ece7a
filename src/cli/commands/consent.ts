import type { Command } from 'commander';
import type { GatewayClient } from '../../client/gateway-client.ts';
import { toHex, utf8 } from '../../core/bytes.ts';
import { domainHash } from '../../core/hash.ts';
import { isoTime, table } from '../output.ts';
import type { Run } from '../run.ts';
import { inSeconds } from '../time.ts';

export interface TypedData {
  readonly domain: object;
  readonly types: Record<string, { name: string; type: string }[]>;
  readonly message: Record<string, unknown>;
}

interface GrantAnswer {
  readonly grant: string;
  readonly subject: string;
  readonly kind: string;
  readonly active: boolean;
  readonly permission: string;
  readonly modifiers: readonly string[];
  readonly grantee: string;
  readonly dataset: string;
  readonly until: number;
}

interface TermsOptions {
  readonly to?: string;
  readonly dataset?: string;
  readonly permission: string;
  readonly modifier: string[];
  readonly exclude: string[];
  readonly until: string;
  readonly identifiable?: boolean;
  readonly futureMembers?: boolean;
  readonly notice: string;
}

function termsOptions(command: Command): Command {
  return command
    .requiredOption('--permission <code>', 'NRES, GRU, HMB, DS or POA')
    .requiredOption('--until <date>', 'last day, YYYY-MM-DD, or a period such as 365d')
    .requiredOption('--notice <digest>', 'digest of the information text that was shown, published on chain')
    .option('--to <grantee>', 'a member’s identity or a group’s id; any requester unless said')
    .option('--dataset <dataset>', 'one dataset; all of the holder’s unless said')
    .option('--modifier <code...>', 'DUO modifiers and choices, such as NCU', [])
    .option('--exclude <category...>', 'categories left out, such as PSY or HIV', [])
    .option('--identifiable', 'also items that identify the person')
    .option('--future-members', 'also who joins the group later');
}

function termsOf(options: TermsOptions): Record<string, unknown> {
  return {
    permission: options.permission,
    modifiers: options.modifier,
    excluded: options.exclude,
    fromSeconds: Math.floor(Date.now() / 1000) - 60,
    untilSeconds: inSeconds(options.until),
    notice: options.notice,
    identifiable: options.identifiable === true,
    futureMembers: options.futureMembers === true,
    ...(options.to ? { grantee: options.to.toLowerCase() } : {}),
    ...(options.dataset ? { dataset: options.dataset } : {}),
  };
}

export function consentCommands(program: Command, run: Run): void {
  const consent = program.command('consent').description('what patients allow');
  run(
    termsOptions(consent.command('grant').description('sign a grant (patient)')),
    async ({ client, wallet, output }, _, options: TermsOptions) => {
      const gateway = await client();
      const prepared = await gateway.json<{ terms: unknown; deadline: number; typedData: TypedData }>(
        'POST',
        '/v1/consents/prepare',
        { json: termsOf(options) },
      );
      const { domain, types, message } = prepared.typedData;
      const signature = await (await wallet()).signTypedData(domain, types, message);
      const granted = await gateway.json<{ grant: string; height: number }>('POST', '/v1/consents', {
        json: { terms: prepared.terms, deadline: prepared.deadline, signature },
      });
      output.result(granted, () => `grant ${granted.grant} counts from block ${granted.height}.`);
    },
  );
  run(
    termsOptions(
      consent
        .command('record <subject...>')
        .description('record grants from paper forms, for patients without a signer of their own (holder)'),
    ).requiredOption('--form <text>', 'reference of the signed form; its digest goes on chain'),
    async ({ client, output }, subjects, options: TermsOptions & { form: string }) => {
      const form = toHex(domainHash('form', utf8(options.form)));
      const records = subjects.map((subject) => ({ subject, form, ...termsOf(options) }));
      const { grants } = await (await client()).json<{ grants: string[] }>('POST', '/v1/consents/recorded', {
        json: { records },
      });
      output.result(grants, () => [`${grants.length} grants are recorded.`, ...grants]);
    },
  );
  run(
    consent
      .command('revoke [grant]')
      .description('withdraw a grant (patient), or with --subject and --form as the holder from paper or telephone')
      .option('--all', 'withdraw every grant')
      .option('--subject <subject>', 'as the holder: whose grant it is')
      .option('--form <text>', 'as the holder: reference of the form or call'),
    async ({ client, wallet, output }, [grant], options: { all?: boolean; subject?: string; form?: string }) => {
      const gateway = await client();
      const answer = options.subject
        ? await gateway.json<{ seq: number; receipt: string }>('POST', `/v1/consents/${grant}/withdrawal`, {
            json: { subject: options.subject, form: toHex(domainHash('form', utf8(options.form ?? ''))) },
          })
        : await revoke(gateway, await wallet(), options.all ? undefined : grant);
      output.result(answer, () => [
        `withdrawn: entry ${answer.seq} of the log is the proof. Keep this receipt:`,
        answer.receipt,
      ]);
    },
  );
  run(
    consent
      .command('list')
      .description('list grants: a patient its own, the holder all')
      .option('--subject <subject>', 'only this patient’s'),
    async ({ client, output }, _, options: { subject?: string }) => {
      const { consents } = await (await client()).json<{ consents: GrantAnswer[] }>('GET', '/v1/consents', {
        query: { subject: options.subject },
      });
      output.result(consents, () =>
        table(
          ['grant', 'subject', 'kind', 'counts', 'permission', 'grantee', 'until'],
          consents.map((one) => [
            one.grant,
            one.subject,
            one.kind,
            one.active ? 'yes' : 'no',
            [one.permission, ...one.modifiers].join('+'),
            one.grantee,
            isoTime(one.until),
          ]),
        ),
      );
    },
  );
}

/** Withdraws one grant, or all of the caller's; gives the receipt of the acknowledgement. */
export async function revoke(
  gateway: GatewayClient,
  wallet: { signTypedData(domain: object, types: TypedData['types'], message: TypedData['message']): Promise<string> },
  grant: string | undefined,
): Promise<{ seq: number; receipt: string }> {
  const which = grant === undefined ? {} : { grant };
  const prepared = await gateway.json<{ typedData: TypedData; epoch?: number }>(
    'POST',
    '/v1/consents/revocation/prepare',
    { json: which },
  );
  const { domain, types, message } = prepared.typedData;
  const signature = await wallet.signTypedData(domain, types, message);
  const epoch = prepared.epoch === undefined ? {} : { epoch: prepared.epoch };
  return gateway.json('POST', '/v1/consents/revocation', { json: { ...which, ...epoch, signature } });
}
