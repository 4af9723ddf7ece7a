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
import { dateWords } from '../../core/date-words.ts';
import type { Digest } from '../../core/ids.ts';
import { counted } from '../counted.ts';
import { personNamed } from '../find-person.ts';
import { table } from '../output.ts';
import { ownCommand } from '../own-command.ts';
import { patientNames } from '../patient-names.ts';
import { personNames } from '../person-names.ts';
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
      const gateway = await client();
      const found = await listActs(gateway);
      const words = await actPersonWords(gateway, found);
      output.result({ acts: found }, () =>
        found.length === 0 ? 'Nothing waits for a second person.' : actTable(found, words),
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
      const personWords = await actPersonWords(gateway, [shown.act]);
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
      const personWords = await actPersonWords(gateway, [found]);
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
      .option('--person <person>', 'of this person alone, by name, pseudonym or a beginning of it'),
    async ({ client, output }, _, options: { person?: string }) => {
      const gateway = await client();
      const called = await patientNames(gateway);
      const all = await Array.fromAsync(loggedActs(gateway));
      const persons = all.map(({ person }) => person);
      const names = await personNames(gateway, persons);
      const { holder } = await gateway.identity();
      const only = options.person === undefined ? undefined : await personNamed(gateway, options.person, all);
      const found = only === undefined ? all : all.filter(({ person }) => person === only);
      output.result({ acts: found }, () =>
        found.length === 0
          ? 'The log has no such act.'
          : [
              ...logTable(found, (one) => names(one, holder), called),
              ...names.askLines(found.map(({ person }) => person)),
            ],
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

/** Who asked for acts and who decided on them: by name, or by the beginning of a pseudonym and the organisation. */
async function actPersonWords(gateway: GatewayClient, acts: readonly Act[]): Promise<(one: ActPerson) => string> {
  const persons = acts.flatMap(({ by, decidedBy }) => [by.person, decidedBy?.person]);
  const names = await personNames(gateway, persons);
  const { holder } = await gateway.identity();
  return ({ person, name }) => name ?? names(person, holder);
}

/** What there is to hand out. */
function answerWords(answer: unknown): string[] {
  const { code } = (answer ?? {}) as { code?: unknown };
  return typeof code === 'string' ? [`code ${code}`, 'Hand it to the person alone whom it is for.'] : [];
}

function actTable(acts: readonly Act[], personWords: (one: ActPerson) => string): string[] {
  const ids = acts.map(({ act }) => act);
  return table(
    ['asked for by', 'what', 'since', 'state', 'id'],
    acts.map((one) => [
      personWords(one.by),
      one.what,
      dateWords(one.since),
      stateWords(one, personWords),
      shortId(one.act, ids),
    ]),
  );
}

function stateWords({ state, expires, decidedBy, fault }: Act, personWords: (one: ActPerson) => string): string {
  const until = state === 'waits' && expires !== undefined ? ` until ${dateWords(expires)}` : '';
  const by = decidedBy === undefined ? '' : `, by ${personWords(decidedBy)}`;
  return `${STATE_WORDS[state]}${until}${by}${fault === undefined ? '' : `: ${fault}`}`;
}

function logTable(
  acts: readonly LoggedAct[],
  names: (person: Digest) => string,
  called: (subject: string) => string,
): string[] {
  const rows = table(
    ['entry', 'when', 'who', 'what', 'patients'],
    acts.map(({ seq, time, person, what, outcome, of, subjects }) => [
      String(seq),
      dateWords(time),
      person === undefined ? 'the organisation’s account' : names(person),
      outcome === 'proposed' ? `asked for a second person: ${what}` : of === undefined ? what : `${what} (entry ${of})`,
      subjects.length > MAX_NAMED ? counted(subjects.length, 'patient') : subjects.map(called).join(' '),
    ]),
  );
  return [...rows, 'An order stands here before it is carried out, also where it was refused then.'];
}
