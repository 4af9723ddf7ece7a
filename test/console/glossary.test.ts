import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { ACTS_PT } from '../../src/console/audit/acts-pt.ts';
import { ACTS } from '../../src/core/acts.ts';

const CONSOLE = fileURLToPath(new URL('../../src/console', import.meta.url));
/** The houses of those who work with data, and what they share. */
const HOUSES = ['staff', 'research', 'audit', 'api', 'parts', 'doors', 'words'];

describe('the Portuguese of the pages for work', () => {
  it('calls the log “registo”, the ledger “livro-razão” and a gateway “gateway”, in every house', () => {
    const other = HOUSES.flatMap((house) =>
      readdirSync(`${CONSOLE}/${house}`, { recursive: true, encoding: 'utf8' })
        .filter((file) => /\.tsx?$/.test(file))
        .flatMap((file) =>
          readFileSync(`${CONSOLE}/${house}/${file}`, 'utf8')
            .split('\n')
            .filter((line) =>
              /\bdiários?\b|pontos? de acesso|ancorad[ao]s? no registo|a caminho do registo|bloco \S+ do registo/i.test(
                line,
              ),
            )
            .map((line) => `${house}/${file}: ${line.trim()}`),
        ),
    );
    expect(other).toEqual([]);
  });

  it('has words for each act that evidence can name', () => {
    expect(ACTS.map(({ done }) => done).filter((done) => ACTS_PT[done] === undefined)).toEqual([]);
  });
});
