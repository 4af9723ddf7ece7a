import { CustosError } from '../../core/errors.ts';

const MAX_CAUSES = 8;

/** What the log holds of an error. Messages of our own hold no secret. Those of others may hold anything: an address with
 *  its password, a line of a patient's record that is no JSON; of them, and of causes, the log holds kind, code and place. */
export interface LoggedError {
  readonly type: string;
  readonly code?: string;
  readonly message?: string;
  /** Places alone. */
  readonly stack: readonly string[];
  readonly causes: readonly Pick<LoggedError, 'type' | 'code'>[];
}

export function loggedError(error: unknown): LoggedError {
  const causes: Pick<LoggedError, 'type' | 'code'>[] = [];
  for (let cause = causeOf(error); cause !== undefined && causes.length < MAX_CAUSES; cause = causeOf(cause)) {
    causes.push(kindOf(cause));
  }
  const message = error instanceof CustosError ? { message: error.message } : {};
  return { ...kindOf(error), ...message, stack: placesOf(error), causes };
}

function kindOf(error: unknown): Pick<LoggedError, 'type' | 'code'> {
  if (!(error instanceof Error)) return { type: typeof error };
  const { code } = error as { code?: unknown };
  const isCode = typeof code === 'string' && /^[A-Z][A-Z0-9_]{1,63}$/.test(code);
  return { type: error.constructor.name, ...(isCode ? { code } : {}) };
}

function causeOf(error: unknown): unknown {
  return error instanceof Error ? error.cause : undefined;
}

/** Without the message, which may have lines that look like places. */
function placesOf(error: unknown): string[] {
  if (!(error instanceof Error) || typeof error.stack !== 'string') return [];
  const head = `${error.name}: ${error.message}`;
  const places = error.stack.startsWith(head) ? error.stack.slice(head.length) : '';
  return places
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line.startsWith('at '));
}
