import type { GroupId } from '../../src/core/ids.ts';
import { ZERO_DIGEST } from '../../src/core/ids.ts';
import { id } from './story.ts';

export const ANYBODY = { grantee: ZERO_DIGEST };
export const GROUP = id<GroupId>('group');
