import { describe, expect, it } from 'vitest';
import { describeBranches, putProbes } from '../../scripts/branch-probes.ts';

const source = (body: string) => `pragma solidity 0.8.37;
contract C { function f(bool a, bool b, uint256 n) external pure returns (uint256) {
${body}
return n; } }`;
const conditions = (body: string) =>
  describeBranches('C.sol', source(body)).map(([ifTrue, ifFalse]) => {
    expect([ifTrue?.outcome, ifFalse?.outcome]).toEqual([true, false]);
    return [ifTrue?.line, ifTrue?.condition];
  });

describe('the branches of a contract', () => {
  it.each([
    ['if (a) n = 1; else n = 2;', ['a']],
    ['n = a ? 1 : 2;', ['a']],
    ['while (n < 3) ++n;', ['n < 3']],
    ['do { ++n; } while (n < 3);', ['n < 3']],
    ['for (uint256 i; i < n; ++i) {} for (;;) { break; }', ['i < n']],
    ['require(a, "no"); assert(b);', ['a', 'b']],
    ['bool c = a && b || n == 1;', ['a', 'b', 'n == 1']],
    ['if (!(a && b)) n = 1;', ['!(a && b)', 'a', 'b']],
    ['if (a ? b : n > 1) n = 1;', ['a ? b : n > 1', 'a']],
  ])('are the outcomes of its conditions: %s', (body, expected) => {
    expect(conditions(body)).toEqual(expected.map((condition) => [3, condition]));
  });

  it('are counted by bytes, so that no letter shifts them', () => {
    expect(conditions('/* ‖ … */ if (a) n = 1;')).toEqual([[3, 'a']]);
  });

  it('get probes that keep the conditions whole', () => {
    const body = source('/* ‖ */ if (!(a && b)) n = a ? 1 : 2;');
    const probed = putProbes(body, describeBranches('C.sol', body)).replaceAll(/, 0x[0-9a-f]{64}, 0x[0-9a-f]{64}/g, '');
    expect(probed).toContain('/* ‖ */ if (_probed(!(_probed(a) && _probed(b)))) n = _probed(a) ? 1 : 2;');
    expect(probed.split('\n').indexOf('return n; } }')).toBe(body.split('\n').indexOf('return n; } }'));
  });

  it('have tags of their own', () => {
    const branches = describeBranches('C.sol', source('if (a && a) n = 1; if (a) n = 2;')).flat();
    expect(new Set(branches.map(({ tag }) => tag)).size).toBe(6);
  });
});
