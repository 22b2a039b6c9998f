import { writeFileSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { basename, dirname, join, relative } from 'node:path'
import {
  rollup,
  type OutputChunk,
  type Plugin,
  type PreRenderedChunk,
  type RollupBuild,
  type RollupOptions,
} from 'rollup'
import { inlined } from './inlined.ts'
import { loadedWith } from './loaded-with.ts'
import { noticesOf } from './notices.ts'
import { entryPoints, installed } from './manifest.ts'
import { pageCode, type BuiltPage } from './page.ts'
import { processFilesIn, startUrls, threadFilesIn } from './start-files.ts'

/** Parts that would be smaller become one with others, for a file costs a program more than some code that it does not use. */
const smallestChunk = 20_000

/** What would become one with something larger, which would load where only this is needed. */
const byFolder: Readonly<Record<string, string>> = { 'util/redis': 'redis', 'util/term': 'term' }

/**
 * Puts the JavaScript of a folder together in few files: one for each entry point, those that they share, and those that are
 * loaded when they are needed. No code is there twice, so that a class of errors is the same one for all entry points;
 * but for what begins a thread, which is one file with all that it needs, so that it can be copied.
 *
 * @param page what pages of runs are made of, which comes in the place of the module that would build it.
 */
export async function bundle(folder: string, dist: string, page: BuiltPage): Promise<void> {
  const threads = threadFilesIn(folder)
  const processes = processFilesIn(folder)
  const plugins = [startUrls(folder, [...threads, ...processes]), plainImports(), inlined()]
  plugins.push(pageCode(folder, page))
  const chunks: OutputChunk[] = []
  const make = async (
    input: RollupOptions['input'],
    write: (built: RollupBuild) => ReturnType<RollupBuild['write']>,
  ): Promise<void> => {
    const built = await rollup({ input: input ?? [], plugins, external: isExternal, onLog })
    const { output } = await write(built)
    await built.close()
    for (const chunk of output) if (chunk.type === 'chunk') chunks.push(chunk)
  }
  const main: Record<string, string> = { cli: join(folder, 'cli/main.js') }
  for (const { name, source } of entryPoints) main[name] = join(folder, `${source}.js`)
  for (const { path, built } of processes) main[basename(built, '.js')] = join(folder, path)
  await make(main, (built) => {
    const core = loadedWith(join(folder, 'index.js'), built)
    const threads = loadedWith(join(folder, 'place/thread/thread-runs.js'), built)
    return built.write({
      dir: dist,
      chunkFileNames: (chunk) => `part-${partName(chunk, folder)}.js`,
      manualChunks(id) {
        if (core.has(id)) return 'core'
        // By name, for small parts become one with others: no entry but those of Redis may load what they load.
        if (threads.has(id)) return 'threads'
        return byFolder[relative(folder, dirname(id))]
      },
      experimentalMinChunkSize: smallestChunk,
      // What a chunk needs of another it loads itself.
      hoistTransitiveImports: false,
    })
  })
  for (const { path, built: name } of threads)
    await make(join(folder, path), (built) =>
      built.write({ file: join(dist, name), inlineDynamicImports: true }),
    )
  const moduleIds = [...chunks.flatMap((chunk) => chunk.moduleIds), ...page.moduleIds]
  const notices = noticesOf(moduleIds)
  if (notices !== '') writeFileSync(join(dist, 'THIRD-PARTY.txt'), notices)
}

/** As its last file lies in src/, which the others are there for. */
function partName({ name, moduleIds }: PreRenderedChunk, folder: string): string {
  if (['core', 'threads', 'redis', 'term'].includes(name)) return name
  const last = relative(folder, moduleIds.at(-1) ?? '')
  return (dirname(last) === '.' ? basename(last, '.js') : dirname(last)).replaceAll('/', '-')
}

function isExternal(id: string): boolean {
  return isBuiltin(id) || installed.some((name) => id === name || id.startsWith(`${name}/`))
}

/** Of specifiers that are known only as the code runs tsc makes calls of a helper, for files of ours. None is of one. */
function plainImports(): Plugin {
  const helper = /^var __rewriteRelativeImportExtension = [^]*?^};$/m
  const call = /\bimport\(__rewriteRelativeImportExtension\(([^()]+)\)\)/g
  return {
    name: 'plain-imports',
    transform: (code, id) => {
      const plain = code.replace(helper, '').replaceAll(call, 'import($1)')
      // Without its helper it would fail only where it is run.
      if (plain.includes('__rewriteRelativeImportExtension'))
        throw new Error(`${id} imports what is more than a name: give it one first.`)
      return plain
    },
  }
}

/** All that is worth a warning is a fault, but for the way in which tsc writes `using`. */
const onLog: RollupOptions['onLog'] = (level, { code = '', message }) => {
  if (level === 'warn' && code !== 'THIS_IS_UNDEFINED') throw new Error(`${code}: ${message}`)
}
