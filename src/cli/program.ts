import { Command, CommanderError, type OutputConfiguration } from 'commander';
import { programName, readConfig } from '../config.ts';
import { CustosError } from '../core/errors.ts';
import { createRun, type ExitCode, type Run, report } from './run.ts';
import { VERSION } from './version.ts';

/** Commands that stand in one file: adding them reads it, and most of what it needs. */
export interface CommandFamily {
  readonly names: readonly string[];
  readonly read: () => Promise<(program: Command, run: Run) => void>;
}

/** In the order in which help lists them. */
export const FAMILIES: readonly CommandFamily[] = [
  { names: ['init', 'serve'], read: async () => (await import('./commands/node.ts')).nodeCommands },
  { names: ['health'], read: async () => (await import('./commands/health.ts')).healthCommand },
  { names: ['quickstart'], read: async () => (await import('./commands/quickstart.ts')).quickstartCommand },
  { names: ['key'], read: async () => (await import('./commands/key.ts')).keyCommands },
  { names: ['member'], read: async () => (await import('./commands/member.ts')).memberCommands },
  { names: ['login', 'logout'], read: async () => (await import('./commands/login.ts')).loginCommands },
  { names: ['person'], read: async () => (await import('./commands/person.ts')).personCommands },
  { names: ['group'], read: async () => (await import('./commands/group.ts')).groupCommands },
  { names: ['staff'], read: async () => (await import('./commands/staff.ts')).staffCommands },
  { names: ['acts'], read: async () => (await import('./commands/acts.ts')).actCommands },
  { names: ['dataset'], read: async () => (await import('./commands/dataset.ts')).datasetCommands },
  { names: ['subject'], read: async () => (await import('./commands/subject.ts')).subjectCommands },
  { names: ['signer'], read: async () => (await import('./commands/signer.ts')).signerCommands },
  { names: ['binding'], read: async () => (await import('./commands/binding.ts')).bindingCommands },
  { names: ['consent'], read: async () => (await import('./commands/consent.ts')).consentCommands },
  { names: ['form'], read: async () => (await import('./commands/form.ts')).formCommands },
  {
    names: ['purpose', 'permission', 'category'],
    read: async () => (await import('./commands/purpose.ts')).purposeCommands,
  },
  { names: ['notice'], read: async () => (await import('./commands/notice.ts')).noticeCommands },
  { names: ['notification'], read: async () => (await import('./commands/notification.ts')).notificationCommands },
  { names: ['permit'], read: async () => (await import('./commands/permit.ts')).permitCommands },
  { names: ['get'], read: async () => (await import('./commands/get.ts')).getCommand },
  { names: ['proxy'], read: async () => (await import('./commands/proxy.ts')).proxyCommand },
  { names: ['explain', 'access'], read: async () => (await import('./commands/access.ts')).accessCommands },
  { names: ['me'], read: async () => (await import('./commands/me.ts')).meCommands },
  { names: ['stop'], read: async () => (await import('./commands/stop.ts')).stopCommands },
  { names: ['receipt'], read: async () => (await import('./commands/receipt.ts')).receiptCommands },
  { names: ['gateway'], read: async () => (await import('./commands/gateway.ts')).gatewayCommands },
  { names: ['audit'], read: async () => (await import('./commands/audit.ts')).auditCommand },
  { names: ['evidence'], read: async () => (await import('./commands/evidence.ts')).evidenceCommands },
  { names: ['log'], read: async () => (await import('./commands/log.ts')).logCommands },
  { names: ['policy'], read: async () => (await import('./commands/policy.ts')).policyCommands },
  { names: ['completion'], read: async () => (await import('./commands/completion.ts')).completionCommand },
];

/** Every command with its options, unless some are enough. Each takes over at its making how the program writes. */
export async function createProgram(
  output: OutputConfiguration = {},
  families: readonly CommandFamily[] = FAMILIES,
): Promise<Command> {
  const program = new Command(programName())
    .description('consent-bound sharing of biomedical data, with a ledger that proves who got what')
    .version(VERSION)
    .exitOverride()
    .showSuggestionAfterError()
    .showHelpAfterError('Add --help to see what it takes.')
    .configureHelp({ showGlobalOptions: true })
    .configureOutput(output);
  const run = createRun(() => readConfig());
  for (const add of await Promise.all(families.map(({ read }) => read()))) add(program, run);
  return program;
}

/** The command line. 0 done, 1 refused or findings, 2 could not. */
export async function runProgram(): Promise<void> {
  // Whoever reads our output may leave before the end: `custos … | head` is no failure.
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
    });
  }
  // Commander speaks before a command has its options.
  const json = process.argv.includes('--json');
  const program = await createProgram(json ? { writeErr: () => undefined } : {}, familiesFor(process.argv[2]));
  try {
    await program.parseAsync();
  } catch (error) {
    process.exitCode = error instanceof CommanderError ? wrongCommandLine(error, json) : report(error, json);
  }
}

/** Reading all commands takes most of what a short one takes; completing, helping and correcting need them all. */
function familiesFor(first: string | undefined): readonly CommandFamily[] {
  if (first === '--version' || first === '-V') return [];
  const family = FAMILIES.find(({ names }) => names.includes(first ?? ''));
  return family === undefined || first === 'completion' ? FAMILIES : [family];
}

/** Commander has told people already what is wrong. */
function wrongCommandLine({ exitCode, code, message }: CommanderError, json: boolean): ExitCode {
  if (exitCode === 0) return 0;
  const what =
    code === 'commander.help' ? 'No command is given.' : message.replace(/^error: /, '').replace(/\s+/g, ' ');
  return json ? report(new CustosError('INPUT_INVALID', `${what} Add --help to see what there is.`), true) : 2;
}
