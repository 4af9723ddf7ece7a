/** What the sample patients are shown. */
export const NOTICE = `Your hospital may share your health data for biomedical research that is not commercial.
You decide, and you can withdraw at any time: from then on nothing more of yours is handed out.
`;
