/** Causes that are looked through: what a database throws stands behind errors of its binding. */
const DEPTH = 8;

/** Whether a write failed for want of room, in the words of the system, or in those of Level, which tells no code. */
export function isDiskFull(cause: unknown): boolean {
  return /\bENOSPC\b|\bEDQUOT\b|\bEFBIG\b|no space left|quota exceeded|file too large/i.test(messagesOf(cause));
}

/** Codes and messages of an error and of what caused it. */
export function messagesOf(cause: unknown): string {
  const parts: string[] = [];
  for (let error = cause, depth = 0; error instanceof Error && depth < DEPTH; error = error.cause, depth++) {
    parts.push(String((error as { code?: unknown }).code ?? ''), error.message);
  }
  return parts.join(' ');
}
