import { z } from 'zod';
import { LANGUAGES } from '../../core/consent-text/consent-text.ts';
import { MAX_NAME_CHARACTERS } from '../../core/spoken-name.ts';
import { digest, seconds } from '../http/schemas.ts';

export const language = z.enum(LANGUAGES).meta({ id: 'Language', description: 'Language of a text for patients.' });

const name = z.string().min(1).max(MAX_NAME_CHARACTERS);

/** What the terms of a consent name by digests. */
export const names = z
  .strictObject({
    holder: name.optional(),
    grantee: name.optional().meta({ description: 'Of the member or the group.' }),
    dataset: name.optional(),
    notice: z
      .strictObject({
        title: z.string().max(MAX_NAME_CHARACTERS).meta({ description: 'Its first line; empty where it has none.' }),
        published: seconds,
      })
      .optional(),
  })
  .meta({ id: 'ConsentNames', description: 'What the text calls them; what is left out goes by its number.' });

/** How a consent was shown. */
export const shownText = z
  .strictObject({
    language,
    names,
    nonce: digest.meta({ description: 'Random: the salt of the terms is made of it and of the text.' }),
  })
  .meta({ id: 'ShownText', description: 'From it and the terms the text is composed again.' });

export const text = z.string().meta({ description: 'The text, each line ended by a line feed.' });
