import { describe, expect, it } from 'vitest';
import { foldersOf } from '../../src/console/patient/file-names.ts';

describe('folders of what is taken home', () => {
  it('are never one for two datasets, whatever they are called', () => {
    const long = 'a'.repeat(100);
    const folders = foldersOf(['A/B', 'A:B', 'a_b', 'A_B (2)', `${long} 2024`, `${long} 2025`, '...', '']);
    const unpacked = new Set(folders.map((name) => name.toLowerCase()));
    expect(unpacked.size).toBe(8);
    expect(folders[0]).toBe('A_B');
  });
});
