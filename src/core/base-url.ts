const HOST = String.raw`(?:[a-z0-9._-]+|\[[0-9a-f:.]+\])(?::[1-9][0-9]{0,4})?`;
const SEGMENTS = String.raw`(?:/[\w.~!$&'()*+,;=:@%-]+)*`;

/** A host as proofs name it: lowercase, an IPv6 address in brackets, a port where there is one. */
export const HOST_TEXT: RegExp = new RegExp(`^${HOST}$`);
/** The address of a gateway as proofs name it: no query, no fragment, no slash at its end. */
export const BASE_URL: RegExp = new RegExp(`^https?://${HOST}${SEGMENTS}$`);
/** An address below a gateway's, without query and fragment (RFC 9449 §4.2). */
export const RESOURCE_URL: RegExp = new RegExp(String.raw`^https?://${HOST}/[\w.~!$&'()*+,;=:@%/-]*$`);
