import type { NotificationTexts } from './template.ts';

/** Reviewed as a whole: whoever reads over a shoulder learns that somebody is a patient of the sender, and nothing else. */
export const ENGLISH: NotificationTexts = {
  sender: 'your hospital',
  subject: (sender) => `About your data at ${sender}`,
  greeting: 'Hello,',
  kinds: {
    binding: (sender) => `somebody can now decide in your name about the use of your data at ${sender}.`,
    're-enrolment': (sender) =>
      `somebody else, or another device, can now decide in your name about the use of your data at ${sender}.`,
    'signer-removed': (sender) =>
      `somebody, or a device, that decided in your name about the use of your data at ${sender} no longer does, or soon will not.`,
    withdrawal: (sender) => `something that was allowed with your data at ${sender} was withdrawn.`,
    'withheld-by-other': (sender) =>
      `somebody else than you changed how far your data at ${sender} may be used, in your name.`,
    expiry: (sender) => `something that you allowed with your data at ${sender} ends within the next 30 days.`,
    'first-use': (sender) => `your data at ${sender} was used by somebody, or for something, for the first time.`,
    'each-use': (sender) => `your data at ${sender} was used.`,
    erasure: (sender) => `it was announced that your data at ${sender} will be erased.`,
    emergency: (sender) => `your data at ${sender} was opened in an emergency.`,
    'contact-changed': (sender) => `how ${sender} reaches you about the use of your data was changed.`,
    'passkey-copied': (sender) => `a passkey that decides in your name at ${sender} may have been copied by somebody.`,
    'recorded-consent': (sender) => `${sender} recorded a form by which you allow something with your data.`,
  },
  recorded: {
    consent: 'This is what the form says that was recorded:',
    withdrawal: 'You stopped what you had allowed by this:',
    everything: 'You stopped everything that you had allowed.',
    'research-opt-out': 'You said that your data is not to be used for research.',
    'full-opt-out': 'You said that your data is to be given to nobody.',
    'back-in': 'You said that what you had allowed counts again.',
    pause: (day) => `You said that your data is to be given to nobody until ${day}.`,
    resumed: 'You said that your pause is over, and that what you had allowed counts again.',
    wrong: (sender) => `If any of this is wrong, call ${sender}: it is put right at once, and you need give no reason.`,
  },
  link: (link) => `Look at ${link} to see what it is.`,
  doubt: (sender) =>
    `If you did not expect this, call ${sender}. Nobody will ask you for a password or a code because of this message.`,
};
