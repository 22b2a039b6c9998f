import { globSync } from 'node:fs'
import { basename, posix } from 'node:path'
import type { Plugin } from 'rollup'

/** A file that begins a thread or a process, by its URL. */
export interface StartFile {
  /** Relative to the folder, as compiled. */
  readonly path: string
  /** In dist/. */
  readonly built: string
}

/** `*.entry.ts`: of threads. By the prefix users know what to copy; the ending needs no package.json beside it. */
export function threadFilesIn(folder: string): StartFile[] {
  return filesIn(folder, '.entry', (name) => `fanfold-${name}.mjs`)
}

/** `*.process.ts`: of processes, which are started only where the package is installed. */
export function processFilesIn(folder: string): StartFile[] {
  return filesIn(folder, '.process', (name) => `${name}.js`)
}

function filesIn(folder: string, ending: string, nameOf: (name: string) => string): StartFile[] {
  const files = globSync(`**/*${ending}.js`, { cwd: folder }).map((path) => {
    return { path, built: nameOf(basename(path, `${ending}.js`)) }
  })
  if (new Set(files.map(({ built }) => built)).size < files.length)
    throw new Error(
      `Expected names of *${ending}.ts that differ, for they lie in one folder of dist/.`,
    )
  return files
}

const url = /new URL\('(\.[^']*\.(?:entry|process))\.ts', import\.meta\.url\)/g

/**
 * Has `new URL('./x.entry.ts', import.meta.url)` name the file in dist/. It stays a URL that is written out, by which bundlers
 * find the file.
 */
export function startUrls(folder: string, files: readonly StartFile[]): Plugin {
  return {
    name: 'start-urls',
    transform(code, id) {
      return code.replaceAll(url, (_, path: string) => {
        const target = posix.join(posix.dirname(id.slice(folder.length + 1)), `${path}.js`)
        const file = files.find((each) => each.path === target)
        if (file === undefined) throw new Error(`${id}: there is no ${path}.ts.`)
        return `new URL('./${file.built}', import.meta.url)`
      })
    },
  }
}
