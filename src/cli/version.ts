import { readFileSync } from 'node:fs'
import { findPackageJSON } from 'node:module'

/** The package's version. The file lies above this one, be it in src/ or in dist/. */
export function version(): string {
  const file = findPackageJSON(import.meta.url) as string
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version
}
