import { programName } from '../config.ts';

/** A command of this program as people type it, the way they started it. */
export function ownCommand(command: string): string {
  return `\`${programName()} ${command}\``;
}
