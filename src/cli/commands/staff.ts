import type { Command } from 'commander';
import type { GatewayClient } from '../../client/gateway-client.ts';
import {
  changeStaffMember,
  endStaffMember,
  inviteStaff,
  listStaff,
  readOwnStaff,
  readStaffMember,
  reinviteStaff,
  removeStaffPasskey,
  type StaffCode,
  type StaffMember,
  type StaffPasskey,
  type StaffRecord,
  withdrawStaffCode,
} from '../../client/staff.ts';
import { dateWords } from '../../core/date-words.ts';
import { DUTIES, type Duty, dutyNouns, dutyWords } from '../../core/duties.ts';
import { CustosError } from '../../core/errors.ts';
import { didYouMean } from '../../core/nearest-name.ts';
import { personAmong } from '../find-person.ts';
import { table } from '../output.ts';
import { ownCommand } from '../own-command.ts';
import { pick, shortId } from '../pick.ts';
import type { Run } from '../run.ts';
import { changeLines } from '../staff-change-words.ts';

const DUTY_OPTION = `what the person does: ${DUTIES.join(', ')}; may be repeated`;

/** Who acts for the organisation at its own node. */
export function staffCommands(program: Command, run: Run): void {
  const staff = program.command('staff').description('persons through whom an organisation acts at its own node');
  run(
    staff.command('list').description('list who acts, or acted, for the organisation, and what each may do'),
    async ({ client, output }) => {
      const found = await listStaff(await client());
      output.result({ staff: found }, () => (found.length === 0 ? 'Nobody was taken in yet.' : staffTable(found)));
    },
  );
  run(
    staff
      .command('invite <name>')
      .description('take a person in, with the one-time code that makes its passkey; the name stays at this node')
      .requiredOption('--duty <duty...>', DUTY_OPTION),
    async ({ client, output }, [name = ''], options: { duty: string[] }) => {
      const invited = await inviteStaff(await client(), { name, duties: options.duty.map(dutyNamed) });
      output.result(invited, () => [
        `${invited.name} is ${dutyWords(invited.duties)} once it has made a passkey.`,
        ...codeWords(invited),
      ]);
    },
  );
  run(
    staff.command('show <person>').description('a person, by name or the beginning of its id, with its passkeys'),
    async ({ client, output }, [wanted = '']) => {
      const { gateway, found } = await theOne(client, wanted);
      const shown = await readStaffMember(gateway, found.person);
      output.result(shown, () => recordWords(shown, 'this person'));
    },
  );
  run(
    staff
      .command('me')
      .description('oneself (--as-person): duties, passkeys, and what was changed of these, by whom and when'),
    async ({ client, output }) => {
      const own = await readOwnStaff(await client());
      output.result(own, () => recordWords(own, 'you'));
    },
  );
  run(
    staff
      .command('change <person>')
      .description('give a person other duties, another name, or both; they count from its next request on')
      .option('--duty <duty...>', `${DUTY_OPTION}. All that it is to have`)
      .option('--name <name>', 'what the person is called from now on'),
    async ({ client, output }, [wanted = ''], options: { duty?: string[]; name?: string }) => {
      if (options.duty === undefined && options.name === undefined)
        throw new CustosError('INPUT_INVALID', 'Say what is to change: --duty, --name, or both.');
      const { gateway, found } = await theOne(client, wanted);
      const changed = await changeStaffMember(gateway, found.person, {
        ...(options.duty === undefined ? {} : { duties: options.duty.map(dutyNamed) }),
        ...(options.name === undefined ? {} : { name: options.name }),
      });
      output.result(changed, () => `${changed.name} is ${dutyWords(changed.duties)} from now on.`);
    },
  );
  run(
    staff.command('end <person>').description('end what a person does for the organisation, for good'),
    async ({ client, output }, [wanted = '']) => {
      const { gateway, found } = await theOne(client, wanted);
      const ended = await endStaffMember(gateway, found.person);
      output.result(
        ended,
        () => `${ended.name} acts for the organisation no more. Sessions at gateways of others end within the hour.`,
      );
    },
  );
  run(
    staff
      .command('reinvite <person>')
      .description('make another one-time code for a person, in place of the one before: for one more passkey'),
    async ({ client, output }, [wanted = '']) => {
      const { gateway, found } = await theOne(client, wanted);
      const code = await reinviteStaff(gateway, found.person);
      output.result(code, () => codeWords(code));
    },
  );
  run(
    staff.command('withdraw <person>').description('take a person’s one-time code back that nobody has used'),
    async ({ client, output }, [wanted = '']) => {
      const { gateway, found } = await theOne(client, wanted);
      const withdrawn = await withdrawStaffCode(gateway, found.person);
      output.result({ withdrawn }, () =>
        withdrawn ? `The code of ${found.name} makes no passkey any more.` : `${found.name} had no code that counts.`,
      );
    },
  );
  run(
    staff
      .command('remove-passkey <person> <passkey>')
      .description('remove a passkey of a person, by what its device is called, such as after a loss'),
    async ({ client, output }, [wanted = '', typed = '']) => {
      const { gateway, found } = await theOne(client, wanted);
      const { passkeys } = await readStaffMember(gateway, found.person);
      const { credential, name } = passkeyAmong(passkeys, typed, found.name);
      const left = await removeStaffPasskey(gateway, found.person, credential);
      output.result({ passkeys: left }, () => [
        `“${name}” of ${found.name} signs in no more.`,
        ...(left.length === 0 ? [`No passkey is left: ${ownCommand('staff reinvite')} makes a code for one.`] : []),
      ]);
    },
  );
}

async function theOne(
  client: () => Promise<GatewayClient>,
  wanted: string,
): Promise<{ gateway: GatewayClient; found: StaffMember }> {
  const gateway = await client();
  return { gateway, found: personAmong(await listStaff(gateway), wanted) };
}

function dutyNamed(typed: string): Duty {
  const found = DUTIES.find((one) => one === typed.toLowerCase());
  if (found !== undefined) return found;
  const meant = didYouMean(typed, DUTIES);
  throw new CustosError('INPUT_INVALID', `There is no duty “${typed}”.${meant} Duties are ${DUTIES.join(', ')}.`);
}

function passkeyAmong(passkeys: readonly StaffPasskey[], typed: string, owner: string): StaffPasskey {
  return pick(typed, passkeys, {
    one: 'passkey',
    id: ({ credential }) => credential,
    name: ({ name }) => name,
    look: `${ownCommand('staff show')} lists those of ${owner}.`,
  });
}

function recordWords({ person, passkeys, changes }: StaffRecord, whom: string): string[] {
  const changed = changeLines({ person, changes });
  return [
    ...staffTable([person]),
    `Logs, permits and other gateways have ${whom} as ${person.person}.`,
    '',
    ...passkeyTable(passkeys),
    ...(changed.length === 0 ? [] : ['', 'What was changed:', ...changed.map((line) => `  ${line}`)]),
  ];
}

function codeWords({ code, expires }: StaffCode): string[] {
  return [
    `code ${code}`,
    `Hand it to the person alone, who makes a passkey with it at this node, once, until ${dateWords(expires)}.`,
  ];
}

function staffTable(staff: readonly StaffMember[]): string[] {
  const ids = staff.map(({ person }) => person);
  return table(
    ['person', 'duties', 'signs in', 'since', 'id'],
    staff.map((one) => [one.name, dutyNouns(one.duties), signInWords(one), sinceWords(one), shortId(one.person, ids)]),
  );
}

function signInWords({ ended, origin, passkeys, invitedUntil }: StaffMember): string {
  if (ended !== undefined) return 'no more';
  if (origin === 'oidc') return 'by the organisation’s sign-in';
  const code = invitedUntil === undefined ? '' : `code until ${dateWords(invitedUntil)}`;
  const count = passkeys === 1 ? 'with 1 passkey' : `with ${passkeys} passkeys`;
  if (passkeys > 0) return code === '' ? count : `${count}, ${code}`;
  return code === '' ? 'cannot: no passkey, no code' : `not yet: ${code}`;
}

function sinceWords({ from, ended }: StaffMember): string {
  const until = ended === undefined ? '' : ` until ${dateWords(ended)}`;
  return `${dateWords(from)}${until}`;
}

function passkeyTable(passkeys: readonly StaffPasskey[]): string[] {
  if (passkeys.length === 0) return ['No passkey.'];
  return table(
    ['passkey', 'made', 'last used', ''],
    passkeys.map(({ name, created, used, fell }) => [
      name,
      dateWords(created),
      used === undefined ? 'never' : dateWords(used),
      fell === undefined ? '' : 'may have been copied: remove it',
    ]),
  );
}
