import type { Command } from 'commander';
import { auditBindings } from '../../audit/binding-audit.ts';
import { ledgerSource } from '../../audit/source/ledger-source.ts';
import { countersignBinding, listBindings, listWaitingBindings, refuseBinding } from '../../client/bindings.ts';
import type { GatewayClient } from '../../client/gateway-client.ts';
import { bindingTable, byWhom, waitingLines } from '../binding-words.ts';
import { readGiven } from '../given-text.ts';
import { memberNames } from '../member-names.ts';
import { ownCommand } from '../own-command.ts';
import { patientNames } from '../patient-names.ts';
import { personNames } from '../person-names.ts';
import { pick } from '../pick.ts';
import type { Run } from '../run.ts';
import { addTrustOptions, openTrusted, type TrustOptions, trustLines } from '../trust.ts';

/** How patients' signers came to be bound, and the second look at those that wait. */
export function bindingCommands(program: Command, run: Run): void {
  const binding = program
    .command('binding')
    .description(
      'how keys and passkeys of patients came to be bound: who was identified how, by whom, who countersigned',
    );
  const list = binding
    .command('list')
    .description(
      'all bindings and re-enrolments by who did them, each held to the ledger (auditor, holder): 1 where one is not',
    );
  run(addTrustOptions(list), async (context, _, options: TrustOptions) => {
    const gateway = await context.client();
    const ledger = await openTrusted(context, options, gateway);
    try {
      const [said, { holder }] = [await listBindings(gateway), await gateway.identity()];
      const report = await auditBindings(ledgerSource(ledger.reader), holder, said);
      const groups = byWhom(report.bindings);
      const names = {
        member: await memberNames(gateway),
        person: await personNames(
          gateway,
          groups.map(({ person }) => person),
        ),
        patient: await patientNames(gateway),
      };
      context.output.result({ ...report, groups }, () => [
        ...bindingTable(report, groups, names),
        ...trustLines(ledger, gateway.endpoint),
      ]);
      const isAll = report.bindings.every(({ verdict }) => verdict === 'opens');
      return isAll && report.unbound.length === 0 && report.faults === 0 ? 0 : 1;
    } finally {
      ledger.reader.close();
    }
  });
  run(
    binding
      .command('waiting')
      .description('bindings that wait for a second organisation, with how each person was identified (member)'),
    async ({ client, output }) => {
      const gateway = await client();
      const [waiting, names] = [await listWaitingBindings(gateway), await memberNames(gateway)];
      output.result({ bindings: waiting }, () => [
        ...waitingLines(waiting, names),
        ...(waiting.length === 0
          ? []
          : [`${ownCommand('binding countersign BINDING')} agrees, ${ownCommand('binding refuse BINDING')} does not.`]),
      ]);
    },
  );
  run(
    binding
      .command('countersign <binding>')
      .description('agree, as another organisation than the patient’s own, that a signer is bound (member)'),
    async ({ client, output }, [wanted = '']) => {
      const gateway = await client();
      const one = await waitingOne(gateway, wanted);
      const { height } = await countersignBinding(gateway, one);
      output.result({ binding: one.binding, height }, () => `It is countersigned, and bound (block ${height}).`);
    },
  );
  run(
    binding
      .command('refuse <binding>')
      .description('do not agree that a signer is bound: its code binds nobody any more (member)')
      .requiredOption('--reason <text>', 'why, or @FILE or - (standard input): the hospital and the person read it'),
    async ({ client, output }, [wanted = ''], options: { readonly reason: string }) => {
      const gateway = await client();
      const one = await waitingOne(gateway, wanted);
      await refuseBinding(gateway, one, (await readGiven(options.reason)).trim());
      output.result(
        { binding: one.binding },
        () => 'It is refused. The hospital sees why, and so does the person when it asks again.',
      );
    },
  );
}

async function waitingOne(gateway: GatewayClient, wanted: string) {
  return pick(wanted, await listWaitingBindings(gateway), {
    one: 'binding that waits',
    id: ({ binding }) => binding,
    look: `${ownCommand('binding waiting')} shows them.`,
  });
}
