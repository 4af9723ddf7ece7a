import type { Command } from 'commander';
import { ownRequests } from '../../client/own-data.ts';
import { listRecordedActs, ownForms, readScan } from '../../client/paper.ts';
import { downloadTrust } from '../../ledger/download-trust.ts';
import { actTable, ownFormLines, savedScan, scannedForm } from '../act-words.ts';
import { addContactOptions, type ContactOptions, showOrPut } from '../contact-options.ts';
import { counted } from '../counted.ts';
import { namesAt } from '../names.ts';
import { ownCommand } from '../own-command.ts';
import type { Run } from '../run.ts';
import { requirePatient } from '../standing.ts';
import { watchStop } from '../stop-signal.ts';
import { addTrustOptions, openTrusted, type TrustOptions } from '../trust.ts';
import { ownChoiceCommands } from './choices.ts';
import { type Fetched, fetchInto } from './get.ts';
import { meSignerCommands } from './me-signers.ts';

const AS_OTHER = `Whoever is no patient fetches what a permit allows: ${ownCommand('get DATASET')}.`;

export function meCommands(program: Command, run: Run): void {
  const me = program.command('me').description('what a patient has here');
  ownChoiceCommands(me, run);
  run(
    addContactOptions(
      me.command('contact').description('show where you are told what happens with your data, or change it (patient)'),
    ),
    async ({ client, output }, _, options: ContactOptions) => {
      const gateway = await client();
      await requirePatient(
        gateway,
        `Whoever is no patient puts a patient’s contact on file: ${ownCommand('subject contact')}.`,
      );
      await showOrPut({ gateway, output }, options);
    },
  );
  run(
    me
      .command('recorded')
      .description('list what was recorded for you from forms and calls, by whom and when (patient)'),
    async ({ client, output }) => {
      const gateway = await client();
      await requirePatient(gateway, `A holder lists what it recorded: ${ownCommand('form recorded SUBJECT')}.`);
      const [acts, forms] = [await listRecordedActs(gateway), await ownForms(gateway)];
      const names = await namesAt(gateway);
      output.result({ acts, forms }, () => [
        ...actTable(acts, names),
        ...ownFormLines(forms),
        ...(acts.length === 0
          ? ['Nothing was recorded for you.']
          : [
              `Replace a consent by one that you sign yourself: ${ownCommand('consent replace CONSENT')}. End one: ${ownCommand('consent revoke CONSENT')}. An opt-out or a pause becomes yours when you sign it: ${ownCommand('me opt-out')}, ${ownCommand('me pause')}.`,
            ]),
      ]);
    },
  );
  run(
    me
      .command('form <form>')
      .description('save the scan of a form that you signed, compared with its digest (patient)')
      .requiredOption('--out <file>', 'where to; nothing is written over'),
    async ({ client, output }, [typed = ''], { out }: { readonly out: string }) => {
      const gateway = await client();
      await requirePatient(
        gateway,
        `A holder saves it by: ${ownCommand('form scan FORM --subject SUBJECT --out FILE')}.`,
      );
      const scan = await readScan(gateway, await scannedForm(gateway, typed));
      const saved = await savedScan(scan, out);
      output.result(
        saved,
        () => `${counted(scan.bytes.length, 'byte')} of ${scan.mediaType} in ${out}, as the form’s digest says.`,
      );
    },
  );
  const data = me
    .command('data')
    .description('fetch your own data, each item verified against the chain, and keep the receipts (patient)')
    .requiredOption('--out <dir>', 'directory for items and receipts; what is there already is not fetched again');
  run(addTrustOptions(data), async (context, _, options: TrustOptions & { readonly out: string }) => {
    const client = await context.client();
    await requirePatient(client, AS_OTHER);
    const ledger = await openTrusted(context, options, client);
    try {
      using stop = watchStop();
      const ending = new AbortController();
      void stop.asked.then(() => ending.abort());
      const how = { output: context.output, signal: ending.signal };
      const fetched: Fetched[] = [];
      for (const request of await ownRequests(client)) {
        const trust = await downloadTrust(ledger.reader, await client.asking(), request);
        fetched.push(await fetchInto(options.out, client, request, trust, how));
        if (ending.signal.aborted) break;
      }
      const sum = (of: (one: Fetched) => number) => fetched.reduce((total, one) => total + of(one), 0);
      const [items, bytes, kept] = [sum((one) => one.items), sum((one) => one.bytes), sum((one) => one.kept)];
      context.output.result({ out: options.out, items, bytes, kept, datasets: fetched }, () => [
        items === 0
          ? 'Nothing was fetched, so nothing was logged.'
          : `${counted(items, 'item')} of your own, ${counted(bytes, 'byte')}, of ${counted(fetched.length, 'dataset')}, in ${options.out}; each one is what the chain commits to, and this was logged as your own access`,
        ...(kept > 0 ? [`${counted(kept, 'item')} of your own in ${options.out} already.`] : []),
      ]);
      return ending.signal.aborted ? 2 : 0;
    } finally {
      ledger.reader.close();
    }
  });
  meSignerCommands(me, run);
}
