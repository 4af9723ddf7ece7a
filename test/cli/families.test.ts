import { describe, expect, it } from 'vitest';
import { createProgram, FAMILIES } from '../../src/cli/program.ts';

describe('a family of commands', () => {
  it.each(FAMILIES.map((family) => [family.names.join(', '), family] as const))('adds just %s', async (_, family) => {
    const { commands } = await createProgram({}, [family]);
    expect(commands.map((command) => command.name())).toEqual(family.names);
  });

  it('has no command of the same name as another', () => {
    const names = FAMILIES.flatMap((family) => family.names);
    expect(new Set(names).size).toBe(names.length);
  });
});
