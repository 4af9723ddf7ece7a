import type { Command } from 'commander';
import { toHex, utf8 } from '../../core/bytes.ts';
import { domainHash } from '../../core/hash.ts';
import { toAddress } from '../../core/ids.ts';
import { researchPurpose } from '../../core/purposes.ts';
import { isoTime, table } from '../output.ts';
import type { Run } from '../run.ts';
import { inSeconds } from '../time.ts';

export interface PermitAnswer {
  readonly permit: number;
  readonly requester: string;
  readonly dataset: string;
  readonly purpose: number;
  readonly state: string;
  readonly from: number;
  readonly until: number;
  readonly identifiable: boolean;
  readonly basis: string;
}

interface IssueOptions {
  readonly requester: string;
  readonly dataset: string;
  readonly purpose: string;
  readonly attest: string[];
  readonly from?: string;
  readonly until: string;
  readonly delivery: string;
  readonly identifiable?: boolean;
  readonly basis: string;
  readonly authorityDecision?: string;
  readonly agreement?: string;
  readonly emergency?: boolean;
}

export function permitCommands(program: Command, run: Run): void {
  const permit = program.command('permit').description('who may use a dataset, for what and how long');
  run(
    permit
      .command('issue')
      .description('issue a permit (holder)')
      .requiredOption('--requester <identity>', 'the member who may use the dataset')
      .requiredOption('--dataset <dataset>', 'the dataset')
      .requiredOption('--purpose <purpose>', 'research purpose, such as DUO:0000037 or “biomedical research”')
      .requiredOption('--until <date>', 'last day, YYYY-MM-DD, or a period such as 90d')
      .option('--from <date>', 'first day; now unless said')
      .option('--attest <code...>', 'modifiers that the requester’s declared facts meet', [])
      .option('--delivery <delivery>', 'download, sealed or environment', 'download')
      .option('--identifiable', 'items that identify people as well')
      .option('--basis <basis>', 'consent, opt-out, waiver or limited-data-set', 'consent')
      .option('--authority-decision <text>', 'reference of the authority’s decision; its digest goes on chain')
      .option('--agreement <text>', 'data use agreement that the requester accepts first; its digest goes on chain')
      .option('--emergency', 'for a clinician, without consent; every access is reviewed'),
    async ({ client, output }, _, options: IssueOptions) => {
      const issued = await (await client()).json<{ permit: number; height: number }>('POST', '/v1/permits', {
        idempotencyKey: crypto.randomUUID(),
        json: {
          requester: toAddress(options.requester, '--requester'),
          dataset: options.dataset,
          purpose: researchPurpose(options.purpose),
          attested: options.attest,
          fromSeconds: options.from ? inSeconds(options.from) : Math.floor(Date.now() / 1000) - 60,
          untilSeconds: inSeconds(options.until),
          delivery: options.delivery,
          identifiable: options.identifiable === true,
          basis: options.basis,
          emergency: options.emergency === true,
          ...(options.authorityDecision
            ? { authorityDigest: toHex(domainHash('authority', utf8(options.authorityDecision))) }
            : {}),
          ...(options.agreement ? { termsDigest: toHex(domainHash('terms', utf8(options.agreement))) } : {}),
        },
      });
      output.result(issued, () => `permit ${issued.permit} is issued (block ${issued.height}).`);
    },
  );
  run(
    permit
      .command('revoke <permit>')
      .description('end a permit (holder)')
      .requiredOption('--cause <text>', 'why; its digest goes on chain'),
    async ({ client, output }, [id], options: { cause: string }) => {
      const answer = await (await client()).json('POST', `/v1/permits/${id}/revocation`, {
        json: { cause: options.cause },
      });
      output.result(answer, () => `permit ${id} is revoked.`);
    },
  );
  run(
    permit.command('list').description('list permits: the holder all, a requester its own'),
    async ({ client, output }) => {
      const { permits } = await (await client()).json<{ permits: PermitAnswer[] }>('GET', '/v1/permits');
      output.result(permits, () =>
        table(
          ['permit', 'requester', 'purpose', 'state', 'until', 'basis', 'dataset'],
          permits.map((one) => [
            String(one.permit),
            one.requester,
            String(one.purpose),
            one.state,
            isoTime(one.until),
            one.basis,
            one.dataset,
          ]),
        ),
      );
    },
  );
}
