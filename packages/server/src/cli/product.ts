// Where this product is installed and which version it is. Works from the bundle in dist/ and from the
// sources alike: the package is the nearest folder upwards whose package.json bears the product's name.

import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const PRODUCT_NAME = 'throughline';

export interface Product {
  readonly version: string;
  /** Directory of the built UI; undefined when it has not been built. */
  readonly webRoot: string | undefined;
}

export function findProduct(fromUrl: string = import.meta.url): Product {
  let folder = dirname(fileURLToPath(fromUrl));
  for (;;) {
    const version = productVersion(join(folder, 'package.json'));
    if (version !== undefined) {
      const webRoot = join(folder, 'dist', 'web');
      return { version, webRoot: existsSync(webRoot) ? webRoot : undefined };
    }
    const parent = dirname(folder);
    if (parent === folder) throw new Error(`no package.json of ${PRODUCT_NAME} above ${fromUrl}`);
    folder = parent;
  }
}

function productVersion(manifestPath: string): string | undefined {
  if (!existsSync(manifestPath)) return undefined;
  const manifest: unknown = JSON.parse(readFileSync(manifestPath, 'utf8'));
  if (typeof manifest !== 'object' || manifest === null) return undefined;
  if (!('name' in manifest) || manifest.name !== PRODUCT_NAME) return undefined;
  return 'version' in manifest && typeof manifest.version === 'string'
    ? manifest.version
    : undefined;
}
