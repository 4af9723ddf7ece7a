import { isCustosError } from '../../client/index.ts';
import { Failed } from '../parts/failed.tsx';
import { Trouble } from '../parts/trouble.tsx';

/** Why somebody of the organisation did not come in: where the gateway says what is missing and who mends it, in its words. */
export function DoorTrouble({ error }: { readonly error: unknown }) {
  return isCustosError(error, 'UNAVAILABLE', 'SESSION_INVALID') ? <Trouble error={error} /> : <Failed error={error} />;
}
