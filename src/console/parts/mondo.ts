/** The id of a disease in MONDO, by which permits, consents and requests name it. */
export const MONDO = /^MONDO:\d{7}$/;
