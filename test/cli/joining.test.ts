import { expect, it } from 'vitest';
import { rolesCommand } from '../../src/cli/joining.ts';
import type { Address } from '../../src/core/ids.ts';

const MEMBER = `0x${'5a'.repeat(20)}` as Address;

it('asks for all roles that a member has and lacks, each once, and never for the administrator’s, which no command gives', () => {
  expect(rolesCommand(MEMBER, ['administrator', 'holder', 'auditor'], ['requester', 'auditor'])).toBe(
    `member roles ${MEMBER} --role holder auditor requester`,
  );
});
