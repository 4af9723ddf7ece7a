import type { Command } from 'commander';
import {
  type Act,
  type ActPerson,
  confirmAct,
  declineAct,
  type LoggedAct,
  listActs,
  loggedActs,
  readAct,
} from '../../client/acts.ts';
import type { GatewayClient } from '../../client/gateway-client.ts';
import type { StaffMember } from '../../client/staff.ts';
import { dateWords } from '../../core/date-words.ts';
import { type Digest, isDigest } from '../../core/ids.ts';
import { counted } from '../counted.ts';
import { personAmong, pseudonymAmong } from '../find-person.ts';
import { table } from '../output.ts';
import { ownCommand } from '../own-command.ts';
import { patientNames } from '../patient-names.ts';
import { type PersonNames, personNames } from '../person-names.ts';
import { pick, shortId } from '../pick.ts';
import type { Run } from '../run.ts';

/** So many patients are named in one line; more are counted. */
const MAX_NAMED = 3;
const STATE_WORDS: Readonly<Record<Act['state'], string>> = {
  waits: 'waits for a second person',
  confirmed: 'confirmed, and under way',
  done: 'done',
  failed: 'confirmed, and could not be done',
  declined: 'declined or taken back',
};

/** What persons do in their organisation's name: what waits for a second one, and what the log says of all. */
export function actCommands(program: Command, run: Run): void {
  const acts = program.command('acts').description('what persons do in their organisation’s name');
  run(
    acts.command('list').description('acts that wait for a second person, and those of the last month'),
    async ({ client, output }) => {
      const found = await listActs(await client());
      output.result({ acts: found }, () =>
        found.length === 0 ? 'Nothing waits for a second person.' : actTable(found),
      );
    },
  );
  run(
    acts
      .command('show <act>')
      .description('all that an act says, by the beginning of its id: read it before you confirm'),
    async ({ client, output }, [wanted = '']) => {
      const { gateway, found } = await theOne(client, wanted);
      const shown = await readAct(gateway, found.act);
      output.result(shown, () => [
        `${personWords(shown.act.by)} asks for this, since ${dateWords(shown.act.since)}. Once it is confirmed, the log says of that person: ${shown.act.what}.`,
        ...shown.facts.map(({ name, value }) => `  ${name}: ${value}`),
        `It ${STATE_WORDS[shown.act.state]}.`,
        ...(shown.act.state === 'waits'
          ? [`${ownCommand(`acts confirm ${wanted}`)} or ${ownCommand(`acts decline ${wanted}`)}.`]
          : []),
      ]);
    },
  );
  run(
    acts.command('confirm <act>').description('confirm what another person asked for: it is done, once'),
    async ({ client, output }, [wanted = '']) => {
      const { gateway, found } = await theOne(client, wanted);
      const done = await confirmAct(gateway, found.act);
      output.result(done, () => [
        `Done: ${personWords(found.by)} ${found.what}, and you confirmed it.`,
        ...answerWords(done.answer),
      ]);
    },
  );
  run(
    acts.command('decline <act>').description('decline what another person asked for, or take back your own'),
    async ({ client, output }, [wanted = '']) => {
      const { gateway, found } = await theOne(client, wanted);
      const declined = await declineAct(gateway, found.act);
      output.result(declined, () => 'Nothing was done, and nobody can confirm it any more.');
    },
  );
  run(
    acts
      .command('log')
      .description('what the log says that persons ordered (holder, auditors); with names where you may see them')
      .option('--person <person>', 'of this person alone, by name or pseudonym'),
    async ({ client, output }, _, options: { person?: string }) => {
      const gateway = await client();
      const names = await personNames(gateway);
      const called = await patientNames(gateway);
      const all = await Array.fromAsync(loggedActs(gateway));
      const only = options.person === undefined ? undefined : wantedPerson(names.staff, all, options.person);
      const found = only === undefined ? all : all.filter(({ person }) => person === only);
      output.result({ acts: found }, () =>
        found.length === 0
          ? 'The log has no such act.'
          : [...logTable(found, names, called), ...names.askLines(found.map(({ person }) => person))],
      );
    },
  );
}

async function theOne(
  client: () => Promise<GatewayClient>,
  wanted: string,
): Promise<{ gateway: GatewayClient; found: Act }> {
  const gateway = await client();
  const found = pick(wanted, await listActs(gateway), {
    one: 'act',
    id: ({ act }) => act,
    look: `${ownCommand('acts list')} shows which there are.`,
  });
  return { gateway, found };
}

/** By name where that may be seen, by its pseudonym, or by a beginning of one that the log has. */
function wantedPerson(staff: readonly StaffMember[], acts: readonly LoggedAct[], wanted: string): Digest {
  if (isDigest(wanted)) return wanted;
  return staff.length > 0 ? personAmong(staff, wanted).person : pseudonymAmong(acts, wanted);
}

function personWords({ person, name }: ActPerson): string {
  return name ?? `the person ${person}`;
}

/** What there is to hand out. */
function answerWords(answer: unknown): string[] {
  const { code } = (answer ?? {}) as { code?: unknown };
  return typeof code === 'string' ? [`code ${code}`, 'Hand it to the person alone whom it is for.'] : [];
}

function actTable(acts: readonly Act[]): string[] {
  const ids = acts.map(({ act }) => act);
  return table(
    ['asked for by', 'what', 'since', 'state', 'id'],
    acts.map((one) => [personWords(one.by), one.what, dateWords(one.since), stateWords(one), shortId(one.act, ids)]),
  );
}

function stateWords({ state, expires, decidedBy, fault }: Act): string {
  const until = state === 'waits' && expires !== undefined ? ` until ${dateWords(expires)}` : '';
  const by = decidedBy === undefined ? '' : `, by ${personWords(decidedBy)}`;
  return `${STATE_WORDS[state]}${until}${by}${fault === undefined ? '' : `: ${fault}`}`;
}

function logTable(acts: readonly LoggedAct[], names: PersonNames, called: (subject: string) => string): string[] {
  return table(
    ['entry', 'when', 'who', 'what', 'patients'],
    acts.map(({ seq, time, person, what, outcome, of, subjects }) => [
      String(seq),
      dateWords(time),
      person === undefined ? 'the organisation’s account' : names(person),
      outcome === 'proposed' ? `asked for a second person: ${what}` : of === undefined ? what : `${what} (entry ${of})`,
      subjects.length > MAX_NAMED ? counted(subjects.length, 'patient') : subjects.map(called).join(' '),
    ]),
  );
}
