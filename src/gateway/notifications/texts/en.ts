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
    'binding-announced': (sender) =>
      `somebody else, or another device, is going to decide in your name about the use of your data at ${sender} some days from now. If you did not ask for that, call ${sender} before then, or cancel it with the device that decides for you now: it is stopped, and nothing changes.`,
    'binding-waits': (sender) =>
      `somebody, or a device, is to decide in your name about the use of your data at ${sender}, and waits until a second organisation has looked at it. If you did not ask for that, call ${sender}: it is stopped, and nothing changes.`,
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
    'narrowed-by-code': (sender) =>
      `somebody used a one-time code that was sent to you, and stopped some or all use of your data at ${sender}. The device that decides for you can take that back, and so can ${sender}.`,
  },
  uses: {
    weekly: (sender) => `your data at ${sender} was used in the past week, once or more often.`,
    monthly: (sender) => `your data at ${sender} was used in the past month, once or more often.`,
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
  code: (sender, code) =>
    `somebody asked for a one-time code about the use of your data at ${sender}. If that was you, the code is ${code}. It is good once, for 15 minutes from when you asked. If you ask again and no other code comes, this is the one.`,
  codeUse: 'With it one stops the use of data, and does nothing else: it opens nothing and allows nothing.',
  codeDoubt: (sender) =>
    `If it was not you, do nothing: without the code nothing happens. Give it to nobody, and call ${sender} if this comes often. Nobody there will ask you for it.`,
  link: (link) => `Look at ${link} to see what it is.`,
  doubt: (sender) =>
    `If you did not expect this, call ${sender}. Nobody will ask you for a password or a code because of this message.`,
};
