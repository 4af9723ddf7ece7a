import { askedBy } from '../parts/asked.tsx';
import { Trouble } from '../parts/trouble.tsx';

/** What the gateway answers, once it does; what went wrong, for who works with data. */
export const AnswerOr = askedBy(Trouble);
