import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { globSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { rollup, type Plugin, type RollupOptions } from 'rollup'
import type { PageCode } from '../../src/observe/page/html.ts'
import { root } from '../exec.ts'
import { inlined } from './inlined.ts'
import { noticesOf } from './notices.ts'

/** What is put into each page of a run, and the modules that it was made of. */
export interface BuiltPage {
  readonly code: PageCode
  readonly moduleIds: readonly string[]
}

const app = 'observe/page/app'

/** Builds the program of the page. Types are not checked here: `npm run check` does. */
export async function buildPage(): Promise<BuiltPage> {
  const cache = join(root, 'node_modules/.cache')
  mkdirSync(cache, { recursive: true })
  // One of its own, for several processes may build at once.
  const compiled = mkdtempSync(join(cache, 'page-'))
  try {
    const tsc = join(root, 'node_modules/.bin/tsc')
    const options = ['-p', join(root, 'tsconfig.page.json'), '--outDir', compiled, '--noCheck']
    execFileSync(process.execPath, [tsc, ...options])
    const input = join(compiled, app, 'main.js')
    const built = await rollup({ input, plugins: [inlined()], onLog })
    const { output } = await built.generate({ format: 'iife', plugins: [narrow()] })
    await built.close()
    const [{ code: script, moduleIds }] = output
    if (/<!--|<\/script/i.test(script)) throw new Error('Expected a program that HTML can hold.')
    const style = styleOf(join(root, 'src', app))
    const notices = noticesOf(moduleIds)
    const hashes = { scriptHash: hashOf(script), styleHash: hashOf(style) }
    return { code: { script, style, notices, ...hashes }, moduleIds }
  } finally {
    rmSync(compiled, { recursive: true, force: true })
  }
}

/** Has the module that builds the page hold what was built. */
export function pageCode(folder: string, { code }: BuiltPage): Plugin {
  return {
    name: 'page-code',
    load: (id) =>
      id === join(folder, 'observe/page/code.js')
        ? `export const code = ${JSON.stringify(code)}`
        : null,
  }
}

/** Without what indents the lines, a sixth of it. */
function narrow(): Plugin {
  return {
    name: 'narrow',
    renderChunk(code) {
      // In a template of several lines it would be a part of the text.
      if (/`[^`\n]*\n[^`]*`/.test(code.replaceAll(/`[^`\n]*`/g, '')))
        throw new Error('Expected no template of several lines in the program of the page.')
      return code.replaceAll(/^[ \t]+/gm, '')
    },
  }
}

function styleOf(folder: string): string {
  const files = globSync('**/*.css', { cwd: folder }).toSorted()
  const text = files.map((file) => readFileSync(join(folder, file), 'utf8')).join('')
  return text
    .replaceAll(/\/\*[^]*?\*\//g, '')
    .replaceAll(/\s*\n\s*/g, '\n')
    .trim()
}

/** As a Content-Security-Policy names a script or a style. */
function hashOf(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`
}

const onLog: RollupOptions['onLog'] = (level, { code = '', message }) => {
  if (level === 'warn') throw new Error(`${code}: ${message}`)
}
