/** Binary attribute values as JSON has them: base64 instead of bytes. */
export function base64Blobs(value: unknown): unknown {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  if (Array.isArray(value)) return value.map(base64Blobs);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, content]) => [key, base64Blobs(content)]));
}

/**
 * The reverse. A member `B` that is a string, or `BS` that is a list of strings, can only be an attribute value's: an
 * attribute that happens to be *named* so holds an object.
 */
export function bufferBlobs(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(bufferBlobs);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, content]) => {
      if (key === 'B' && typeof content === 'string') return [key, Buffer.from(content, 'base64')];
      if (key === 'BS' && Array.isArray(content))
        return [
          key,
          content.map((item) => (typeof item === 'string' ? Buffer.from(item, 'base64') : bufferBlobs(item))),
        ];
      return [key, bufferBlobs(content)];
    }),
  );
}
