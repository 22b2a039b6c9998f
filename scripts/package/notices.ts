import { existsSync, globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** The licences of the packages of which modules became a part of dist/, as these ask for. */
export function noticesOf(moduleIds: readonly string[]): string {
  const folders = new Set(
    moduleIds.flatMap((id) => /^.*\/node_modules\/(?:@[^/]+\/)?(?!\.)[^/]+/.exec(id)?.[0] ?? []),
  )
  return [...folders]
    .toSorted()
    .map(noticeOf)
    .join(`\n${'-'.repeat(80)}\n\n`)
}

function noticeOf(folder: string): string {
  const { name, version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
    readonly name: string
    readonly version: string
  }
  const [file] = globSync('{LICENSE,LICENCE,license,licence}*', { cwd: folder })
  if (file === undefined || !existsSync(join(folder, file)))
    throw new Error(`Expected ${name} to have a licence to go with it.`)
  return `${name} ${version}\n\n${readFileSync(join(folder, file), 'utf8').trim()}\n`
}
