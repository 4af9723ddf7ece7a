import { Command, CommanderError, type OutputConfiguration } from 'commander';
import { programName, readConfig } from '../config.ts';
import { CustosError } from '../core/errors.ts';
import { accessCommands } from './commands/access.ts';
import { actCommands } from './commands/acts.ts';
import { auditCommand } from './commands/audit.ts';
import { bindingCommands } from './commands/binding.ts';
import { completionCommand } from './commands/completion.ts';
import { consentCommands } from './commands/consent.ts';
import { datasetCommands } from './commands/dataset.ts';
import { evidenceCommands } from './commands/evidence.ts';
import { formCommands } from './commands/form.ts';
import { gatewayCommands } from './commands/gateway.ts';
import { getCommand } from './commands/get.ts';
import { groupCommands } from './commands/group.ts';
import { healthCommand } from './commands/health.ts';
import { keyCommands } from './commands/key.ts';
import { logCommands } from './commands/log.ts';
import { loginCommands } from './commands/login.ts';
import { meCommands } from './commands/me.ts';
import { memberCommands } from './commands/member.ts';
import { nodeCommands } from './commands/node.ts';
import { noticeCommands } from './commands/notice.ts';
import { notificationCommands } from './commands/notification.ts';
import { permitCommands } from './commands/permit.ts';
import { personCommands } from './commands/person.ts';
import { policyCommands } from './commands/policy.ts';
import { proxyCommand } from './commands/proxy.ts';
import { purposeCommands } from './commands/purpose.ts';
import { quickstartCommand } from './commands/quickstart.ts';
import { receiptCommands } from './commands/receipt.ts';
import { signerCommands } from './commands/signer.ts';
import { staffCommands } from './commands/staff.ts';
import { stopCommands } from './commands/stop.ts';
import { subjectCommands } from './commands/subject.ts';
import { createRun, type ExitCode, report } from './run.ts';
import { VERSION } from './version.ts';

/** In the order in which help lists them. */
const COMMANDS = [
  nodeCommands,
  healthCommand,
  quickstartCommand,
  keyCommands,
  memberCommands,
  loginCommands,
  personCommands,
  groupCommands,
  staffCommands,
  actCommands,
  datasetCommands,
  subjectCommands,
  signerCommands,
  bindingCommands,
  consentCommands,
  formCommands,
  purposeCommands,
  noticeCommands,
  notificationCommands,
  permitCommands,
  getCommand,
  proxyCommand,
  accessCommands,
  meCommands,
  stopCommands,
  receiptCommands,
  gatewayCommands,
  auditCommand,
  evidenceCommands,
  logCommands,
  policyCommands,
  completionCommand,
];

/** Every command, with its options. Each command takes over at its making how the program writes. */
export function createProgram(output: OutputConfiguration = {}): Command {
  const program = new Command(programName())
    .description('consent-bound sharing of biomedical data, with a ledger that proves who got what')
    .version(VERSION)
    .exitOverride()
    .showSuggestionAfterError()
    .showHelpAfterError('Add --help to see what it takes.')
    .configureHelp({ showGlobalOptions: true })
    .configureOutput(output);
  const run = createRun(() => readConfig());
  for (const add of COMMANDS) add(program, run);
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
  const program = createProgram(json ? { writeErr: () => undefined } : {});
  try {
    await program.parseAsync();
  } catch (error) {
    process.exitCode = error instanceof CommanderError ? wrongCommandLine(error, json) : report(error, json);
  }
}

/** Commander has told people already what is wrong. */
function wrongCommandLine({ exitCode, code, message }: CommanderError, json: boolean): ExitCode {
  if (exitCode === 0) return 0;
  const what =
    code === 'commander.help' ? 'No command is given.' : message.replace(/^error: /, '').replace(/\s+/g, ' ');
  return json ? report(new CustosError('INPUT_INVALID', `${what} Add --help to see what there is.`), true) : 2;
}
