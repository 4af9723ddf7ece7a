import type { Command } from 'commander';
import { listMembers } from '../../client/members.ts';
import { listResolutions, resolvePerson } from '../../client/resolutions.ts';
import { dateWords } from '../../core/date-words.ts';
import { dutyWords } from '../../core/duties.ts';
import { personNamed } from '../find-person.ts';
import { namesOf } from '../member-names.ts';
import { table } from '../output.ts';
import { personNames } from '../person-names.ts';
import { shortId } from '../pick.ts';
import type { Run } from '../run.ts';

/** Whose the pseudonyms are of persons who acted for an organisation. */
export function personCommands(program: Command, run: Run): void {
  const person = program
    .command('person')
    .description('persons whom an organisation vouched for, by the pseudonyms that logs have of them');
  run(
    person
      .command('resolve <pseudonym>')
      .description('ask the organisation’s own node who somebody is (auditor, or the organisation); it keeps who asked')
      .requiredOption(
        '--reason <text>',
        'why you ask, such as the entry of the log that it is about, in 10 characters or more',
      ),
    async ({ client, output }, [pseudonym = ''], { reason }: { reason: string }) => {
      const gateway = await client();
      const found = await resolvePerson(gateway, await personNamed(gateway, pseudonym), reason);
      const { name, origin, duties, account, from, ended } = found;
      output.result(found, () => [
        `${name}, ${duties.length === 0 ? 'without a duty now' : dutyWords(duties)}, since ${dateWords(from)}${ended === undefined ? '' : `, ended ${dateWords(ended)}`}.`,
        origin === 'local'
          ? 'Signs in with a passkey of that node.'
          : `Signs in with the organisation’s own sign-in, as ${account?.subject ?? 'an account that is not kept'}.`,
      ]);
    },
  );
  run(
    person.command('resolutions').description('list who asked who somebody is, when, and why'),
    async ({ client, output }) => {
      const gateway = await client();
      const [all, members] = [await listResolutions(gateway), await listMembers(gateway)];
      const nameOf = namesOf(members);
      const persons = all.flatMap(({ person: of, by }) => (by === undefined ? [of] : [of, by]));
      const names = await personNames(gateway, persons, nameOf);
      output.result({ resolutions: all }, () =>
        all.length === 0
          ? 'Nobody has asked.'
          : table(
              ['when', 'person', 'asked by', 'its person', 'why'],
              all.map(({ time, person: of, name, member, by, reason }) => [
                dateWords(time),
                name === undefined ? names(of) : `${name} (${shortId(of, persons)})`,
                nameOf(member),
                by === undefined ? '' : names(by),
                reason,
              ]),
            ),
      );
    },
  );
}
