import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../exec.ts'

export const referenceFolder: string = join(root, 'docs/reference')

/** The files of docs/reference that are not as they would be made now. */
export function stalePages(pages: ReadonlyMap<string, string>): string[] {
  const there = existsSync(referenceFolder) ? readdirSync(referenceFolder) : []
  return [
    ...[...pages].flatMap(([file, text]) => (textOf(file) === text ? [] : [file])),
    ...there.filter((file) => !pages.has(file)),
  ]
}

function textOf(file: string): string | undefined {
  const path = join(referenceFolder, file)
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined
}
