import { readFileSync } from 'node:fs'

/** The package's version. The file is as far away from src/cli as from dist/cli. */
export function version(): string {
  const file = new URL('../../package.json', import.meta.url)
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version
}
