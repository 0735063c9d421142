import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** How a tool reaches the local stack that `npm start -- --stay` keeps up. */
export interface LocalAccess {
  readonly endpoint: string;
  readonly region: string;
  /** File of the certificate to trust. */
  readonly caBundle: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

/** The access to the stack of this project; undefined where none is up. */
export function readLocalAccess(root: string): LocalAccess | undefined {
  try {
    return JSON.parse(readFileSync(join(root, '.nightshift', 'local.json'), 'utf8'));
  } catch {
    return undefined;
  }
}
