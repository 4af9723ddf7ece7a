/** What the sample patients are shown, in both languages of the pages. */
export const NOTICE = `Your hospital may share your health data for biomedical research that is not commercial.
You decide, and you can withdraw at any time: from then on nothing more is handed out because you consented.

O seu hospital pode partilhar os seus dados de saúde para investigação biomédica que não seja comercial.
A decisão é sua, e pode retirá-la em qualquer altura: a partir daí, nada mais é entregue por ter consentido.
`;
