import { hash } from 'node:crypto';

/** What content is told apart by: the same for the same bytes, whatever the file's name and time. */
export function digestOf(content: string | Uint8Array): string {
  return hash('sha256', content, 'base64url');
}
