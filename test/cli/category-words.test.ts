import { describe, expect, it } from 'vitest';
import { categoryNamed } from '../../src/cli/category-words.ts';
import { listedNames } from '../../src/cli/listed-names.ts';
import { CATEGORIES } from '../../src/core/categories.ts';
import { custos } from './kept-program.ts';

describe('kinds of data', () => {
  it('are listed in words with their codes, and each can be typed as it is listed', async () => {
    const { code, stdout } = await custos(['category', 'list']);
    expect(code).toBe(0);
    for (const row of CATEGORIES) {
      expect(stdout).toMatch(new RegExp(`^${row.label} +${row.code}\\b`, 'm'));
      for (const typed of [row.label, row.code, ...row.aliases]) expect(categoryNamed(typed)).toBe(row.code);
    }
    expect(JSON.parse((await custos(['category', 'list', '--json'])).stdout)).toEqual(CATEGORIES);
  });

  it('are typed as a list, by code or words', () => {
    expect(listedNames('imaging; psy, NOTE', categoryNamed)).toEqual(['IMG', 'PSY', 'NOTE']);
    expect(listedNames('HIV and AIDS', categoryNamed)).toEqual(['HIV']);
    expect(listedNames('none', categoryNamed)).toEqual([]);
  });

  it('that are none are answered with the nearest one, and where they are listed', () => {
    expect(() => categoryNamed('imagin')).toThrow(
      /“imagin” is no kind of data .* Did you mean imaging\? .*category list/,
    );
  });
});
