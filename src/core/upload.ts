/** Of a file that is sent to be imported, each part but the last: small enough to come through a slow line before a request ends. */
export const UPLOAD_PART_BYTES = 4 * 1024 * 1024;
