import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { packedFiles } from '../package/packed-files.ts'
import { filesUrl, publishedPage, type Published } from './links.ts'
import { publishedManifest, type Manifest } from './manifest.ts'

/** Copies what is published into a folder of its own, with links that work there and nothing that only a checkout needs. */
export function stage(root: string, folder: string): Published {
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Manifest
  const files = packedFiles(root, manifest.files)
  const published = { files: new Set(files), base: filesUrl(manifest.name, manifest.version) }
  rmSync(folder, { recursive: true, force: true })
  for (const path of files) {
    const target = join(folder, path)
    mkdirSync(dirname(target), { recursive: true })
    if (path === 'package.json')
      writeFileSync(target, `${JSON.stringify(publishedManifest(manifest), undefined, 2)}\n`)
    else if (path.endsWith('.md'))
      writeFileSync(target, publishedPage(path, readFileSync(join(root, path), 'utf8'), published))
    else cpSync(join(root, path), target)
  }
  return published
}
