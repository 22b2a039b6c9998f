import { spawn } from 'node:child_process'
import type { Manifest } from './manifest.ts'
import { run } from './run.ts'

/** How a tarball is published: with a statement, signed by the machine that builds it, of which commit it was built from. */
export function publishCommand(tarball: string): string[] {
  return ['npm', 'publish', tarball, '--provenance', '--access', 'public']
}

/** npm refuses such a statement unless package.json names the repository that it speaks of. */
export function repositoryFaults({ repository }: Pick<Manifest, 'repository'>): string[] {
  const url =
    typeof repository === 'string' ? repository : (repository as { url?: unknown } | undefined)?.url
  return typeof url === 'string' && url !== ''
    ? []
    : ['package.json names no `repository`, which `npm publish --provenance` needs. Set it first.']
}

/** Publishes a tarball, asking at the terminal what npm asks, and tags the commit once that is done. */
export async function publish(tarball: string, version: string): Promise<void> {
  const [name = '', ...words] = publishCommand(tarball)
  const code = await new Promise<number | null>((resolve, reject) => {
    spawn(name, words, { stdio: 'inherit' }).on('exit', resolve).on('error', reject)
  })
  if (code !== 0) throw new Error(`npm publish ended with code ${code}. Nothing is tagged.`)
  await run('git', ['tag', '--annotate', `v${version}`, '--message', version])
  console.log(`Published, and tagged. Push the tag: git push origin v${version}`)
}
