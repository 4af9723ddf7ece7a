const ROWS_A_TURN = 256;

/** Numbers of so many rows, in pieces between which others have their turn: while rows are judged, the next ones arrive, and
 *  whoever sends them goes on. */
export async function* rowTurns(count: number): AsyncGenerator<readonly [from: number, until: number]> {
  for (let from = 0; from < count; from += ROWS_A_TURN) {
    if (from > 0) await new Promise(setImmediate);
    yield [from, Math.min(count, from + ROWS_A_TURN)];
  }
}
