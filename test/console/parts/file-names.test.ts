import { describe, expect, it } from 'vitest';
import { fileName, foldersOf } from '../../../src/console/parts/file-names.ts';

describe('folders of what is taken home', () => {
  it('are never one for two datasets, whatever they are called', () => {
    const long = 'a'.repeat(100);
    const folders = foldersOf(['A/B', 'A:B', 'a_b', 'A_B (2)', `${long} 2024`, `${long} 2025`, '...', '']);
    const unpacked = new Set(folders.map((name) => name.toLowerCase()));
    expect(unpacked.size).toBe(8);
    expect(folders[0]).toBe('A_B');
  });
});

describe('a name of a file', () => {
  it.each([
    ['CON', 'CON_'],
    ['nul.txt', 'nul_.txt'],
    ['Lpt1', 'Lpt1_'],
    ['Console', 'Console'],
    ['..\\..\\evil', '_.._evil'],
    ['a\0b', 'a_b'],
    ['report\u202efdp.exe', 'reportfdp.exe'],
    ['Cafe\u0301', 'Caf\u00e9'],
    ['\ud83d', '_'],
    ['... ', ''],
  ])('%j is one that every computer takes: %j', (given, name) => {
    expect(fileName(given)).toBe(name);
  });

  it('ends in no blank where it is cut, in no half of a letter, and is no longer than file systems take', () => {
    expect(fileName(`${'a'.repeat(79)} and more`)).toBe('a'.repeat(79));
    const long = fileName('😀'.repeat(100));
    expect(long.isWellFormed()).toBe(true);
    expect(new TextEncoder().encode(long).length).toBeLessThanOrEqual(200);
    expect(fileName('ü'.repeat(100))).toBe('ü'.repeat(80));
  });
});
