/** What the auditor’s lists are called in addresses. */
export const LISTS = ['acts', 'bindings', 'recorded', 'permits', 'codes', 'erasures', 'losses', 'resolutions'] as const;
export type ListName = (typeof LISTS)[number];
